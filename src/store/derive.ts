import { createHash } from "node:crypto";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { rowSources } from "../model/row-source.ts";
import { raw } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { rebuildActiveDays, updateActiveDays, updateDaysOfKeys } from "./active-days.ts";
import { addFacts, canonicalTables, closeFacts, factsSql, resetTable } from "./canonical-table.ts";
import { refuseMissingColumns } from "./check-mapping.ts";
import { markCurrent } from "./current.ts";
import { noteActivitySpan } from "./activity-span.ts";
import { newDataVersion } from "./data-version.ts";
import { derivationsOf } from "./derivation.ts";
import type { CanonicalTable, Derivation } from "./derivation.ts";
import { readMeta, writeMeta } from "./meta.ts";
import type { SourceView } from "./source-view.ts";
import { sourceViews } from "./source-views.ts";
import type { SourceReader } from "./source-reader.ts";
import { applyToldMerges } from "./told-merges.ts";
import { noteStageVersions } from "./stage-versions.ts";
import { startTouching, touchMembers } from "./touched.ts";

/**
 * Brings the tables of facts and the active days up to the raw rows and the
 * model: rows of new loads are added, rows found gone are closed; a table whose
 * derivation changed (mapping, date format, zone) is derived from scratch.
 * Belongs in one transaction.
 */
export function derive(engine: Engine, model: ProjectModel, options: Deriving): Promise<void> {
  return engine.stoppable(options.signal, () => deriveAll(engine, model, options));
}

interface Deriving {
  readonly reader: SourceReader;
  readonly signal: AbortSignal;
  readonly now: Instant;
}

async function deriveAll(engine: Engine, model: ProjectModel, options: Deriving): Promise<void> {
  const { signal, now } = options;
  const merged = await applyToldMerges(engine, now);
  const views = await sourceViews(engine, model, options.reader);
  refuseMissingColumns(model, new Map([...views].map(([name, { raw }]) => [name, raw.columns.map((one) => one.name)])));
  const derivations = derivationsOf(model, views);
  const since = Number((await readMeta(engine, "derived_load")) ?? 0);
  await startTouching(engine);
  const rebuilt = new Set<CanonicalTable>();
  for (const table of canonicalTables) {
    const own = derivations.filter((derivation) => derivation.table === table);
    if (await deriveTable(engine, { table, derivations: own, model, since, signal })) rebuilt.add(table);
  }
  await markCurrent(engine, rebuilt.has("activities") ? 0 : since, signal);
  await noteStageVersions(engine, rebuilt.has("stage_matches") ? 0 : since, signal);
  const changed = await finish(engine, model, {
    views,
    since,
    fromScratch: rebuilt.has("activities") || rebuilt.has("memberships"),
    signal,
  });
  if (merged.size > 0) await writeMeta(engine, "keys_until", String(now));
  if (merged.size > 0 || rebuilt.size > 0 || changed) {
    await newDataVersion(engine);
    await noteActivitySpan(engine);
  }
  for (const [kind, keys] of merged)
    if (model.kinds.includes(kind)) await updateDaysOfKeys(engine, model, { kind, keys }, signal);
}

/** What the facts of a model are derived by, as one text: the store compares it to tell whether they are outdated. */
export function modelHash(model: ProjectModel): string {
  const { clusters, memberships, stages, attributes, activities, timezone } = model;
  const withoutPlaces = (name: string, value: unknown): unknown =>
    name === "at" && typeof value === "object" ? undefined : name === "span" ? undefined : value;
  const readings = rowSources(model).map(({ name, id, learned, dateFormat, timezone: zone }) => ({
    name,
    id,
    learned,
    dateFormat,
    zone,
  }));
  return digest(
    JSON.stringify({ readings, clusters, memberships, stages, attributes, activities, timezone }, withoutPlaces),
  );
}

interface TableWork {
  readonly table: CanonicalTable;
  readonly derivations: readonly Derivation[];
  readonly model: ProjectModel;
  readonly since: number;
  readonly signal: AbortSignal;
}

/** Gives whether the table was derived from scratch. */
async function deriveTable(engine: Engine, work: TableWork): Promise<boolean> {
  const hash = sqlHash(work);
  if (hash !== (await readMeta(engine, `derivation:${work.table}`))) {
    await resetTable(engine, work.table, work.model);
    for (const derivation of work.derivations) await addFacts(engine, derivation, 0, work.signal);
    await writeMeta(engine, `derivation:${work.table}`, hash);
    return true;
  }
  const members = work.table === "memberships" ? await touchMembers(engine) : null;
  for (const derivation of work.derivations) {
    await closeFacts(engine, derivation, work.since, work.signal);
    await addFacts(engine, derivation, work.since, work.signal);
  }
  await members?.compare();
  return false;
}

/** The statements say everything that matters: mapping, columns, date formats, zones. */
function sqlHash({ table, derivations, model }: TableWork): string {
  const statements = derivations.map((derivation) => factsSql(derivation, raw("TRUE")));
  return digest(JSON.stringify([table === "activities" ? model.timezone : null, statements]));
}

interface Finish {
  readonly views: ReadonlyMap<string, SourceView>;
  readonly since: number;
  readonly fromScratch: boolean;
  readonly signal: AbortSignal;
}

/** Gives whether there were new loads, or smac.yml says something else. */
async function finish(engine: Engine, model: ProjectModel, work: Finish): Promise<boolean> {
  if (work.fromScratch) await rebuildActiveDays(engine, model, work.signal);
  else await updateActiveDays(engine, model, work.since, work.signal);
  const [row] = await engine.rows<{ load: number | null }>("SELECT max(load_id) AS load FROM loads");
  const [load, hash] = [row?.load ?? 0, modelHash(model)];
  const changed = load !== work.since || (await readMeta(engine, "model")) !== hash;
  await writeMeta(engine, "derived_load", String(load));
  await writeMeta(engine, "model", hash);
  const [known] = await engine.rows<{ until: number | null; stated: number | null }>(
    `SELECT epoch_us(greatest(max(learned), max(forgotten))) AS until, epoch_us(max(stated)) AS stated
FROM (SELECT learned, forgotten, stated FROM activities UNION ALL SELECT learned, forgotten, stated FROM memberships)`,
  );
  await writeMeta(engine, "known_until", String(known?.until ?? 0));
  await writeMeta(engine, "stated_until", String(known?.stated ?? 0));
  return changed;
}

function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
