import type { TableCluster } from "../api/schema.ts";

type Fallen = Pick<TableCluster, "days" | "days_before" | "reasons">;

/** What a cluster that needs support did less of, as short as a column; null: its reasons are others. */
export function fallText({ days, days_before: before, reasons }: Fallen): string | null {
  if (days === 0 && before > 0) return `No active day, was ${before}`;
  const [, now, then] = /^fewer activities: ([\d.]+), ([\d.]+)/.exec(reasons[0] ?? "") ?? [];
  if (now !== undefined && then !== undefined) return `Activities ${then} → ${now}`;
  return days < before ? `Active days ${before} → ${days}` : null;
}
