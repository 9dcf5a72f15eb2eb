import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { connectionZones } from "./connection-state.ts";
import { settleInstants } from "./instant-columns.ts";
import { readMeta } from "./meta.ts";
import { rawTable } from "./raw-table.ts";
import type { SourceReader } from "./source-reader.ts";
import type { SourceView } from "./source-view.ts";

/** The views of all sources of the model that have rows, by name. */
export async function sourceViews(
  engine: Engine,
  model: ProjectModel,
  reader: SourceReader,
): Promise<ReadonlyMap<string, SourceView>> {
  const views = new Map<string, SourceView>();
  const derived = Number((await readMeta(engine, "derived_load")) ?? 0);
  const zones = await connectionZones(engine);
  const streams = model.streams.map((one) => ({ ...one, timezone: one.timezone ?? zones.get(one.connection) ?? null }));
  for (const source of [...model.sources, ...streams]) {
    const raw = await rawTable(engine, source.name);
    if (raw.columns.length === 0) continue;
    // The dates of files were looked at when they were loaded.
    const since = "stream" in source ? derived : null;
    const instants = await settleInstants({ engine, reader, model, source, raw }, since);
    views.set(source.name, { source, raw, instants });
  }
  return views;
}
