import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { readMeta, writeMeta } from "./meta.ts";

const name = "unfinished_import";

/**
 * The sources of files of which an import was begun and did not come to its
 * end, e.g. because a later file could not be read: what is in the store may be
 * a part. Sources that smac.yml does not have any more are none of them.
 */
export async function unfinishedSources(engine: Engine, model: ProjectModel): Promise<readonly string[]> {
  const noted = await notedSources(engine);
  return model.sources.flatMap((source) => (noted.has(source.name) ? [source.name] : []));
}

/** Notes that an import of these sources begins. */
export async function beginImport(engine: Engine, sources: readonly string[]): Promise<void> {
  const noted = await notedSources(engine);
  if (sources.every((source) => noted.has(source))) return;
  await writeMeta(engine, name, JSON.stringify([...new Set([...noted, ...sources])]));
}

/** Notes that an import of these sources came to its end. */
export async function endImport(engine: Engine, sources: readonly string[]): Promise<void> {
  const noted = await notedSources(engine);
  if (noted.size === 0) return;
  await writeMeta(engine, name, JSON.stringify([...noted].filter((source) => !sources.includes(source))));
}

async function notedSources(engine: Engine): Promise<ReadonlySet<string>> {
  return new Set(JSON.parse((await readMeta(engine, name)) ?? "[]") as string[]);
}
