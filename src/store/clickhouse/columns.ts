import { identifier } from "../../sql/quote.ts";
import { quotedName } from "../../sql/clickhouse/tokens.ts";

/** A column of a store's table. */
export interface Column {
  readonly name: string;
  /** As DuckDB calls it; ClickHouse keeps it beside its own. */
  readonly type: string;
}

/** A table of a store. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

interface Travel {
  /** What ClickHouse holds. */
  readonly held: string;
  /** How DuckDB hands the value over, and takes it back. */
  out(value: string): string;
  back(value: string): string;
}

const asIs = (held: string): Travel => ({ held, out: (value) => value, back: (value) => value });

const latest = "9223372036854775807";

const travels: ReadonlyMap<string, Travel> = new Map([
  ["VARCHAR", asIs("String")],
  ["BOOLEAN", { held: "Bool", out: (value) => value, back: (value) => `cast(${value} as boolean)` }],
  ["INTEGER", asIs("Int32")],
  ["BIGINT", asIs("Int64")],
  ["DOUBLE", asIs("Float64")],
  [
    "TIMESTAMP",
    {
      held: "Int64",
      out: (value) =>
        `case when ${value} = 'infinity' then ${latest} when ${value} = '-infinity' then -${latest} else epoch_us(${value}) end`,
      back: (value) =>
        `case when ${value} = ${latest} then timestamp 'infinity' when ${value} = -${latest} then timestamp '-infinity' else make_timestamp(${value}) end`,
    },
  ],
  [
    "DATE",
    {
      held: "Int32",
      out: (value) => `cast(${value} - date '1970-01-01' as integer)`,
      back: (value) => `date '1970-01-01' + cast(${value} as integer)`,
    },
  ],
]);

function travelOf({ type }: Column): Travel {
  const text = { held: "String", out: cast("varchar"), back: cast(type) };
  return travels.get(type) ?? text;
}

function cast(type: string): (value: string) => string {
  return (value) => `cast(${value} as ${type})`;
}

/** The column in a table of ClickHouse, with DuckDB's type as its comment. */
export function heldColumn(column: Column): string {
  return `${quotedName(column.name)} Nullable(${travelOf(column).held}) comment '${column.type.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** What a column is in ClickHouse. */
export function heldType(column: Column): string {
  return `Nullable(${travelOf(column).held})`;
}

/** The columns as DuckDB writes them into a file that travels. */
export function outColumns(columns: readonly Column[]): string {
  return columns.map((c) => `${travelOf(c).out(identifier(c.name))} as ${identifier(c.name)}`).join(", ");
}

/** The columns of such a file as DuckDB reads them. */
export function backColumns(columns: readonly Column[]): string {
  return columns.map((c) => `${travelOf(c).back(identifier(c.name))} as ${identifier(c.name)}`).join(", ");
}

/** What tells rows of one content from rows of another: their number and a sum over their digests, in any order. */
export interface Fingerprint {
  readonly rows: bigint;
  readonly digest: bigint;
}

/** Which rows of a table, and by what they are told apart, as SQL. */
export interface Rows {
  readonly from: string;
  readonly where: string;
  /** What parts the rows; each part has a fingerprint of its own. */
  readonly part: string;
}

/** The fingerprints of a table's parts in DuckDB, as SQL: `part, n, digest`. */
export function duckdbFingerprints(columns: readonly Column[], { from, where, part }: Rows): string {
  const parts = columns.flatMap((c) =>
    comparable(c, travelOf(c).out(identifier(c.name))).map(
      (value) => `coalesce(strlen(cast(${value} as varchar)) || ':' || cast(${value} as varchar), '-')`,
    ),
  );
  return `select cast(${part} as varchar) as part, count(*)::varchar as n, coalesce(sum(md5_number_upper(concat(${parts.join(", ")}))), 0)::varchar as digest from ${from} where ${where} group by 1`;
}

/** The same of a table in ClickHouse. */
export function clickHouseFingerprints(columns: readonly Column[], { from, where, part }: Rows): string {
  const parts = columns.flatMap((c) =>
    comparable(c, quotedName(c.name)).map((each) => {
      const value = `toString(${each})`;
      return `ifNull(concat(toString(length(${value})), ':', ${value}), '-')`;
    }),
  );
  const digest = `reinterpretAsUInt64(substring(MD5(concat(${parts.join(", ")}, '')), 1, 8))`;
  return `select toString(${part}) as part, toString(count()) as n, toString(ifNull(sum(toUInt128(${digest})), 0)) as digest from ${from} where ${where} group by part`;
}

/** The fingerprints of parts as either engine tells them. */
export function fingerprintsOf(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, Fingerprint> {
  return new Map(
    rows.map((row) => {
      const { part, n, digest } = row as { readonly part: string; readonly n: string; readonly digest: string };
      return [part, { rows: BigInt(n), digest: BigInt(digest) }];
    }),
  );
}

/** The parts that are not the same in both. */
export function differing(a: ReadonlyMap<string, Fingerprint>, b: ReadonlyMap<string, Fingerprint>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((part) => {
    const [one, other] = [a.get(part), b.get(part)];
    return one?.rows !== other?.rows || one?.digest !== other?.digest;
  });
}

/** The rows of all parts together. */
export function rowsOf(parts: ReadonlyMap<string, Fingerprint>): number {
  return Number([...parts.values()].reduce((sum, { rows }) => sum + rows, 0n));
}

/**
 * What of a value both engines write alike. Floating point they do not: it is its whole part, and what is behind the
 * point times 2^62, a whole number, too. Numbers between 2^-9 and 2^53 are told apart by their last bit.
 */
function comparable({ type }: Column, value: string): readonly string[] {
  if (type !== "DOUBLE") return [value];
  const whole = `floor(${value})`;
  return [`cast(${whole} as bigint)`, `cast(floor((${value} - ${whole}) * pow(2, 62)) as bigint)`];
}
