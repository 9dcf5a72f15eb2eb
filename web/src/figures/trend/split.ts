import type { Report } from "../../api/schema.ts";

type Row = Report["rows"][number];

/** A report without its stages: rows of the same period, product and values taken together. Only where stages are disjoint. */
export function withoutStages(report: Report): Report {
  const rows = new Map<string, Row>();
  for (const row of report.rows) {
    const key = JSON.stringify([row.period.start, row.product, Object.entries(row.by)]);
    const known = rows.get(key);
    rows.set(key, known === undefined ? { ...row, stage: null } : added(known, row));
  }
  return { ...report, rows: [...rows.values()].map((row) => ({ ...row, rate: rateOf(row) })) };
}

/** A report with one row for each period: everything. */
export function onlyTotals(report: Report): Report {
  return {
    ...report,
    rows: report.totals.map(({ left: _, ...total }) => ({ ...total, stage: null, product: null, by: {} })),
  };
}

/** The rows of so many lines, the largest at the end first; and how many lines there are. */
export function largest(report: Report, most: number): { readonly report: Report; readonly lines: number } {
  const lineOf = (row: Row): string => JSON.stringify([row.stage, row.product, Object.entries(row.by)]);
  const size = new Map<string, number>();
  for (const row of report.rows) size.set(lineOf(row), row.population ?? row.active);
  if (size.size <= most) return { report, lines: size.size };
  const kept = new Set(
    [...size]
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, most)
      .map(([key]) => key),
  );
  return { report: { ...report, rows: report.rows.filter((row) => kept.has(lineOf(row))) }, lines: size.size };
}

function added(a: Row, b: Row): Row {
  const sum = (x: number | null, y: number | null): number | null => (x === null || y === null ? null : x + y);
  return {
    ...a,
    active: a.active + b.active,
    population: sum(a.population, b.population),
    new: sum(a.new, b.new),
    retained: sum(a.retained, b.retained),
    resurrected: sum(a.resurrected, b.resurrected),
    dormant: sum(a.dormant, b.dormant),
  };
}

function rateOf(row: Row): number | null {
  return row.population === null || row.population === 0 ? null : row.active / row.population;
}
