import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type CaseFiles, caseFolder } from "../case-folder.ts";
import { runSmac } from "../run-smac.ts";

/** The flags that most of these tests ask with. */
export const columns = ["--cluster", "who", "--at", "at"];
/** A file that nothing is wrong with. */
export const good = "who,at\na,2026-01-05\n";
/** Who may read and write everything. */
export const asRoot = process.getuid?.() === 0;

/** What went wrong, in which words, with which next step. */
export interface Refusal {
  readonly code: string;
  /** What the message says, the place first. */
  readonly says: readonly string[];
  readonly exit?: number;
}

/** Bytes as they are, beside the texts of {@link CaseFiles}. */
export type Bytes = Readonly<Record<string, Uint8Array>>;

/** A new folder with those files. */
export function folderOf(files: CaseFiles, bytes: Bytes = {}): string {
  const folder = caseFolder(files);
  for (const [name, content] of Object.entries(bytes)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Runs a command that must be refused: one message, nothing on stdout, no file made. */
export async function refused(
  folder: string,
  args: readonly string[],
  { code, says, exit = 2 }: Refusal,
): Promise<void> {
  const before = readdirSync(folder, { recursive: true });
  const output = args.includes("--output") || args[0] === "sql" ? [] : ["--format", "json", "--output", "out.json"];
  const ran = await runSmac([...args, ...output], { cwd: folder });
  expect({ exit: ran.code, stdout: ran.stdout }).toEqual({ exit, stdout: "" });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  expect(ran.stderr).not.toMatch(/^\s+at |mistake of the program|node_modules|undefined|NaN|\[object/m);
  expect(ran.stderr.trimEnd().split("\n").at(-1)).toBe(`  [${code}]`);
  expect(ran.stderr.match(/\[[A-Z]+(?:_[A-Z]+)+\]/g)).toHaveLength(1);
  // What is wrong, the next step, the code.
  expect(ran.stderr.trimEnd().split("\n").length).toBeGreaterThanOrEqual(3);
  for (const words of says) expect(ran.stderr).toContain(words);
}
