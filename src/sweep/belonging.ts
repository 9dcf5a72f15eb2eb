import type { BelongingColumns, SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import { Stamps } from "./stamps.ts";

/** How many members a cluster has in the period of a place. */
export type BelongingLevels = (cluster: number, place: number) => number;

/**
 * How many members a cluster has in a calendar period: those who belong at any
 * instant of it, or act for it then; where nothing says who belongs, those who
 * acted until its end.
 */
export function belongingLevels(
  input: SweepInput,
  { places, extent }: { readonly places: Places; readonly extent: "whole" | "cut" },
): BelongingLevels {
  const { activity, belonging } = input;
  const { offsets, day, member } = activity;
  const seen = new Stamps(input.members);
  const whole = extent === "whole";
  return (cluster, place) => {
    const period = places.periods[place];
    if (period === undefined) return 0;
    seen.clear();
    const { start, end } = whole ? period.whole : period;
    let members =
      belonging === null
        ? 0
        : belongingBetween(belonging, cluster, {
            seen,
            startAt: whole ? period.wholeStartAt : period.startAt,
            endAt: whole ? period.wholeEndAt : period.endAt,
          });
    for (let row = offsets[cluster] as number; row < (offsets[cluster + 1] as number); row++) {
      if ((day[row] as number) >= end) break;
      const who = member?.[row] ?? -1;
      if (who >= 0 && (belonging === null || (day[row] as number) >= start) && seen.isNew(who)) members++;
    }
    return members;
  };
}

function belongingBetween(
  { offsets, member, fromAt, toAt }: BelongingColumns,
  cluster: number,
  { seen, startAt, endAt }: { readonly seen: Stamps; readonly startAt: number; readonly endAt: number },
): number {
  let members = 0;
  for (let row = offsets[cluster] as number; row < (offsets[cluster + 1] as number); row++) {
    const [from, to] = [fromAt[row] as number, toAt[row] as number];
    if (from < to && from < endAt && to > startAt && seen.isNew(member[row] as number)) members++;
  }
  return members;
}
