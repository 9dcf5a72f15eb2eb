import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { SmacError } from "../errors.ts";
import { company } from "./company.ts";
import { demoSettings } from "./options.ts";
import type { DemoOptions } from "./options.ts";
import { demoProjectFile } from "./project-file.ts";
import { demoHeaders, rowWriter } from "./rows.ts";
import type { DemoFile } from "./rows.ts";
import { timeline } from "./timeline.ts";

/** How to write a generated company. */
export interface WriteOptions extends DemoOptions {
  /** Replaces files of an earlier run; otherwise they are an error. */
  readonly overwrite?: boolean;
  /** Stops the writing, and leaves nothing behind. */
  readonly signal?: AbortSignal;
}

/** How far the writing is. */
export interface WriteProgress {
  readonly accounts: number;
  readonly of: number;
  /** Lines of data in all files so far. */
  readonly rows: number;
}

/** What was written. */
export interface WrittenCompany {
  readonly files: readonly { readonly name: string; readonly rows: number; readonly bytes: number }[];
  readonly rows: number;
}

const projectFileName = "smac.yml";
const fileNames = Object.keys(demoHeaders) as DemoFile[];
const bufferLength = 1 << 20;

/**
 * Writes a generated company into a folder: `accounts.csv`, `stages.csv`,
 * `memberships.csv`, `events.csv` and a `smac.yml` that reads them. The files
 * appear under their names only when all of them are complete. Any size needs
 * about the same memory.
 *
 * @throws SmacError `USAGE_DEMO_OPTION` for an option out of its range,
 * `OUTPUT_EXISTS` when a file is there already, `OUTPUT_CANNOT_WRITE` when the
 * folder or the disk refuses, `OUTPUT_STOPPED` when the signal came.
 * @example
 * ```ts
 * const { rows } = await writeCompany("company", { customers: 5000 }, (p) => show(p.rows));
 * ```
 */
export async function writeCompany(
  dir: string,
  options: WriteOptions = {},
  onProgress: (progress: WriteProgress) => void = () => {},
): Promise<WrittenCompany> {
  const settings = demoSettings(options);
  if (options.overwrite !== true) await refuseExisting(dir);
  const outputs: Output[] = [];
  try {
    await mkdir(dir, { recursive: true });
    for (const name of fileNames) outputs.push(await openOutput(dir, name));
    const time = timeline(settings);
    const rowsOf = rowWriter(time);
    let accounts = 0;
    for (const story of company(settings)) {
      const lines = rowsOf(story);
      for (const output of outputs) add(output, lines[output.name as DemoFile]);
      accounts++;
      if (!outputs.some((o) => o.length >= bufferLength)) continue;
      for (const output of outputs) await flush(output);
      if (options.signal?.aborted === true) throw stopped(dir);
      onProgress({ accounts, of: settings.customers, rows: total(outputs) });
    }
    const project = await openOutput(dir, projectFileName);
    outputs.push(project);
    project.pending.push(demoProjectFile(settings));
    for (const output of outputs) await finish(output);
    for (const output of outputs) await rename(output.partial, join(dir, output.name));
    onProgress({ accounts, of: settings.customers, rows: total(outputs) });
  } catch (error) {
    await abandon(outputs);
    throw cannotWrite(dir, error);
  }
  return { files: outputs.map(({ name, rows, bytes }) => ({ name, rows, bytes })), rows: total(outputs) };
}

interface Output {
  readonly name: string;
  readonly partial: string;
  readonly handle: FileHandle;
  pending: string[];
  length: number;
  rows: number;
  bytes: number;
}

async function openOutput(dir: string, name: string): Promise<Output> {
  const partial = join(dir, `.${name}.partial`);
  const handle = await open(partial, "w");
  const header = name === projectFileName ? [] : [`${demoHeaders[name as DemoFile]}\n`];
  return { name, partial, handle, pending: header, length: 0, rows: 0, bytes: 0 };
}

function add(output: Output, lines: readonly string[]): void {
  for (const line of lines) {
    output.pending.push(line);
    output.length += line.length;
  }
  output.rows += lines.length;
}

async function flush(output: Output): Promise<void> {
  const bytes = Buffer.from(output.pending.join(""));
  await output.handle.writeFile(bytes);
  output.bytes += bytes.length;
  output.pending = [];
  output.length = 0;
}

async function finish(output: Output): Promise<void> {
  await flush(output);
  await output.handle.close();
}

async function abandon(outputs: readonly Output[]): Promise<void> {
  for (const { handle, partial } of outputs) {
    await handle.close().catch(() => {});
    await rm(partial, { force: true }).catch(() => {});
  }
}

function total(outputs: readonly Output[]): number {
  return outputs.reduce((sum, o) => sum + o.rows, 0);
}

async function refuseExisting(dir: string): Promise<void> {
  for (const name of [...fileNames, projectFileName]) {
    const there = await stat(join(dir, name)).catch(() => null);
    if (there === null) continue;
    throw new SmacError("OUTPUT_EXISTS", `“${join(dir, name)}” exists already and was left as it is`, {
      hint: "choose another folder, or say that it may be replaced with --force",
    });
  }
}

function stopped(dir: string): SmacError {
  return new SmacError("OUTPUT_STOPPED", `stopped; nothing was written to “${dir}”`, { recovery: "abort" });
}

function cannotWrite(dir: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof SmacError || typeof code !== "string") return error;
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    EFBIG: "the disk or the shell does not let a file grow so large",
    EACCES: "it may not be written to",
    EPERM: "it may not be written to",
    EROFS: "it is on a read-only disk",
    ENOTDIR: "it is not a folder",
    EEXIST: "it is not a folder",
  };
  return new SmacError("OUTPUT_CANNOT_WRITE", `cannot write the company to “${dir}”: ${reasons[code] ?? code}`, {
    recovery: ["ENOSPC", "EDQUOT", "EFBIG"].includes(code) ? "retry" : "fix-input",
    hint: "choose a folder that you may write to, with enough room",
    cause: error,
  });
}
