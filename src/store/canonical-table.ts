import type { Engine } from "../engines/duckdb/engine.ts";
import type { Param } from "../sql/param.ts";
import type { Fragment } from "../sql/fragment.ts";
import { int, join, raw, sql, text } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { activityKinds, activityProperties, clusterColumn, propertyColumn } from "./derivation.ts";
import type { CanonicalTable, Derivation } from "./derivation.ts";
import { inAnyOrder } from "./schema.ts";

/** The tables of facts, in the order in which they are derived. */
export const canonicalTables: readonly CanonicalTable[] = [
  "activities",
  "memberships",
  "stage_rows",
  "stage_matches",
  "attribute_rows",
  "records",
];

/** Empties a table of facts; `activities` gets the columns the model asks for. */
export async function resetTable(engine: Engine, table: CanonicalTable, model: ProjectModel): Promise<void> {
  if (table !== "activities") return engine.run(`DELETE FROM ${table}`);
  const extra = [...activityKinds(model).map(clusterColumn), ...activityProperties(model).map(propertyColumn)];
  const columns = extra.map((name) => `, ${identifier(name)} VARCHAR`).join("");
  return engine.run(`CREATE OR REPLACE TABLE activities (_load INTEGER, _row BIGINT, _mapping VARCHAR, _current BOOLEAN,
  source VARCHAR, id VARCHAR, "at" TIMESTAMP, member VARCHAR, kind VARCHAR, product VARCHAR, other VARCHAR, version VARCHAR,
  learned TIMESTAMP, stated TIMESTAMP, forgotten TIMESTAMP${columns})`);
}

/** Adds the facts of all raw rows of loads after `since` (0: all rows). */
export async function addFacts(
  engine: Engine,
  derivation: Derivation,
  since: number,
  signal: AbortSignal,
): Promise<void> {
  await insertFacts(engine, derivation, sql`_load > ${int(since)}`, signal);
}

/**
 * Closes the facts whose raw rows were found gone by loads after `since`. Facts
 * of row grain are marked, and their references added to the temporary table
 * `touched_rows`; those of content grain are derived again for the loads concerned.
 */
export async function closeFacts(
  engine: Engine,
  derivation: Derivation,
  since: number,
  signal: AbortSignal,
): Promise<void> {
  const rawName = identifier(derivation.view.raw.table);
  const gone = `FROM ${rawName} r WHERE r._gone_load > ? AND r._load <= ?`;
  const bounds: readonly Param[] = [int(since).params, int(since).params].flat();
  const [first] = await engine.rows(`SELECT 1 AS one ${gone} LIMIT 1`, bounds);
  if (first === undefined) return;
  if (derivation.grain === "row") return closeRows(engine, derivation, { gone, bounds, signal });
  const affected = sql`_load IN (SELECT DISTINCT _load ${{ sql: gone, params: bounds }})`;
  const remove = sql`DELETE FROM ${derivation.table} WHERE _mapping = ${text(derivation.mapping)} AND ${affected}`;
  await engine.run(remove.sql, remove.params, { signal });
  await insertFacts(engine, derivation, affected, signal);
}

interface Closing {
  readonly gone: string;
  readonly bounds: readonly Param[];
  readonly signal: AbortSignal;
}

async function closeRows(engine: Engine, derivation: Derivation, { gone, bounds, signal }: Closing): Promise<void> {
  const mapping: Param = { type: "text", value: derivation.mapping };
  if (derivation.table === "activities") {
    await engine.run(`INSERT INTO touched_rows SELECT ?, r._load, r._row ${gone}`, [mapping, ...bounds], { signal });
  }
  await engine.run(
    `UPDATE ${derivation.table} AS f SET forgotten = g._forgotten${derivation.table === "activities" ? ", _current = false" : ""}
FROM (SELECT r._load, r._row, r._forgotten ${gone}) g WHERE f._mapping = ? AND f._load = g._load AND f._row = g._row`,
    [...bounds, mapping],
    { signal },
  );
}

async function insertFacts(engine: Engine, derivation: Derivation, rows: Fragment, signal: AbortSignal): Promise<void> {
  const names = derivation.values.map(({ column }) => identifier(column)).join(", ");
  const statement = sql`INSERT INTO ${derivation.table} (_load, _row, _mapping, ${names}, forgotten${derivation.table === "activities" ? ", _current" : ""})
${factsSql(derivation, rows)}`;
  await inAnyOrder(engine, () => engine.run(statement.sql, statement.params, { signal }));
}

/** The SELECT of a derivation's facts over the raw rows that meet a condition. */
export function factsSql(derivation: Derivation, rows: Fragment): Fragment {
  const rawName = identifier(derivation.view.raw.table);
  const mapping = text(derivation.mapping);
  const values = join(
    derivation.values.map(({ value }) => value),
    ", ",
  );
  const where = sql`WHERE ${rows} AND (${derivation.where})`;
  if (derivation.grain === "row") {
    const current = derivation.table === "activities" ? ", _forgotten IS NULL" : "";
    return sql`SELECT _load, _row, ${mapping}, ${values}, _forgotten${current} FROM ${rawName} ${where}`;
  }
  const named = join(
    derivation.values.map(({ value }, index) => sql`${value} AS f${index}`),
    ", ",
  );
  const columns = derivation.values.map((_, index) => `f${index}`).join(", ");
  return sql`
SELECT _load, min(_row), ${mapping}, ${raw(columns)}, CASE WHEN count(*) = count(_forgotten) THEN max(_forgotten) END
FROM (SELECT _load, _row, _forgotten, ${named} FROM ${rawName} ${where}) GROUP BY _load, ${columns}`;
}
