import type { Retention } from "../../api/schema.ts";
import { periodName } from "../../words/dates.ts";
import { count, countOf, rateText } from "../../words/numbers.ts";

/** One row of the heat map. */
export type Cohort = Retention["totals"][number];

/** What a period of a kind is called. */
export function unitOf(kind: string): string {
  return ["day", "week", "month", "quarter", "year"].includes(kind) ? kind : "period";
}

/** What a reader should see first: how many come back three periods later, or as late as is known. */
export function retentionTitle(data: Retention, today: number): string {
  const late = data.ages.filter((each) => each.age > 0 && each.age <= 3 && each.rate !== null).at(-1);
  if (late !== undefined) {
    const unit = unitOf(data.totals[0]?.period.kind ?? "");
    return `${rateText(late.rate, late.size)} of new clusters are active ${countOf(late.age, unit)} later`;
  }
  const first = data.totals.find((each) => each.size > 0);
  if (first === undefined) return "Nobody is new in these periods";
  return `${countOf(first.size, "cluster")} came in ${periodName(first.period, today)}; it is too early to say who stays`;
}

/** What the title is of. */
export function retentionLede(data: Retention): string {
  const late = data.ages.filter((each) => each.age > 0 && each.age <= 3 && each.rate !== null).at(-1);
  if (late === undefined) return "No cohort has a whole later period yet.";
  return `${count(late.kept)} of ${countOf(late.size, "cluster")}, from ${countOf(late.cohorts, "cohort")} old enough. “Together” counts whole periods only; cohorts at the beginning of history are left out.`;
}

/** The cohorts from the first that has anybody: before the data begin there is nothing to show. */
export function shownCohorts(data: Retention): readonly Cohort[] {
  const first = data.totals.findIndex((each) => each.size > 0 || each.period.history !== "cut");
  return first < 0 ? [] : data.totals.slice(first);
}
