import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runSmac } from "../run-smac.ts";

// An Activities report holds tasks and events: an event has no status.

const now = "2026-11-16T00:30:00Z";
const folders: string[] = [];

afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

const activities = `Subject,Date,Account ID,Contact ID,Status,Event,Activity ID
Lunch,9/14/2026,A1,C1,,1,E1
Visit,9/15/2026,A2,C2,,1,E2
Call,9/16/2026,A3,C3,Completed,0,T1
Mail,9/17/2026,A3,C3,Completed,,T2
Call,9/18/2026,A4,C4,Not Started,0,T3
`;

/** How many customers were active in September, by what. */
async function active(report: string): Promise<Record<string, number>> {
  const cwd = mkdtempSync(join(tmpdir(), "smac-activities-"));
  folders.push(cwd);
  writeFileSync(join(cwd, "activities.csv"), report);
  const smac = async (...args: readonly string[]): Promise<string> => {
    const ran = await runSmac(args, { cwd, now });
    expect(ran.code, `${args.join(" ")}: ${ran.stdout}${ran.stderr}`).toBe(0);
    return ran.stdout;
  };
  await smac("init");
  appendFileSync(
    join(cwd, "smac.yml"),
    "  met: { preset: customers, activity: meeting }\n  tasked: { preset: customers, activity: task }\n",
  );
  await smac("check");
  await smac("import");
  const found: Record<string, number> = {};
  for (const name of ["customers", "met", "tasked"]) {
    const text = await smac("report", "--definition", name, "--from", "2026-09", "--to", "2026-09", "--format", "json");
    found[name] = (JSON.parse(text) as { rows: { active: number }[] }).rows[0]?.active ?? 0;
  }
  return found;
}

test("events are meetings whatever their status, tasks count once they are completed", async () => {
  expect(await active(activities)).toEqual({ customers: 3, met: 2, tasked: 1 });
});

test("without Status every task counts, and no event is a task", async () => {
  const report = activities.replaceAll(/^((?:[^,]*,){4})[^,]*,/gm, "$1");
  expect(report).toContain("Contact ID,Event,Activity ID");
  expect(await active(report)).toEqual({ customers: 4, met: 2, tasked: 2 });
});
