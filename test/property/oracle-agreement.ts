import type { ReportRow, TotalRow } from "../../src/query/report.ts";
import type { OracleReport } from "./oracle.ts";

/** The part of a report that is compared. */
export interface Numbers {
  readonly rows: readonly ReportRow[];
  readonly totals: readonly TotalRow[];
  readonly unattributed: OracleReport["unattributed"];
}

const MEASURES = ["active", "population", "rate", "new", "retained", "resurrected", "dormant"] as const;

function keyOf(row: ReportRow | TotalRow): string {
  const { kind, start, end } = row.period;
  const names = "by" in row ? Object.keys(row.by).sort() : [];
  const place = "stage" in row ? [row.stage, names.map((name) => [name, row.by[name]]), row.product] : [];
  return JSON.stringify([kind, start, end, ...place]);
}

/** Whether nothing is counted in the row. */
function saysNothing(row: ReportRow | TotalRow): boolean {
  return MEASURES.every((measure) => row[measure] === null || row[measure] === 0);
}

function same(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9;
}

function differencesOf(one: ReportRow | TotalRow, other: ReportRow | TotalRow): string[] {
  const found = MEASURES.filter((measure) => !same(one[measure], other[measure])).map(
    (measure) => `${measure} ${one[measure]} ≠ ${other[measure]}`,
  );
  if (one.period.complete !== other.period.complete)
    found.push(`complete ${one.period.complete} ≠ ${other.period.complete}`);
  if ((one.period.clipped ?? false) !== (other.period.clipped ?? false)) found.push("clipped differs");
  return found;
}

function compareRows(ours: readonly (ReportRow | TotalRow)[], theirs: readonly (ReportRow | TotalRow)[]): string[] {
  const found: string[] = [];
  const left = new Map(theirs.map((row) => [keyOf(row), row]));
  if (left.size !== theirs.length) found.push("two expected rows for one place");
  for (const row of ours) {
    const other = left.get(keyOf(row));
    left.delete(keyOf(row));
    if (other === undefined) {
      if (!saysNothing(row)) found.push(`${keyOf(row)}: not expected: ${JSON.stringify(row)}`);
    } else found.push(...differencesOf(row, other).map((difference) => `${keyOf(row)}: ${difference}`));
  }
  for (const row of left.values()) if (!saysNothing(row)) found.push(`${keyOf(row)}: missing: ${JSON.stringify(row)}`);
  return found;
}

/**
 * Every difference between two reports, ours first; none when they agree. A row
 * that counts nothing may be missing on either side; numbers agree within 1e-9.
 */
export function differences(ours: Numbers, theirs: Numbers): string[] {
  const found = [...compareRows(ours.rows, theirs.rows), ...compareRows(ours.totals, theirs.totals)];
  for (const key of ["activities", "clusters_without_stage"] as const) {
    if (ours.unattributed[key] !== theirs.unattributed[key])
      found.push(`${key} ${ours.unattributed[key]} ≠ ${theirs.unattributed[key]}`);
  }
  return found;
}
