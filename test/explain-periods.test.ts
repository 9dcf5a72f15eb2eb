import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runSmac } from "./run-smac.ts";

const folder = mkdtempSync(join(tmpdir(), "smac-explain-"));
const cwd = join(folder, "demo");
beforeAll(async () => {
  const made = await runSmac(["demo", cwd, "--customers", "200", "--months", "12"], { cwd: folder });
  if (made.code !== 0) throw new Error(made.stderr);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [[], ["--from", "2026-09", "--to", "2026-10"]],
  [
    ["--from", "2026-06"],
    ["--to", "2026-10"],
  ],
  [
    ["--to", "2026-08"],
    ["--from", "2026-07"],
  ],
  [
    ["--period", "quarter"],
    ["--from", "2026-Q2", "--to", "2026-Q3"],
  ],
  [
    ["--period", "trailing:30d"],
    ["--from", "2026-11-14", "--to", "2026-11-15"],
  ],
])("smac explain %j is about the last complete period and the one before: %j", async (said, left) => {
  const short = await runSmac(["explain", ...said], { cwd });
  expect(short.code).toBe(0);
  expect(short.stdout).toMatch(/^.* to .*: .*active/);
  expect(short).toEqual(await runSmac(["explain", ...said, ...left], { cwd }));
});

test.each([["month"], ["quarter"], ["year"], ["week"]])(
  "by the %s it is about the report's last change",
  async (period) => {
    const report = await runSmac(["report", "--period", period, "--format", "json"], { cwd });
    const { totals } = JSON.parse(report.stdout) as {
      totals: { period: { start: string; complete: boolean }; active: number }[];
    };
    const complete = totals.filter((total) => total.period.complete);
    const [before, last] = [complete.at(-2), complete.at(-1)];
    const { stdout } = await runSmac(["explain", "--period", period, "--format", "json"], { cwd });
    const told = JSON.parse(stdout) as { from: { start: string }; to: { start: string }; count: { change: number } };
    expect(told.to.start).toBe(last?.period.start);
    if (before === undefined) return;
    expect([told.from.start, told.count.change]).toEqual([before.period.start, (last?.active ?? 0) - before.active]);
  },
);

test.each(["2026-10", "2026-11", "2030-01"])(
  "--from %s alone is refused: it is not before the last complete period",
  async (from) => {
    const { code, stderr } = await runSmac(["explain", "--from", from], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("QUERY_RANGE_BACKWARDS") as string });
    expect((await runSmac(["explain", "--from", from, "--to", "2026-10"], { cwd })).code).toBe(0);
  },
);

test("where the data begin is told", async () => {
  const file = ["old.csv", "--cluster", "who", "--at", "at", "--denominator", "all"];
  writeFileSync(join(cwd, "old.csv"), "who,at\na,2026-10-01\nb,2026-10-02\n");
  const young = await runSmac(["explain", ...file], { cwd });
  expect(young.stdout).toContain("Sep 2026 to Oct 2026: +2 active");
  expect(young.stdout).toContain("the data begins in Sep 2026 or later: not all who were active then are known");
  writeFileSync(join(cwd, "old.csv"), "who,at\na,2026-08-02\na,2026-09-02\nb,2026-10-02\n");
  expect((await runSmac(["explain", ...file], { cwd })).stdout).not.toContain("the data begins");
});

test("where no period is complete, it is about the one that is under way", async () => {
  const at = join(folder, "young");
  cpSync(cwd, at, { recursive: true });
  const young = ["young.csv", "--cluster", "who", "--at", "at", "--denominator", "all"];
  writeFileSync(join(at, "young.csv"), "who,at\na,2026-11-01\nb,2026-11-02\n");
  const short = await runSmac(["explain", ...young], { cwd: at });
  expect(short).toEqual(await runSmac(["explain", ...young, "--from", "2026-10", "--to", "2026-11"], { cwd: at }));
  expect(short.stdout).toContain("Oct 2026 to Nov 2026 so far: +2 active");
  writeFileSync(join(at, "young.csv"), "who,at\n");
  expect((await runSmac(["explain", ...young], { cwd: at })).stderr).toContain("QUERY_NO_PERIOD");
});
