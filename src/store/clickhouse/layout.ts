import { quotedName } from "../../sql/clickhouse/tokens.ts";
import { type Table, heldColumn } from "./columns.ts";
import { type Expiry, ttlOf } from "./expiry.ts";

/** The version of the tables in ClickHouse: another whenever one of them is laid out otherwise. */
export const layoutVersion = 3;

/** What the rows of a table are parted by, in the words of both engines: what did not change in a part is not copied again. */
export interface Parting {
  readonly held: string;
  readonly given: string;
}

const dayMicros = 86_400_000_000;
/** The days that the months of parts are told apart in: of the years 1906 to 2284; others are with the first and the last. */
const days = { first: -23_148, last: 115_000 } as const;

/** How the large tables lie: what they are ordered by. */
const orders: Readonly<Record<string, readonly string[]>> = {
  active_days: ["cluster_kind", "cluster", "day"],
  activities: ["at"],
  stage_rows: ["cluster_kind", "cluster"],
  memberships: ["cluster_kind", "cluster"],
  attribute_rows: ["cluster_kind", "cluster"],
  records: ["cluster_kind", "cluster"],
};

/** What a table is parted by: the month of what happened, else the load it came with; null: by nothing. */
export function partingOf({ name, columns }: Table): Parting | null {
  if (name === "active_days") return monthOf(clamped("ifNull(day, 0)"), clamped("coalesce(day, 0)"));
  if (name === "activities") return monthOf(heldDay, givenDay);
  if (!columns.some((column) => column.name === "_load")) return null;
  return { held: "intDiv(ifNull(_load, 0), 16)", given: "coalesce(_load, 0) // 16" };
}

const [low, high] = [days.first * dayMicros, days.last * dayMicros];
const shifted = (at: string): string => `greatest(least(${at}, ${high}), ${low}) - ${low}`;
const heldDay = `intDiv(${shifted("ifNull(at, 0)")}, ${dayMicros}) + ${days.first}`;
const givenDay = `(${shifted(`case when "at" = 'infinity' then ${high} when "at" = '-infinity' then ${low} else coalesce(epoch_us("at"), 0) end`)}) // ${dayMicros} + ${days.first}`;

function clamped(day: string): string {
  return `greatest(least(${day}, ${days.last}), ${days.first})`;
}

function monthOf(held: string, given: string): Parting {
  const date = `(date '1970-01-01' + cast(${given} as integer))`;
  return { held: `toYYYYMM(toDate32('1970-01-01') + (${held}))`, given: `year(${date}) * 100 + month(${date})` };
}

/** How a table is kept: by each server for itself, or by all replicas of a shard; and which rows no longer. */
export interface Keeping {
  readonly replicated: boolean;
  readonly expiry: Expiry | null;
}

/**
 * Facts of clusters that every shard holds, and of which a question reads only
 * those that the shard counts: these lie together, so that no others are read.
 */
const readByShard: ReadonlySet<string> = new Set(["stage_rows", "attribute_rows", "records"]);

function orderOf(name: string, shards: number): string {
  const order = (orders[name] ?? []).map(quotedName);
  const shard = `reinterpretAsUInt64(substring(MD5(ifNull(cluster, '')), 1, 8)) % ${shards}`;
  const all = shards > 1 && readByShard.has(name) ? [shard, ...order] : order;
  return all.length === 0 ? "tuple()" : `(${all.join(", ")})`;
}

/** The statement that makes a table of ClickHouse, under the name given, on one of so many shards. */
export function createTable(
  table: Table,
  as: string,
  { replicated, expiry, shards }: Keeping & { readonly shards: number },
): string {
  const { name, columns } = table;
  const by = orderOf(name, shards);
  const parting = partingOf(table);
  const parts = parting === null ? "" : ` partition by ${parting.held}`;
  const engine = replicated ? "ReplicatedMergeTree" : "MergeTree";
  const ttl = ttlOf(table, expiry);
  const [gone, goes] = ttl === null ? ["", ""] : [` ttl ${ttl}`, ", ttl_only_drop_parts = 0"];
  const once = `${replicated ? "" : "non_"}replicated_deduplication_window = 10000`;
  return `create table if not exists ${quotedName(as)} (${columns.map(heldColumn).join(", ")}) engine = ${engine}${parts} order by ${by}${gone} settings allow_nullable_key = 1, ${once}${goes} comment '${layoutOf(table, shards)}'`;
}

/** What a table's comment says of how it is laid out: the parts of tables of one layout can be taken over. */
export function layoutOf(table: Table, shards: number): string {
  const parts = partingOf(table) === null ? "" : ", in parts";
  return `smac layout ${layoutVersion}${parts}${shards > 1 && readByShard.has(table.name) ? `, by ${shards} shards` : ""}`;
}
