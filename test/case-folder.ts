import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { ClusterList, Explanation, Report, ReportRow } from "../src/query/report.ts";
import { type RunOptions, runSmac } from "./run-smac.ts";

/** Files by name: text, or the lines of one. */
export type CaseFiles = Readonly<Record<string, string | readonly string[]>>;

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with those files, gone when the test file is done. */
export function caseFolder(files: CaseFiles): string {
  const folder = mkdtempSync(join(tmpdir(), "smac-case-"));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : `${content.join("\n")}\n`);
  }
  return folder;
}

/** Runs a command in a folder and reads its JSON; fails with what it said when it did not work. */
export async function answerOf(
  folder: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<unknown> {
  const { code, stdout, stderr } = await runSmac([...args, "--format", "json"], {
    now: "2026-12-31T00:00:00Z",
    ...options,
    cwd: folder,
  });
  if (code !== 0) throw new Error(`smac ${args.join(" ")}\nexit code ${code}\n${stderr}`);
  return JSON.parse(stdout);
}

/** The report of a command line without the word `report`, asked at the end of 2026 unless said. */
export async function reportOf(
  folder: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<Report> {
  return (await answerOf(folder, ["report", ...args], options)) as Report;
}

/** The list of a command line without the word `clusters`. */
export async function clustersOf(
  folder: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<ClusterList> {
  return (await answerOf(folder, ["clusters", ...args], options)) as ClusterList;
}

/** The explanation of a command line without the word `explain`. */
export async function explanationOf(
  folder: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<Explanation> {
  return (await answerOf(folder, ["explain", ...args], options)) as Explanation;
}

/** The one row of a stage that is about everything. */
export function rowOf({ rows }: Report, stage: string | null): ReportRow {
  const found = rows.filter((row) => row.stage === stage && row.product === null);
  if (found.length !== 1) throw new Error(`${found.length} rows for stage ${String(stage)}`);
  return found[0]!;
}
