import type { FlatTable, FlatValue, FlatColumn } from "../query/flat-table.ts";
import type { ClusterList, Counts, Explanation, Parts, PrintedPeriod, Report } from "../query/report.ts";

export type { FlatColumn, FlatTable, FlatValue } from "../query/flat-table.ts";

/**
 * A report as one flat table: the rows with `scope` = `row`, then the totals
 * with `scope` = `total` (recomputed from the sets of clusters, so never to be
 * added to the rows). An attribute's column is named `by.NAME`.
 */
export function flatRows(report: Report): FlatTable {
  const by = [...new Set(report.rows.flatMap((row) => Object.keys(row.by)))];
  const rows = report.rows.map((row) => [
    "row",
    ...periodValues(row.period),
    row.stage,
    row.product,
    ...by.map((name) => row.by[name] ?? null),
    ...countValues(row),
    null,
    ...periodFlags(row.period),
  ]);
  const totals = report.totals.map((total) => [
    "total",
    ...periodValues(total.period),
    null,
    null,
    ...by.map(() => null),
    ...countValues(total),
    total.left ?? null,
    ...periodFlags(total.period),
  ]);
  const columns = [
    ...named("text", ["scope", "period_kind"]),
    ...named("date", ["period_start", "period_end"]),
    ...named("boolean", ["complete"]),
    ...named("text", ["stage", "product", ...by.map((name) => `by.${name}`)]),
    ...named("number", ["active", "population"]),
    ...named("share", ["rate"]),
    ...named("number", ["new", "retained", "resurrected", "dormant", "left"]),
    ...named("boolean", ["clipped"]),
    ...named("text", ["history"]),
  ];
  return { columns, rows: [...rows, ...totals] };
}

/** The clusters of a list, one a row. */
export function flatClusters(list: ClusterList): FlatTable {
  const columns = [
    ...named("text", ["cluster", "name", "owner"]),
    ...named("number", ["weight"]),
    ...named("text", ["status", "stage"]),
    ...named("number", ["events", "days", "members"]),
    ...named("text", ["last", "reason"]),
  ];
  const rows = list.clusters.map((c) => {
    const who = [c.cluster, c.name, c.owner, c.weight, c.status, c.stage];
    return [...who, c.events, c.days, c.members, c.last, c.reason];
  });
  return { columns, rows };
}

const partNames = ["behaviour", "mix", "entry", "exit", "restated", "definition"] as const;

/** A change's parts and each cluster's share of them: rows without a cluster are the parts themselves. */
export function flatExplanation(explanation: Explanation): FlatTable {
  const { from, to, count, rate } = explanation;
  const span = [from.start, from.end, to.start, to.end];
  const columns = [
    ...named("date", ["from_start", "from_end", "to_start", "to_end"]),
    ...named("text", ["part", "cluster"]),
    ...named("number", ["count"]),
    ...named("share", ["rate"]),
  ];
  const parts = ([...partNames, "change"] as const).map((part) => [
    ...span,
    part,
    null,
    count[part],
    partOf(rate, part),
  ]);
  const inRate = explanation.rate_clusters ?? {};
  const shares = [...new Set([...Object.keys(explanation.clusters), ...Object.keys(inRate)])].flatMap((part) => {
    const [counted, rated] = [explanation.clusters[part] ?? {}, inRate[part] ?? {}];
    const clusters = [...new Set([...Object.keys(counted), ...Object.keys(rated)])];
    return clusters.map((cluster) => [...span, part, cluster, counted[cluster] ?? null, rated[cluster] ?? null]);
  });
  return { columns, rows: [...parts, ...shares] };
}

function partOf(parts: Parts | null, name: keyof Parts): number | null {
  return parts === null ? null : parts[name];
}

function named(type: FlatColumn["type"], names: readonly string[]): FlatColumn[] {
  return names.map((name) => ({ name, type }));
}

function periodValues(period: PrintedPeriod): FlatValue[] {
  return [period.kind, period.start, period.end, period.complete];
}

function periodFlags(period: PrintedPeriod): FlatValue[] {
  return [period.clipped === true, period.history ?? null];
}

function countValues(c: Counts): FlatValue[] {
  return [c.active, c.population, c.rate, c.new, c.retained, c.resurrected, c.dormant];
}
