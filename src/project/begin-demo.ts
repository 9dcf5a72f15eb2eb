import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { WriteProgress } from "../demo/write.ts";
import { projectFile } from "../model/load.ts";

/** The files of the generated company. */
export const demoFiles: readonly string[] = [
  "accounts.csv",
  "stages.csv",
  "memberships.csv",
  "events.csv",
  projectFile,
];

/** Why the generated company cannot come into a folder; null: it can, over nothing. */
export function noDemoHere(folder: string): string | null {
  const there = demoFiles.filter((name) => existsSync(join(folder, name)));
  return there.length === 0
    ? null
    : `${there.join(", ")} ${there.length === 1 ? "is" : "are"} in the project's folder already`;
}

/** The files of the company as they were when it was written, by name. */
export type WrittenDemo = ReadonlyMap<string, string>;

/**
 * Writes the generated company into a folder that has none of its files.
 *
 * @throws SmacError `OUTPUT_EXISTS`, `OUTPUT_CANNOT_WRITE`, `OUTPUT_STOPPED`; then nothing is left of it.
 */
export async function writeDemo(
  folder: string,
  about: { readonly signal: AbortSignal; readonly onProgress: (progress: WriteProgress) => void },
): Promise<WrittenDemo> {
  const { writeCompany } = await import("../demo/write.ts");
  await writeCompany(folder, { signal: about.signal }, about.onProgress);
  return new Map(demoFiles.map((name) => [name, stampOf(join(folder, name))]));
}

/**
 * Removes the generated company again, with the store that was made for it; null: the store was there before. Where
 * somebody changed one of its files meanwhile all of them stay, and the answer is false.
 */
export function removeDemo(folder: string, written: WrittenDemo, store: string | null): boolean {
  if ([...written].some(([name, stamp]) => stampOf(join(folder, name)) !== stamp)) return false;
  for (const name of written.keys()) rmSync(join(folder, name), { force: true });
  if (store !== null) for (const file of [store, `${store}.wal`]) rmSync(file, { force: true });
  return true;
}

function stampOf(path: string): string {
  const there = statSync(path, { throwIfNoEntry: false, bigint: true });
  return there === undefined ? "gone" : `${there.ino} ${there.size} ${there.mtimeNs}`;
}
