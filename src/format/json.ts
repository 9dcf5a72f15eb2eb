import type { ClusterList, Counts, Explanation, ListedCluster, Parts, PrintedPeriod, Report } from "../query/report.ts";

/**
 * A report as the JSON that other programs rely on: keys always in one order,
 * numbers unrounded, one row a line.
 */
export function reportJson(report: Report): string {
  const { definition, unattributed } = report;
  return document({
    definition: { name: definition.name, version: definition.version, sentence: definition.sentence },
    rows: report.rows.map((row) => ({
      period: periodOf(row.period),
      stage: row.stage,
      by: row.by,
      product: row.product,
      ...countsOf(row),
    })),
    totals: report.totals.map((total) => ({
      period: periodOf(total.period),
      ...countsOf(total),
      ...(total.left === undefined ? {} : { left: total.left }),
    })),
    unattributed: { activities: unattributed.activities, clusters_without_stage: unattributed.clusters_without_stage },
    freshness: report.freshness.map(({ source, through }) => ({ source, through })),
    stage_source: report.stage_source,
    warnings: report.warnings?.map(({ code, message }) => ({ code, message })),
  });
}

/** The list behind a number as JSON. */
export function clustersJson(list: ClusterList): string {
  return document({
    period: periodOf(list.period),
    stage: list.stage,
    product: list.product,
    status: list.status,
    count: list.count,
    clusters: list.clusters.map(listedOf),
    warnings: list.warnings?.map(({ code, message }) => ({ code, message })),
  });
}

/** An explained change as JSON. */
export function explanationJson(explanation: Explanation): string {
  return document({
    from: periodOf(explanation.from),
    to: periodOf(explanation.to),
    count: partsOf(explanation.count),
    rate: explanation.rate === null ? null : partsOf(explanation.rate),
    told: explanation.told,
    clusters: explanation.clusters,
    rate_clusters: explanation.rate_clusters,
    groups: explanation.groups?.map(({ by, count }) => ({ by, count: partsOf(count) })),
    warnings: explanation.warnings?.map(({ code, message }) => ({ code, message })),
  });
}

function periodOf({ kind, start, end, complete, clipped, history }: PrintedPeriod) {
  return { kind, start, end, complete, clipped, history };
}

function countsOf(c: Counts): Counts {
  return {
    active: c.active,
    population: c.population,
    rate: c.rate,
    new: c.new,
    retained: c.retained,
    resurrected: c.resurrected,
    dormant: c.dormant,
  };
}

function listedOf(c: ListedCluster): ListedCluster {
  const { cluster, name, owner, weight, status, stage, events, days, members, last, reason } = c;
  return { cluster, name, owner, weight, status, stage, events, days, members, last, reason };
}

function partsOf({ behaviour, mix, entry, exit, restated, definition, change }: Parts): Parts {
  return { behaviour, mix, entry, exit, restated, definition, change };
}

/** The document with each part on a line of its own, and each item of a list too; undefined parts are left out. */
export function document(parts: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${listed(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

function listed(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
}
