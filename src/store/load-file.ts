import type { Engine } from "../engines/duckdb/engine.ts";
import { identifier } from "../sql/quote.ts";
import type { Param } from "../sql/param.ts";
import { ensureColumns } from "./raw-table.ts";
import type { RawTable } from "./raw-table.ts";
import { inAnyOrder } from "./schema.ts";
import { findColumn } from "./source-columns.ts";
import type { OpenedFile } from "./source-reader.ts";

/** Rows of a file on their way into its source's raw table. */
export interface Incoming {
  readonly raw: RawTable;
  readonly opened: Pick<OpenedFile, "relation" | "columns" | "rowColumn" | "countedOn">;
  readonly fileId: number;
  readonly loadId: number;
  /** Microseconds since 1970 UTC: when these rows become known. */
  readonly learned: number;
  readonly signal: AbortSignal;
}

/** What changed in the raw table. */
export interface RawChange {
  readonly raw: RawTable;
  readonly inserted: number;
  readonly forgotten: number;
  /** Columns that no file of the source had before. */
  readonly added: readonly string[];
}

/**
 * Brings the raw table up to a file's content: rows that are new are added, rows
 * of the same file that are gone are closed. Equal rows are told apart by their
 * number only, so the difference is one of multisets: moving rows around in the
 * file, or reading it again, changes nothing.
 */
export async function applyIncoming(engine: Engine, incoming: Incoming): Promise<RawChange> {
  const { raw, added } = await ensureColumns(engine, incoming.raw, incoming.opened.columns, incoming.loadId);
  const standing = incoming.raw.columns.length > 0 && (await hasStanding(engine, incoming));
  if (!standing) {
    await insertRows(engine, { ...incoming, raw }, "");
    return {
      raw,
      inserted: await count(engine, `FROM ${identifier(raw.table)} WHERE _load = ${incoming.loadId}`),
      forgotten: 0,
      added,
    };
  }
  await matchRows(engine, { ...incoming, raw });
  const forgotten = await forgetRows(engine, { ...incoming, raw });
  const inserted = await count(engine, "FROM fresh");
  await insertRows(engine, { ...incoming, raw }, `WHERE ${rowOf(incoming)} IN (SELECT rid FROM fresh)`);
  await engine.run("DROP TABLE fresh; DROP TABLE gone");
  return { raw, inserted, forgotten, added };
}

/** Closes every standing row of a file that no longer belongs to its source; gives their number. */
export async function forgetFile(
  engine: Engine,
  incoming: Pick<Incoming, "raw" | "fileId" | "loadId" | "learned" | "signal">,
): Promise<number> {
  if (incoming.raw.columns.length === 0) return 0;
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE gone AS SELECT _load, _row FROM ${identifier(incoming.raw.table)} ${standingRows}`,
    [int(incoming.fileId)],
  );
  const forgotten = await forgetRows(engine, incoming);
  await engine.run("DROP TABLE gone");
  return forgotten;
}

const standingRows = "WHERE _forgotten IS NULL AND _load IN (SELECT load_id FROM loads WHERE file_id = ?)";

async function hasStanding(engine: Engine, incoming: Incoming): Promise<boolean> {
  const sql = `SELECT 1 AS one FROM ${identifier(incoming.raw.table)} ${standingRows} LIMIT 1`;
  return (await engine.rows(sql, [int(incoming.fileId)])).length > 0;
}

/** Leaves `fresh(rid)`, the incoming rows that are new, and `gone(_load, _row)`, the standing ones that are missing. */
async function matchRows(engine: Engine, incoming: Incoming): Promise<void> {
  const standing: Side = {
    columns: incoming.raw.columns.map((column) => identifier(column.physical)),
    key: "_load, _row",
    from: `${identifier(incoming.raw.table)} ${standingRows.replace("?", String(incoming.fileId))}`,
  };
  const given: Side = {
    columns: incoming.raw.columns.map((column) => incomingColumn(incoming, column.name)),
    key: `${rowOf(incoming)} AS rid`,
    from: incoming.opened.relation,
  };
  const kept = await appendedAfter(engine, { incoming, standing, given });
  if (kept !== null) {
    await engine.run(`CREATE OR REPLACE TEMP TABLE fresh AS SELECT ${given.key} FROM ${given.from} WHERE ${rowOf(incoming)} > ${kept};
CREATE OR REPLACE TEMP TABLE gone (_load INTEGER, _row BIGINT)`);
    return;
  }
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE pairing AS
WITH a AS (${numbered(standing)}), b AS (${numbered(given)})
SELECT a._load, a._row, b.rid FROM a FULL JOIN b ON a.h = b.h AND a.d = b.d AND a.n = b.n
WHERE a._load IS NULL OR b.rid IS NULL`,
    [],
    { signal: incoming.signal },
  );
  await engine.run(`
CREATE OR REPLACE TEMP TABLE fresh AS SELECT rid FROM pairing WHERE rid IS NOT NULL;
CREATE OR REPLACE TEMP TABLE gone AS SELECT _load, _row FROM pairing WHERE _load IS NOT NULL;
DROP TABLE pairing`);
}

