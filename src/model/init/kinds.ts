import type { ClusterColumn } from "./column-names.ts";
import type { ExaminedTable } from "./examined-table.ts";
import type { Meaning } from "./recognise.ts";

/** The cluster kind that a column's clusters are of. */
export type KindOf = (cluster: ClusterColumn) => string;

const groupNames: Readonly<Record<string, string>> = { dept: "department", businessunit: "business_unit" };

/**
 * Names kinds alike over all tables: customers by whatever word are `customer`,
 * groups keep their word, and a column that is only called `cluster` is of the
 * kind whose keys it shares most.
 */
export function kindNamer(tables: readonly { readonly meaning: Meaning; readonly table: ExaminedTable }[]): KindOf {
  const known = new Map<string, Set<string>>();
  for (const { meaning } of tables)
    for (const cluster of clustersOf(meaning).filter(({ word }) => word !== "cluster")) {
      const keys = known.get(plainKind(cluster)) ?? new Set();
      for (const value of cluster.column.values) keys.add(value);
      known.set(plainKind(cluster), keys);
    }
  return (cluster) => {
    if (cluster.word !== "cluster") return plainKind(cluster);
    const shared = [...known].map(([kind, keys]) => ({
      kind,
      count: new Set(cluster.column.values.filter((value) => keys.has(value))).size,
    }));
    const best = shared.toSorted((a, b) => b.count - a.count)[0];
    return best !== undefined && best.count > 0 ? best.kind : "customer";
  };
}

/** The cluster columns of a table's meaning. */
export function clustersOf(meaning: Meaning): readonly ClusterColumn[] {
  if (meaning.as === "activities") return meaning.clusters;
  return meaning.as === "nothing" || meaning.as === "export" ? [] : [meaning.cluster];
}

function plainKind({ word, isGroup }: ClusterColumn): string {
  return isGroup ? (groupNames[word] ?? word) : "customer";
}
