import { afterEach, expect, test } from "vitest";
import { projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";

const yaml = `
sources:
  events: { files: events.csv }
activities:
  use: { from: events, at: at, cluster: customer }
`;
const events = ["at,customer", "2026-01-05,a", "2026-01-06,b"];

let folder: ProjectFolder;
afterEach(() => folder?.remove());

const version = () => folder.store((store) => store.dataVersion());

test("every change of the facts gives another version, and nothing else does", async () => {
  folder = projectFolder(yaml, { "events.csv": events });
  expect(await version()).toBeNull();
  const seen: (string | null)[] = [null];
  const changes: readonly (() => Promise<unknown>)[] = [
    () => folder.import(),
    async () => {
      folder.write("events.csv", [...events, "2026-01-07,c"]);
      await folder.import();
    },
    () => folder.store((store) => store.merge({ kind: "customer" }, { from: "a", into: "b" })),
    () => folder.store((store) => store.restore({ kind: "customer" }, "a")),
    () => folder.store((store) => store.remove({ kind: "customer" }, "a")),
    () => folder.store((store) => store.remove({ kind: "customer" }, "b", { erase: true })),
    async () => {
      folder.yaml(yaml.replace("cluster: customer", "cluster: customer, where: \"customer <> 'z'\""));
      await folder.store((store) => store.refresh());
    },
  ];
  for (const [at, change] of changes.entries()) {
    await change();
    const now = await version();
    expect([at, seen.includes(now)]).toEqual([at, false]);
    seen.push(now);
    await folder.import();
    await folder.store((store) => store.refresh());
    expect([at, await version()]).toEqual([at, now]);
  }
});

test("a change that fails leaves the version", async () => {
  folder = projectFolder(yaml, { "events.csv": events });
  await folder.import();
  const before = await version();
  const merging = folder.store((store) => store.merge({ kind: "customer" }, { from: "a", into: "a" }));
  await expect(merging).rejects.toThrow();
  expect(await version()).toBe(before);
});
