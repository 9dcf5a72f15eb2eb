import { expect, test } from "vitest";
import { openProject } from "../src/project/library.ts";
import { caseFolder } from "./case-folder.ts";

const files = {
  "smac.yml": [
    "timezone: UTC",
    "sources:",
    "  seats: { files: seats.csv }",
    "  events: { files: events.csv, id: id }",
    "memberships:",
    "  team: { from: seats, member: user, cluster: team, valid_from: since, valid_to: until, primary: main }",
    "activities:",
    "  event: { from: events, at: at, member: user, kind: { column: kind } }",
    "definitions:",
    "  main: { period: month, attribution: primary }",
    "  each: { period: month, attribution: all }",
    `  without: { period: month, attribution: all, exclude: ["cluster = 'b'", "kind = 'robot'"] }`,
  ],
  "seats.csv": [
    "user,team,since,until,main",
    "ann,a,2026-01-01,,yes",
    "ann,b,2026-01-01,,",
    "bob,b,2026-01-01,2026-03-15,yes",
  ],
  "events.csv": [
    "id,user,at,kind",
    "1,ann,2026-03-02,view",
    "2,bob,2026-03-03,view",
    "3,bob,2026-03-20,view",
    "4,ann,2026-03-04,robot",
  ],
};

test("a row is evidence of the clusters that it counts for, and of no other", async () => {
  const project = await openProject(caseFolder(files), { effects: { now: () => Date.parse("2026-11-22") * 1000 } });
  await project.import();
  const told = async (definition: string, cluster: string) =>
    (await project.evidence({ definition, from: "2026-03", to: "2026-03" }, cluster)).rows.map(({ id }) => id);
  expect([await told("main", "a"), await told("main", "b")]).toEqual([["4", "1"], ["2"]]);
  expect([await told("each", "a"), await told("each", "b")]).toEqual([
    ["4", "1"],
    ["4", "2", "1"],
  ]);
  expect([await told("without", "a"), await told("without", "b")]).toEqual([["1"], []]);
  await project.close();
});
