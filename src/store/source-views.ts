import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { rowSources } from "../model/row-source.ts";
import { settleInstants } from "./instant-columns.ts";
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
  for (const source of rowSources(model)) {
    const raw = await rawTable(engine, source.name);
    if (raw.columns.length === 0) continue;
    const instants = await settleInstants({ engine, reader, model, source, raw }, null);
    views.set(source.name, { source, raw, instants });
  }
  return views;
}