/** One side of the comparison: which rows, by which columns, told apart by what. */
interface Side {
  readonly columns: readonly string[];
  readonly key: string;
  readonly from: string;
}

interface Sides {
  readonly incoming: Incoming;
  readonly standing: Side;
  readonly given: Side;
}

/**
 * Most files that change only grow: when the first rows are those that stand, as
 * many and with the same digest of their contents, gives their number. Else null.
 */
async function appendedAfter(engine: Engine, { incoming, standing, given }: Sides): Promise<number | null> {
  const { signal } = incoming;
  const before = (await engine.rows<Checksum>(checksum(standing), [], { signal }))[0];
  if (before === undefined) return null;
  const first = { ...given, from: `${given.from} WHERE ${rowOf(incoming)} <= ${before.n}` };
  const now = (await engine.rows<Checksum>(checksum(first), [], { signal }))[0];
  return now !== undefined && now.n === before.n && now.h === before.h && now.d === before.d ? before.n : null;
}

interface Checksum {
  readonly n: number;
  readonly h: string;
  readonly d: string;
}

/** A digest of rows that does not depend on their order. */
function checksum({ columns, from }: Side): string {
  return `SELECT count(*) AS n, coalesce(sum(h), 0)::VARCHAR AS h, coalesce(bit_xor(d), 0)::VARCHAR AS d FROM (SELECT ${digests(columns)} FROM ${from})`;
}

/** Rows by content and by their number among equal rows. */
function numbered({ columns, key, from }: Side): string {
  return `SELECT *, row_number() OVER (PARTITION BY h, d) AS n FROM (SELECT ${key}, ${digests(columns)} FROM ${from})`;
}

/** Two independent digests of a row's content. */
function digests(columns: readonly string[]): string {
  const text = columns.map((column) => `coalesce(${column}, chr(30))`).join(", ");
  return `hash(${columns.join(", ")}) AS h, md5_number(concat_ws(chr(31), ${text})) AS d`;
}

async function forgetRows(
  engine: Engine,
  incoming: Pick<Incoming, "raw" | "loadId" | "learned" | "signal">,
): Promise<number> {
  const forgotten = await count(engine, "FROM gone");
  if (forgotten === 0) return 0;
  await engine.run(
    `UPDATE ${identifier(incoming.raw.table)} AS r SET _forgotten = ?, _gone_load = ?
FROM gone g WHERE r._load = g._load AND r._row = g._row`,
    [{ type: "timestamp", value: incoming.learned }, int(incoming.loadId)],
    { signal: incoming.signal },
  );
  return forgotten;
}

async function insertRows(engine: Engine, incoming: Incoming, where: string): Promise<void> {
  const names = incoming.raw.columns.map((column) => identifier(column.physical)).join(", ");
  const values = incoming.raw.columns.map((column) => incomingColumn(incoming, column.name)).join(", ");
  const write = (): Promise<void> =>
    engine.run(
      `INSERT INTO ${identifier(incoming.raw.table)} (_load, _row, _learned, ${names})
SELECT ?::INTEGER, ${rowOf(incoming)}, ?, ${values} FROM ${incoming.opened.relation} ${where}`,
      [int(incoming.loadId), { type: "timestamp", value: incoming.learned }],
      { signal: incoming.signal },
    );
  await (incoming.opened.countedOn ? write() : inAnyOrder(engine, write));
}

/** The number of an incoming row. Importing gives files without numbers some first. */
function rowOf({ opened }: Incoming): string {
  return identifier(opened.rowColumn);
}

function incomingColumn({ opened }: Incoming, name: string): string {
  const column = findColumn(name, opened.columns);
  return column === null ? "NULL::VARCHAR" : `CAST(${identifier(column)} AS VARCHAR)`;
}

async function count(engine: Engine, from: string): Promise<number> {
  const [row] = await engine.rows<{ n: number }>(`SELECT count(*) AS n ${from}`);
  return row?.n ?? 0;
}

function int(value: number): Param {
  return { type: "int", value };
}
