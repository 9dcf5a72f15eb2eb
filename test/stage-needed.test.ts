import { expect, test } from "vitest";
import { caseFolder } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

// Where rows are split by stage and attribute, no number is of an attribute's value in all stages.

const files = {
  "events.csv": "at,account\n2026-01-05,a\n2026-01-06,b\n2026-01-07,c\n",
  "stages.csv": "account,stage,from\na,lead,2025-01-01\nb,customer,2025-01-01\nc,customer,2025-01-01\n",
  "regions.csv": "account,region\na,EMEA\nb,EMEA\nc,APAC\n",
};
const asked = [
  "events.csv",
  "--stages",
  "stages.csv",
  "--attributes",
  "regions.csv",
  "--by",
  "region",
  "--in",
  "2026-01",
];

test.each([
  ["clusters", []],
  ["levels", ["--level", "light"]],
] as const)("%s asks for the stage, and lists what the row counts", async (command, level) => {
  const cwd = caseFolder(files);
  const half = await runSmac([command, ...asked, ...level, "--of", "region=EMEA"], { cwd });
  expect([half.code, half.stdout]).toEqual([2, ""]);
  expect(half.stderr).toContain("no one number is of all stages\n  name the stage, too: one of lead, customer");
  const args = [command, ...asked, ...level, "--of", "region=EMEA", "--of-stage", "customer", "--format", "json"];
  const whole = await runSmac(args, { cwd });
  expect(JSON.parse(whole.stdout)).toMatchObject({ count: 1, clusters: [{ cluster: "b" }] });
});
