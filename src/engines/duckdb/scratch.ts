import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SmacError } from "../../errors.ts";

const open = new Set<string>();

function sweep(): void {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
}

/**
 * Makes a private folder for temporary files; it goes with the process at the latest.
 *
 * @throws SmacError `ENGINE_NO_SCRATCH` when there is no place for it.
 */
export async function openScratch(): Promise<string> {
  try {
    const folder = await mkdtemp(join(tmpdir(), "smac-"));
    if (open.size === 0) process.on("exit", sweep);
    open.add(folder);
    return folder;
  } catch (error) {
    throw new SmacError("ENGINE_NO_SCRATCH", `no folder for temporary files can be made in “${tmpdir()}”`, {
      recovery: "retry",
      hint: "set TMPDIR (TEMP on Windows) to a folder with space that may be written to",
      cause: error,
    });
  }
}

/** Removes such a folder with all that is in it. */
export async function closeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  open.delete(folder);
  if (open.size === 0) process.off("exit", sweep);
}
