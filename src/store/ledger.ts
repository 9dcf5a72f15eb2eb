import { createHash } from "node:crypto";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { Counts, Report } from "../query/report.ts";
import { instant, int, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { type Day, formatDay } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";

/** A number that changed after its period was complete. */
export interface Restatement {
  /** When the change was noticed, in microseconds since 1970 UTC. */
  readonly recordedAt: Instant;
  /** The load that brought the change. */
  readonly loadId: number | null;
  readonly definition: string;
  readonly definitionVersion: number;
  readonly periodKind: string;
  /** First local day of the period. */
  readonly periodStart: string;
  /** Null: no stages, or (with `total`) all of them. */
  readonly stage: string | null;
  readonly product: string | null;
  readonly by: Readonly<Record<string, string | null>>;
  /** `active`, `population`, `rate`, `new`, …; of a total with `total.` before it. */
  readonly measure: string;
  /** Null: there was no such cell, or no number in it. */
  readonly was: number | null;
  readonly is: number | null;
}

/** Which restatements to list. */
export interface LedgerFilter {
  readonly definition?: string;
  readonly loadId?: number;
  readonly since?: Instant;
  readonly limit?: number;
}

/** What recording a report found. */
export interface Recorded {
  /** True when this definition had no recorded numbers: they are the baseline now. */
  readonly baseline: boolean;
  readonly restated: number;
}

const measures = ["active", "population", "rate", "new", "retained", "resurrected", "dormant"] as const;

/**
 * Compares a report's complete periods with the numbers last recorded for the
 * same definition, writes down what changed, and records the new numbers.
 * `definitionHash` tells definitions apart that share a name: another one begins
 * a record of its own. Belongs in one transaction.
 */
export async function recordReport(
  engine: Engine,
  report: Report,
  about: { readonly definitionHash: string; readonly loadId: number | null; readonly now: Instant },
): Promise<Recorded> {
  const { name, version } = report.definition;
  await fillNewCells(engine, report);
  const own = sql`definition = ${text(name)} AND definition_hash = ${text(about.definitionHash)}`;
  const known = await count(engine, sql`FROM recorded_cells WHERE ${own}`);
  const load = about.loadId === null ? sql`NULL` : int(about.loadId);
  const changes = sql`
FROM (SELECT * FROM recorded_cells WHERE ${own}) w FULL JOIN new_cells n ON n.cell = w.cell AND n.measure = w.measure
WHERE w.value IS DISTINCT FROM n.value
AND coalesce(w.period, n.period) IN (SELECT period FROM recorded_cells WHERE ${own}) AND coalesce(w.period, n.period) IN (SELECT period FROM new_cells)`;
  const restated = known === 0 ? 0 : await count(engine, changes);
  if (restated > 0) {
    await execute(
      engine,
      sql`INSERT INTO ledger SELECT ${instant(about.now)}, ${load}, ${text(name)}, ${int(version)}, ${text(about.definitionHash)},
coalesce(n.period_kind, w.period_kind), coalesce(n.period_start, w.period_start), coalesce(n.stage, w.stage), coalesce(n.product, w.product),
coalesce(n.by_json, w.by_json), coalesce(n.measure, w.measure), w.value, n.value ${changes}`,
    );
  }
  await execute(engine, sql`DELETE FROM recorded_cells WHERE ${own} AND period IN (SELECT period FROM new_cells)`);
  await execute(
    engine,
    sql`INSERT INTO recorded_cells SELECT ${text(name)}, ${text(about.definitionHash)}, * FROM new_cells`,
  );
  await engine.run("DROP TABLE new_cells");
  return { baseline: known === 0, restated };
}

/** The restatements, latest first. */
export async function listLedger(engine: Engine, filter: LedgerFilter): Promise<readonly Restatement[]> {
  const conditions = [
    sql`TRUE`,
    ...(filter.definition === undefined ? [] : [sql`definition = ${text(filter.definition)}`]),
    ...(filter.loadId === undefined ? [] : [sql`load_id = ${int(filter.loadId)}`]),
    ...(filter.since === undefined ? [] : [sql`recorded_at >= ${instant(filter.since)}`]),
  ];
  const where = conditions.reduce((all, one) => sql`${all} AND ${one}`);
  const limit = filter.limit === undefined ? sql`` : sql` LIMIT ${int(filter.limit)}`;
  const statement = sql`SELECT recorded_at AS "recordedAt", load_id AS "loadId", definition, definition_version AS "definitionVersion",
period_kind AS "periodKind", period_start AS "periodStart", stage, product, by_json, measure, was, is_now AS "is"
FROM ledger WHERE ${where} ORDER BY recorded_at DESC, load_id DESC, definition, period_start, stage NULLS FIRST, product NULLS FIRST, by_json, measure${limit}`;
  const rows = await engine.rows<Omit<Restatement, "by" | "periodStart"> & { by_json: string; periodStart: Day }>(
    statement.sql,
    statement.params,
  );
  return rows.map(({ by_json, periodStart, ...row }) => ({
    ...row,
    periodStart: formatDay(periodStart),
    by: JSON.parse(by_json) as Restatement["by"],
  }));
}

async function fillNewCells(engine: Engine, report: Report): Promise<void> {
  await engine.run(`CREATE OR REPLACE TEMP TABLE new_cells (cell VARCHAR, period VARCHAR, period_kind VARCHAR, period_start DATE, stage VARCHAR,
  product VARCHAR, by_json VARCHAR, measure VARCHAR, value DOUBLE)`);
  const cells = [
    ...report.rows.map((row) => ({ ...row, counts: row as Counts, prefix: "" })),
    ...report.totals.map((row) => ({
      period: row.period,
      stage: null,
      product: null,
      by: {},
      counts: row as Counts,
      prefix: "total.",
    })),
  ].filter(({ period }) => period.complete && period.clipped !== true);
  const rows = cells.flatMap(({ period, stage, product, by, counts, prefix }) => {
    const periodKey = `${period.kind} ${period.start}`;
    const byJson = JSON.stringify(by);
    const cell = createHash("sha256")
      .update(JSON.stringify([prefix, periodKey, stage, product, byJson]))
      .digest("hex");
    const start = Math.round(Date.parse(`${period.start}T00:00:00Z`) / 86_400_000);
    return measures.map((measure) => [
      cell,
      periodKey,
      period.kind,
      start,
      stage,
      product,
      byJson,
      prefix + measure,
      counts[measure],
    ]);
  });
  const columns = ["cell", "period", "period_kind", "period_start", "stage", "product", "by_json", "measure", "value"];
  await engine.append("new_cells", columns, rows);
}

async function count(engine: Engine, from: Fragment): Promise<number> {
  const [row] = await engine.rows<{ n: number }>(`SELECT count(*) AS n ${from.sql}`, from.params);
  return row?.n ?? 0;
}

async function execute(engine: Engine, statement: Fragment): Promise<void> {
  await engine.run(statement.sql, statement.params);
}
