import { expect, test } from "vitest";
import { caseFolder, reportOf } from "./case-folder.ts";

test("where rows have no stages, a cluster that changes its stage within the period is in its row once", async () => {
  const folder = caseFolder({
    "acts.csv": ["who,at,region", "a,2026-01-05,EU", "a,2026-01-20,EU", "b,2026-01-21,EU"],
    "stages.csv": ["cluster,stage,from", "a,lead,2026-01-01", "a,customer,2026-01-10"],
  });
  const args = ["acts.csv", "--at", "at", "--cluster", "who", "--stages", "stages.csv", "--definition", "customers"];
  const split = [...args, "--by", "region", "--stage-at", "activity"];
  expect((await reportOf(folder, split)).rows.map((row) => row.active)).toEqual([2]);
  expect((await reportOf(folder, [...split, "--events", "2"])).rows.map((row) => row.active)).toEqual([1]);
});
