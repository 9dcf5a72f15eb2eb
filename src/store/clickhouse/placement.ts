/** Where the rows of a table are: each on one shard, or all on each. */
export type Placement = "by-cluster" | "spread" | "everywhere";

/**
 * Active days are with their cluster, so that a shard counts whole clusters and
 * counts add up. What is small, and tells of clusters under any of their keys, is
 * on every shard. Rows as received and single activities are spread evenly.
 */
export function placementOf(table: string): Placement {
  if (table === "active_days") return "by-cluster";
  return table === "activities" || table.startsWith("raw_") ? "spread" : "everywhere";
}

/** The shard of a cluster as DuckDB works it out. */
export function shardInDuckdb(cluster: string, shards: number): string {
  return `md5_number_upper(coalesce(${cluster}, '')) % ${shards}`;
}
