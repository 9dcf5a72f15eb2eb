import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { copyOf } from "../../test/server/served.ts";
import { openProject } from "./library.ts";

const effects = { now: () => Date.parse("2026-11-22T12:00:00Z") * 1000 };

test("the list of several months is that of the last of them, with what clusters did in it", async () => {
  const folder = copyOf("saas");
  const project = await openProject(folder, { effects });
  await project.import();
  const listed = async (name: string) => {
    const ask = { definition: "smac", from: name, to: name };
    return (await project.clusters(ask, { stage: "customer", status: "all" })).answer.list.clusters;
  };
  const ofQuarter = await listed("2026-Q1");
  expect(ofQuarter.map(({ cluster, events, days, members }) => [cluster, events, days, members])).toEqual([
    ["acme", 6, 5, 2],
    ["birch", 3, 2, 2],
    ["cobalt", 5, 5, 2],
    ["fjord", 0, 0, 0],
  ]);
  expect(await listed("2026-03")).toEqual(ofQuarter);
  await project.close();
  rmSync(folder, { recursive: true, force: true });
});
