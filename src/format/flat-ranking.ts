import type { FlatTable } from "../query/flat-table.ts";
import type { RankedCluster } from "../query/rank.ts";

/** A ranking as a flat table. */
export function flatRanking(ranked: readonly RankedCluster[]): FlatTable {
  return {
    columns: [
      { name: "rank", type: "number" },
      { name: "cluster", type: "text" },
      { name: "name", type: "text" },
      { name: "owner", type: "text" },
      { name: "stage", type: "text" },
      { name: "score", type: "number" },
      { name: "days", type: "number" },
      { name: "trend", type: "number" },
      { name: "activities", type: "number" },
      { name: "members", type: "number" },
      { name: "needs_support", type: "boolean" },
      { name: "reasons", type: "text" },
    ],
    rows: ranked.map((c) => [
      c.rank,
      c.cluster,
      c.name,
      c.owner,
      c.stage,
      c.score,
      c.days,
      c.trend,
      c.events,
      c.members,
      c.needsSupport,
      c.reasons.join("; "),
    ]),
  };
}
