import type { Engine } from "../../engines/engine.ts";
import { SmacError } from "../../errors.ts";
import { identifier } from "../../sql/quote.ts";
import type { Table } from "./columns.ts";

/**
 * Where the rows of a table are: each on one shard (with its cluster, or spread
 * evenly), each on every shard where a question may need it, or all on each.
 */
export type Placement = "by-cluster" | "spread" | "where-needed" | "everywhere";

/**
 * Active days are with their cluster, so that a shard counts whole clusters and
 * counts add up. Single activities are with every cluster that they may be
 * counted for, at any time and whatever is merged, and with their member. Rows as
 * received are spread evenly. What is small is on every shard.
 */
export function placementOf(table: string): Placement {
  if (table === "active_days") return "by-cluster";
  if (table === "activities") return "where-needed";
  return table.startsWith("raw_") ? "spread" : "everywhere";
}

/** As many shards as a whole number of the engine has bits, but for its sign. */
const mostShards = 60;

const places = "smac_places";

/** The condition on rows of DuckDB that belong on a shard; the same as `of_this_shard` of a statement. */
export function onShard(table: string, shard: number, shards: number): string {
  if (shards === 1) return "true";
  switch (placementOf(table)) {
    case "by-cluster":
      return `md5_number_upper(coalesce(cluster, '')) % ${shards} = ${shard}`;
    case "where-needed":
      return `rowid in (select "row" from ${places} where (shards >> ${shard}) & 1 = 1)`;
    case "spread":
      return `rowid % ${shards} = ${shard}`;
    default:
      return "true";
  }
}

/** The condition on rows of ClickHouse that chooses each row of a store once, whatever shards it is on. */
export function onceOf(table: string, shard: number, shards: number): string {
  if (shards === 1 || placementOf(table) !== "where-needed") return "1";
  return `reinterpretAsUInt64(substring(MD5(ifNull(member, '')), 1, 8)) % ${shards} = ${shard}`;
}

/**
 * Works out on which shards each activity may be needed, for {@link onShard}:
 * those of its clusters, of every cluster its member ever belonged to, under any
 * name they were merged into, and the member's own; all versions of an activity
 * are together.
 */
export async function placeActivities(engine: Engine, activities: Table, shards: number): Promise<void> {
  if (shards > mostShards)
    throw new SmacError("CONFIG_BAD_STORE", `a store has at most ${mostShards} shards, not ${shards}`);
  const bit = (key: string): string => `(1::bigint << (md5_number_upper(${key}) % ${shards})::integer)`;
  const clusters = activities.columns.map(({ name }) => name).filter((name) => name.startsWith("cluster:"));
  const own = clusters.map(
    (name, at) =>
      ` | case when a.${identifier(name)} is null then 0 else ${bit(`a.${identifier(name)}`)} | coalesce(c${at}.bits, 0) end`,
  );
  const joins = clusters.map((name, at) => ` left join renamed c${at} on c${at}.key = a.${identifier(name)}`);
  await engine.run(`create or replace temp table ${places} as
with other_name as (select distinct key, into_key as root from key_map where key is not null and into_key is not null),
renamed as (select key, bit_or(${bit("root")}) as bits from other_name group by key),
belonging as (
  select m.member as key, ${bit("m.cluster")} | coalesce(r.bits, 0) as bits
  from (select distinct member, cluster from memberships where member is not null and cluster is not null) m
  left join renamed r on r.key = m.cluster),
belongs as (
  select key, bit_or(bits) as bits
  from (select key, bits from belonging union all select o.root, b.bits from belonging b join other_name o on o.key = b.key)
  group by key),
needing as (
  select key, bit_or(bits) as bits
  from (select key, bits from belongs union all select o.key, ${bit("o.root")} | coalesce(b.bits, 0) from other_name o left join belongs b on b.key = o.root)
  group by key),
place as (
  select a.rowid as "row", a.source, a.id, ${bit("coalesce(a.member, '')")} | coalesce(m.bits, 0)${own.join("")} as shards
  from activities a left join needing m on m.key = a.member${joins.join("")}),
versions as (select source, id, bit_or(shards) as bits from place where id is not null group by source, id having count(*) > 1)
select p."row", p.shards | coalesce(v.bits, 0) as shards from place p left join versions v on v.source is not distinct from p.source and v.id = p.id`);
}
