import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { at, projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";
import { openEngine } from "../engines/duckdb/engine.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { activitySpan } from "./activity-span.ts";
import { readMeta } from "./meta.ts";

const yaml = `
sources:
  events: { files: events.csv }
activities:
  use: { from: events, at: at, cluster: customer }
`;
const events = ["at,customer", "2026-01-05,a", "2026-01-07,b"];

let folder: ProjectFolder;
afterEach(() => folder?.remove());

async function onFile<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({ path: join(folder.directory, ".smac", "warehouse.duckdb") });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

const found = () => onFile(async (engine) => ({ span: await activitySpan(engine), noted: await noted(engine) }));

async function noted(engine: Engine): Promise<boolean> {
  const text = await readMeta(engine, "activity_span");
  return (
    text !== null && (JSON.parse(text) as { version: string }).version === (await readMeta(engine, "data_version"))
  );
}

const span = (first: string | null, last: string | null, undated: boolean | null) => ({
  noted: true,
  span: expect.objectContaining({
    first: first === null ? null : at(first),
    last: last === null ? null : at(last),
    undated,
  }) as unknown,
});

test("the span is noted with every change of the facts", async () => {
  folder = projectFolder(yaml, { "events.csv": events });
  await folder.import();
  expect(await found()).toEqual(span("2026-01-05", "2026-01-07", false));
  folder.write("events.csv", [...events, "2026-02-01,c", "2025-12-24,c", ",b"]);
  await folder.import();
  expect(await found()).toEqual(span("2025-12-24", "2026-02-01", true));
  await folder.store((store) => store.merge({ kind: "customer" }, { from: "a", into: "b" }));
  expect(await found()).toEqual(span("2025-12-24", "2026-02-01", true));
  await folder.store((store) => store.remove({ kind: "customer" }, "c", { erase: true }));
  expect(await found()).toEqual(span("2026-01-05", "2026-01-07", true));
});

test("of nothing it is told that there is nothing", async () => {
  folder = projectFolder(yaml, { "events.csv": ["at,customer"] });
  await folder.import();
  expect(await found()).toEqual(span(null, null, null));
});

test("what was noted of other facts, or of none, is not believed", async () => {
  folder = projectFolder(yaml, { "events.csv": events });
  await folder.import();
  const spans = await onFile(async (engine) => {
    await engine.run("UPDATE meta SET value = 'another' WHERE name = 'data_version'");
    await engine.run(`UPDATE activities SET "at" = "at" - INTERVAL 1 DAY`);
    const other = await activitySpan(engine);
    await engine.run("DELETE FROM meta WHERE name = 'activity_span'");
    return [other, await activitySpan(engine)];
  });
  const earlier = { first: at("2026-01-04"), last: at("2026-01-06"), undated: false };
  expect(spans).toEqual([earlier, earlier]);
});
