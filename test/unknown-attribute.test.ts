import { expect, test } from "vitest";
import { caseFolder } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

test("a mistyped attribute of a project is told, not none for everybody", async () => {
  const cwd = caseFolder({
    "smac.yml": `sources: { accounts: { files: accounts.csv }, events: { files: events.csv } }
clusters: { customer: { from: accounts, key: account, attributes: [region] } }
activities: { use: { from: events, at: date, cluster: account } }
`,
    "accounts.csv": ["account,region", "a,EMEA", "b,"],
    "events.csv": ["account,date", "a,2026-01-05", "b,2026-01-06"],
  });
  const wrong = await runSmac(["report", "--by", "reigon"], { cwd });
  expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
  expect(wrong.stderr).toContain("no attribute is called “reigon”\n  did you mean “region”?");
  const right = await runSmac(["report", "--by", "region", "--format", "json"], { cwd });
  const { rows } = JSON.parse(right.stdout) as { rows: { by: { region: string | null }; active: number }[] };
  expect(rows.map(({ by, active }) => [by.region, active])).toEqual([
    ["EMEA", 1],
    [null, 1],
  ]);
});
