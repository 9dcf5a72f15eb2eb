import type { Report } from "../../api/schema.ts";
import { periodName } from "../../words/dates.ts";
import { count } from "../../words/numbers.ts";

/** What can have become of a cluster in a period, in the order of the stack: the last one lies below zero. */
export const statuses = ["retained", "resurrected", "new", "dormant"] as const;
/** One of them. */
export type Status = (typeof statuses)[number];

/** One period: who stayed, came back, came new, and who went quiet; null: cannot be told. */
export interface LifePeriod {
  readonly period: Report["totals"][number]["period"];
  readonly active: number;
  readonly numbers: Readonly<Record<Status, number | null>>;
  /** False: history begins too late to know who is new. */
  readonly known: boolean;
}

/** The periods of a report, over all stages or in one. */
export function lifeOf(report: Report, stage: string | null): readonly LifePeriod[] {
  const rows =
    stage === null ? report.totals : report.rows.filter((row) => row.stage === stage && row.product === null);
  return rows.map((row) => ({
    period: row.period,
    active: row.active,
    numbers: { retained: row.retained, resurrected: row.resurrected, new: row.new, dormant: row.dormant },
    known: row.period.history !== "cut",
  }));
}

/** “October: 5 new + 140 retained + 9 came back = 154 active; 28 went quiet”. */
export function lifeSentence(life: LifePeriod, today: number): string {
  const { new: fresh, retained, resurrected, dormant } = life.numbers;
  const name = `${periodName(life.period, today)}${life.period.complete ? "" : " so far"}`;
  const sum = `${count(fresh)} new + ${count(retained)} retained + ${count(resurrected)} came back = ${count(life.active)} active`;
  const quiet = life.period.complete ? `${count(dormant)} went quiet` : `${count(dormant)} not seen again yet`;
  return `${name}: ${sum}; ${quiet}`;
}

/** What a reader should see first in whole periods: whether more came than went quiet. */
export function lifeTitle(life: readonly LifePeriod[], today: number): string {
  const known = life.filter((each) => each.period.complete && each.known);
  const last = known.at(-1);
  if (last === undefined) return "Who came, stayed and went quiet";
  const came = (each: LifePeriod): number => (each.numbers.new ?? 0) + (each.numbers.resurrected ?? 0);
  const losing = (each: LifePeriod): boolean => (each.numbers.dormant ?? 0) > came(each);
  const same = known.length - 1 - known.findLastIndex((each) => losing(each) !== losing(last));
  const words = losing(last)
    ? "more went quiet than came or came back"
    : "at least as many came or came back as went quiet";
  if (same <= 1) return `In ${periodName(last.period, today)} ${words}`;
  return `In the last ${same} whole periods ${words}`;
}
