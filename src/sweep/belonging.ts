import { offsetsOf } from "./input.ts";
import type { BelongingColumns, SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import type { ScopedRows } from "./scoped-rows.ts";
import { Stamps } from "./stamps.ts";

/** A cluster in one calendar period. */
export interface BelongingQuery {
  readonly cluster: number;
  readonly everything: ScopedRows;
  readonly extent: "whole" | "cut";
  readonly place: number;
}

/**
 * How many members a cluster has in a calendar period: those who belong at any
 * instant of it, or act for it then; where nothing says who belongs, those who
 * acted until its end.
 */
export function belongingLevels(input: SweepInput, places: Places): (query: BelongingQuery) => number {
  const { activity, belonging } = input;
  const seen = new Stamps(input.members);
  const count = ({ everything, extent, place }: BelongingQuery, since: "its start" | "ever"): number => {
    const period = places.periods[place];
    const [start, end] = extent === "whole" ? [period?.whole.start, period?.whole.end] : [period?.start, period?.end];
    let members = 0;
    for (let k = 0; k < everything.count; k++) {
      const row = everything.rows[k] as number;
      const day = activity.day[row] as number;
      if (day >= (end ?? 0)) break;
      const who = activity.member?.[row] ?? -1;
      if (who >= 0 && (since === "ever" || day >= (start ?? 0)) && seen.isNew(who)) members++;
    }
    return members;
  };
  if (belonging === null)
    return (query) => {
      seen.clear();
      return count(query, "ever");
    };
  const offsets = offsetsOf(belonging.cluster, belonging.rows, input.clusters);
  return (query) => {
    seen.clear();
    const period = places.periods[query.place];
    const whole = query.extent === "whole";
    const startAt = (whole ? period?.wholeStartAt : period?.startAt) ?? 0;
    const endAt = (whole ? period?.wholeEndAt : period?.endAt) ?? 0;
    let members = 0;
    for (let row = offsets[query.cluster] as number; row < (offsets[query.cluster + 1] as number); row++)
      if (overlaps(belonging, row, startAt, endAt) && seen.isNew(belonging.member[row] as number)) members++;
    return members + count(query, "its start");
  };
}

function overlaps({ fromAt, toAt }: BelongingColumns, row: number, startAt: number, endAt: number): boolean {
  const [from, to] = [fromAt[row] as number, toAt[row] as number];
  return from < to && from < endAt && to > startAt;
}
