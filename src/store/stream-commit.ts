import type { Effects } from "../effects.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Json } from "../sources/kit/row.ts";
import { instant, int, sql, text } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import type { Instant } from "../time/instant.ts";
import { dropErased } from "./erase.ts";
import type { RawTable } from "./raw-table.ts";
import { stageTable } from "./stream-stage.ts";
import type { KnownColumn } from "./stream-columns.ts";
import type { PassWindow, StreamState } from "./stream-state.ts";
import { digestOf, growTable } from "./stream-table.ts";
import { beginPass, endPass, seenInPass } from "./stream-pass.ts";
import { tellMerges } from "./told-merges.ts";
import type { ToldMerge } from "./told-merges.ts";

/** What is said along with the rows that are kept at once. */
export interface Mark {
  /** Where to go on; undefined: from where the last mark said. */
  readonly cursor?: Json;
  /** A pass begins with these rows. */
  readonly begins?: boolean;
  /** The pass ends with these rows: what it did not meet is gone. */
  readonly ends?: boolean;
  /** The rows that the pass is about; undefined: all, or as said when it began. */
  readonly window?: PassWindow;
  readonly merged?: readonly ToldMerge[];
  /** What was seen of the columns until now, to compare the next reading with. */
  readonly columns: readonly KnownColumn[];
}

/** What a writer works with. */
export interface WriterContext {
  readonly engine: Engine;
  readonly model: ProjectModel;
  readonly effects: Effects;
}

/** What keeping rows changed. */
export interface Committed {
  /** Keys that had no standing row. */
  readonly inserted: number;
  /** Keys whose row says something else now. */
  readonly changed: number;
  readonly unchanged: number;
  /** Keys whose row stands no more. */
  readonly gone: number;
}

/** Rows that wait, and what was said along with them. */
export interface Committing {
  readonly source: string;
  readonly raw: RawTable;
  readonly rows: number;
  readonly mark: Mark;
  /** How far the reading is with them. */
  readonly state: StreamState;
}

/** Brings a stream's table up to the rows that wait; belongs in a transaction, with the state that goes with them. */
export async function commitStage(context: WriterContext, work: Committing): Promise<Committed> {
  const { engine, effects } = context;
  const now = effects.now();
  const loadId = await nextLoad(context);
  await growTable(engine, work.raw, loadId);
  const step: Step = { ...work, loadId, now };
  if (work.mark.begins === true) await beginPass(engine, work.source);
  const met = await meet(context, step);
  if (work.state.passSince !== null) await seenInPass(engine, work.source);
  if (met.changed + met.gone > 0) await closeMet(context, step);
  if (met.inserted + met.changed > 0) await insertMet(context, step);
  const ends = work.mark.ends === true && work.state.passSince !== null;
  const vanished = ends ? await endPass(engine, { ...step, window: work.state.passWindow }) : 0;
  await tellMerges(engine, work.mark.merged ?? []);
  await engine.run("DROP TABLE smac_last; DROP TABLE smac_met");
  const erased = met.inserted + met.changed === 0 ? 0 : await dropErased(engine, context.model, step);
  const done = { ...met, inserted: Math.max(0, met.inserted - erased), gone: met.gone + vanished };
  await noteLoad(context, step, done);
  return done;
}

interface Step extends Committing {
  readonly loadId: number;
  readonly now: Instant;
}

async function nextLoad({ engine }: WriterContext): Promise<number> {
  const [row] = await engine.rows<{ next: number }>("SELECT coalesce(max(load_id), 0) + 1 AS next FROM loads");
  return row?.next ?? 1;
}

/** Leaves `smac_last`, the last row of each key, and `smac_met`, which standing row it meets. */
async function meet({ engine }: WriterContext, { raw }: Step): Promise<Committed> {
  await engine.run(`
CREATE OR REPLACE TEMP TABLE smac_last AS SELECT *, ${digestOf(raw)} AS _digest FROM ${stageTable}
WHERE _n IN (SELECT max(_n) FROM ${stageTable} GROUP BY _key);
CREATE OR REPLACE TEMP TABLE smac_met AS
SELECT l._n, l._gone, r.rid, CASE
  WHEN l._gone THEN CASE WHEN r.rid IS NULL THEN 'none' ELSE 'gone' END
  WHEN r.rid IS NULL THEN 'inserted' WHEN r._digest = l._digest THEN 'unchanged' ELSE 'changed' END AS fate
FROM smac_last l LEFT JOIN (SELECT rowid AS rid, _key, _digest FROM ${identifier(raw.table)} WHERE _forgotten IS NULL) r ON r._key = l._key`);
  const [counts] = await engine.rows<Committed>(
    `SELECT ${["inserted", "changed", "unchanged", "gone"].map((fate) => `count(*) FILTER (fate = '${fate}') AS ${fate}`).join(", ")} FROM smac_met`,
  );
  return counts ?? { inserted: 0, changed: 0, unchanged: 0, gone: 0 };
}

async function closeMet({ engine }: WriterContext, { raw, loadId, now }: Step): Promise<void> {
  const close = sql`UPDATE ${identifier(raw.table)} AS r SET _forgotten = ${instant(now)}, _gone_load = ${int(loadId)}
FROM smac_met m WHERE r.rowid = m.rid AND m.fate IN ('changed', 'gone')`;
  await engine.run(close.sql, close.params);
}

async function insertMet({ engine }: WriterContext, { raw, loadId, now }: Step): Promise<void> {
  const names = raw.columns.map(({ physical }) => identifier(physical)).join(", ");
  const add = sql`INSERT INTO ${identifier(raw.table)} (_load, _row, _learned, _digest, ${names})
SELECT ${int(loadId)}::INTEGER, _n, ${instant(now)}, _digest, ${names} FROM smac_last
WHERE _n IN (SELECT _n FROM smac_met WHERE fate IN ('inserted', 'changed'))`;
  await engine.run(add.sql, add.params);
}

/** Rows that say nothing new leave no trace. */
async function noteLoad({ engine }: WriterContext, step: Step, done: Committed): Promise<void> {
  const inserted = done.inserted + done.changed;
  const forgotten = done.changed + done.gone;
  if (inserted + forgotten === 0) return;
  const { source, loadId, now, rows } = step;
  const add = sql`INSERT INTO loads VALUES (${int(loadId)}, NULL, ${text(source)}, ${text(source)}, '', ${instant(now)}, ${instant(now)},
${int(rows)}, ${int(inserted)}, ${int(forgotten)}, 0, 'done')`;
  await engine.run(add.sql, add.params);
}
