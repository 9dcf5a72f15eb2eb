import type { ClusterTable, TableCluster } from "../query/cluster-table.ts";
import type { DifferingCluster } from "../query/difference.ts";
import type { EvidenceRow } from "../query/evidence.ts";
import type { FlatTable } from "../query/flat-table.ts";

/** Lines of a table of clusters, one a row; a column `attribute.NAME` for each attribute. */
export function flatTableRows(rows: readonly TableCluster[], { weeks }: Pick<ClusterTable, "weeks">): FlatTable {
  const named = new Set<string>();
  for (const { attributes: own } of rows) for (const name in own) named.add(name);
  const attributes = [...named].toSorted();
  const text = (name: string) => ({ name, type: "text" as const });
  const number = (name: string) => ({ name, type: "number" as const });
  return {
    columns: [
      ...["cluster", "name", "owner", "stage", "status", "last", "lapses"].map(text),
      ...["events", "days", "days_before", "members", "members_all", "products", "score", "trend"].map(number),
      { name: "needs_support", type: "boolean" },
      ...["reason", "reasons"].map(text),
      ...weeks.map(({ first_day }) => number(`days.${first_day}`)),
      ...attributes.map((name) => text(`attribute.${name}`)),
    ],
    rows: rows.map((row) => [
      row.cluster,
      row.name,
      row.owner,
      row.stage,
      row.status,
      row.last,
      row.lapses,
      row.events,
      row.days,
      row.days_before,
      row.members,
      row.members_all,
      row.products,
      row.score,
      row.trend,
      row.needs_support,
      row.reason,
      row.reasons.join("; "),
      ...row.weeks,
      ...attributes.map((name) => row.attributes[name] ?? null),
    ]),
  };
}

/** The clusters of a difference, one a row. */
export function flatDifference(clusters: readonly DifferingCluster[]): FlatTable {
  const text = (name: string) => ({ name, type: "text" as const });
  return {
    columns: ["cluster", "name", "owner", "part", "why", "a.stage", "a.reason", "b.stage", "b.reason"].map(text),
    rows: clusters.map(({ cluster, name, owner, part, why, a, b }) => [
      cluster,
      name,
      owner,
      part,
      why,
      a.stage,
      a.reason,
      b.stage,
      b.reason,
    ]),
  };
}

/** The rows behind a cluster's numbers, one a row. */
export function flatEvidence(rows: readonly EvidenceRow[]): FlatTable {
  const text = (name: string) => ({ name, type: "text" as const });
  return {
    columns: [
      ...["at", "kind", "member", "product", "source", "id"].map(text),
      { name: "load", type: "number" },
      ...["path", "loaded"].map(text),
      { name: "counts", type: "boolean" },
    ],
    rows: rows.map(({ at, kind, member, product, source, id, load, path, loaded, counts }) => [
      at,
      kind,
      member,
      product,
      source,
      id,
      load,
      path,
      loaded,
      counts,
    ]),
  };
}
