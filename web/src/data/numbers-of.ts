import type { Report } from "../api/schema.ts";
import { keyOf } from "../calendar/periods.ts";

/** A count with what it is of. */
export interface Share {
  readonly active: number;
  /** Null: the definition divides by nothing. */
  readonly of: number | null;
}

/** One stage, or everything, in the period in focus and before. */
export interface StageNumbers {
  readonly stage: string | null;
  readonly now: Share;
  readonly before: Share | null;
  /** The last period before the one in focus, whole. */
  readonly closed: Share | null;
}

/** The stages of a report, in its order. */
export function stagesOf(report: Report): readonly (string | null)[] {
  return [...new Set(report.rows.map((row) => row.stage))];
}

/** What a period counts in all; null: the report has no such period. */
export function totalIn(report: Report, key: string): Share | null {
  const total = report.totals.find((each) => keyOf(each.period) === key);
  return total === undefined ? null : { active: total.active, of: total.population };
}

/** What a period counts in a stage, over all values of other splits; null: there is no such row. */
export function stageIn(report: Report, key: string, stage: string | null): Share | null {
  return sum(report.rows.filter((row) => row.stage === stage && keyOf(row.period) === key));
}

/** The numbers of each stage: now, on the same days before, and in the last whole period. */
export function stageNumbers(
  trend: Report,
  earlier: Report | null,
  keys: { readonly now: string; readonly before: string | null; readonly closed: string | null },
): readonly StageNumbers[] {
  return stagesOf(trend).map((stage) => ({
    stage,
    now: stageIn(trend, keys.now, stage) ?? { active: 0, of: 0 },
    before: earlier === null || keys.before === null ? null : stageIn(earlier, keys.before, stage),
    closed: keys.closed === null ? null : stageIn(trend, keys.closed, stage),
  }));
}

/** The share of a count; null where nobody is there to divide by. */
export function rateOf(share: Share | null): number | null {
  return share === null || share.of === null || share.of === 0 ? null : share.active / share.of;
}

/** Values of an attribute with their counts, over all stages. */
export function byValue(report: Report, key: string, attribute: string): ReadonlyMap<string | null, Share> {
  const rows = report.rows.filter((row) => keyOf(row.period) === key);
  const values = [...new Set(rows.map((row) => row.by[attribute] ?? null))];
  return new Map(
    values.map((value) => [
      value,
      sum(rows.filter((row) => (row.by[attribute] ?? null) === value)) ?? { active: 0, of: 0 },
    ]),
  );
}

function sum(rows: Report["rows"]): Share | null {
  if (rows.length === 0) return null;
  const of = rows.some((row) => row.population === null)
    ? null
    : rows.reduce((all, row) => all + (row.population ?? 0), 0);
  return { active: rows.reduce((all, row) => all + row.active, 0), of };
}
