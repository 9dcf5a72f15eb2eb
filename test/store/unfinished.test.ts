import { expect, test } from "vitest";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { caseFolder } from "../case-folder.ts";
import { runSmac } from "../run-smac.ts";

// An import that fails at a later file leaves what was read before it: a part, of which no number is made.

const yaml = `sources:
  events: { files: events.csv }
  more: { files: more.csv }
activities:
  use: { from: events, at: date, cluster: customer }
  pay: { from: more, at: date, cluster: customer }
`;
const good = "customer,date\na,2026-01-05\nb,2026-02-06\n";
const bad = "customer,date\na,03/04/2026\nb,05/06/2026\n";
const ask = ["report", "--format", "json", "--now", "2026-06-01"];

test("a first import that fails gives no number, however often it is asked", async () => {
  const cwd = caseFolder({ "smac.yml": yaml, "events.csv": good, "more.csv": bad });
  for (let n = 0; n < 3; n++) {
    const ran = await runSmac(ask, { cwd });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain("INPUT_AMBIGUOUS_DATE");
  }
  const checked = await runSmac(["check"], { cwd });
  expect(checked.code).toBe(2);
  const status = await runSmac(["status"], { cwd });
  expect(status.stdout).toContain("did not come to its end: smac import goes on with it");
  writeFileSync(join(cwd, "more.csv"), "customer,date\na,2026-04-03\n");
  const mended = await runSmac(ask, { cwd });
  expect(mended.stderr).toContain("going on with it");
  expect(activeOf(mended.stdout)).toEqual([1, 1, 0, 1]);
  const again = await runSmac(ask, { cwd });
  expect([again.stderr, activeOf(again.stdout)]).toEqual(["", [1, 1, 0, 1]]);
});

test("a later import that fails leaves the numbers of before it, and says so", async () => {
  const cwd = caseFolder({ "smac.yml": yaml, "events.csv": good, "more.csv": "customer,date\na,2026-04-03\n" });
  expect((await runSmac(["import"], { cwd })).code).toBe(0);
  writeFileSync(join(cwd, "events.csv"), `${good}c,2026-02-07\n`);
  writeFileSync(join(cwd, "more.csv"), "customer,date\na,2026-04-03\nb,31/02/2026\n");
  expect((await runSmac(["import"], { cwd })).code).toBe(2);
  const ran = await runSmac(ask, { cwd });
  expect(ran.stderr).toContain("these are the numbers of before it; smac import goes on with it");
  expect(activeOf(ran.stdout)).toEqual([1, 1, 0, 1]);
  writeFileSync(join(cwd, "more.csv"), "customer,date\na,2026-04-03\n");
  expect((await runSmac(["import"], { cwd })).code).toBe(0);
  const mended = await runSmac(ask, { cwd });
  expect([mended.stderr, activeOf(mended.stdout)]).toEqual(["", [1, 2, 0, 1]]);
});

function activeOf(json: string): number[] {
  return (JSON.parse(json) as { totals: { active: number }[] }).totals.map(({ active }) => active);
}
