import type { Engine } from "../../engines/duckdb/engine.ts";
import { localToUtcSql } from "../../sql/zone-shift.ts";
import type { Zone } from "../../time/zone.ts";
import type { DateReading, Spread } from "./date-reading.ts";
import type { FileTable } from "./table-spec.ts";

/** A reading, the zone of its wall-clock times, and what they lie between. */
export interface PlacedReading {
  readonly reading: DateReading;
  readonly zone: Zone;
  readonly spread: Spread;
}

/** The values as TIMESTAMP in UTC, wall-clock times moved from their zone. */
export function instantSql({ reading, zone, spread }: PlacedReading): string {
  if (reading.local === null) return reading.instant ?? "CAST(NULL AS TIMESTAMP)";
  const moved = localToUtcSql(reading.local, zone, spread.localFirst ?? 0, spread.localLast ?? 0);
  if (reading.instant === null) return moved;
  return `CASE WHEN ${reading.isInstant} THEN ${reading.instant} ELSE ${moved} END`;
}

/** The first and the last instant; nothing when no row has one. */
export async function instantBounds(
  about: { readonly engine: Engine; readonly table: FileTable },
  placed: PlacedReading,
): Promise<{ first?: number; last?: number }> {
  const { zone, spread } = placed;
  const { localFirst, localLast } = spread;
  const day = 86_400_000_000;
  const nearGap = [localFirst, localLast].some(
    (local) =>
      local !== null && zone.transitions(local - 2 * day, local + 2 * day).some(({ before, after }) => after > before),
  );
  if (nearGap) {
    // A skipped time moves past times that are later on the clock, so only the values themselves tell.
    const sql = instantSql(placed);
    const [row] = await about.engine.rows<{ first: number | null; last: number | null }>(
      `SELECT min(${sql}) AS first, max(${sql}) AS last FROM ${about.table.relation}`,
    );
    return row === undefined || row.first === null || row.last === null ? {} : { first: row.first, last: row.last };
  }
  const all = [
    spread.first,
    spread.last,
    localFirst === null ? null : zone.toInstant(localFirst),
    localLast === null ? null : zone.toInstant(localLast),
  ];
  const known = all.filter((at) => at !== null);
  return known.length === 0 ? {} : { first: Math.min(...known), last: Math.max(...known) };
}
