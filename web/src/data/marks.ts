import { useAnswer } from "../api/use-answer.ts";
import type { Note, NoteFile, Report, Target, TargetFile } from "../api/schema.ts";
import { dayOf } from "../calendar/days.ts";
import { keyOf, type Span, trailingDays } from "../calendar/periods.ts";
import type { Annotation, ChartTarget } from "../charts/series.ts";
import { stageColours } from "../charts/colours.ts";
import { dayText, periodName } from "../words/dates.ts";
import { stageName } from "../words/names.ts";
import { count, pointsBetween, rateText, signedPoints } from "../words/numbers.ts";
import { rateOf, type Share, stageIn, totalIn } from "./numbers-of.ts";
import type { Setting } from "./setting.ts";

/** What people noted about days, and what numbers should come to: what a trend of the setting shows of both. */
export interface Marks {
  readonly notes: readonly NoteFile[];
  readonly targets: readonly TargetFile[];
  /** Every name that is taken, shown or not. */
  readonly names: ReadonlySet<string>;
  /** Asks for them again: after a change. */
  readonly again: () => void;
}

/** The notes and targets that belong to the setting's definition and kind of period; none while they are not there. */
export function useMarks(setting: Setting): Marks {
  const notes = useAnswer("/api/v1/notes", {});
  const targets = useAnswer("/api/v1/targets", {});
  const { name, choices } = setting.definition;
  const [allNotes, allTargets] = [notes.data?.files ?? [], targets.data?.files ?? []];
  return {
    notes: allNotes
      .filter(({ value }) => value.definition === undefined || value.definition === name)
      .toSorted((a, b) => (a.value.day < b.value.day ? -1 : 1)),
    targets: allTargets.filter(
      ({ value }) => value.definition === name && (value.period ?? choices?.period ?? "month") === setting.kind,
    ),
    names: new Set([...allNotes, ...allTargets].map((each) => each.name)),
    again() {
      notes.retry();
      targets.retry();
    },
  };
}

/** The notes at their places between the periods of a chart; those of other days are left out. */
export function annotationsOf(notes: readonly Note[], spans: readonly Span[], today: number): readonly Annotation[] {
  return notes.flatMap(({ day, text }) => {
    const at = placeIn(spans, day);
    return at === null ? [] : [{ at, words: `${dayText(dayOf(day) ?? 0, today)}: ${text}` }];
  });
}

/** The period of a chart that a day is in, counted from the first; null: it is in none. A trailing window is at its last day. */
export function columnOf(spans: readonly Span[], day: string): number | null {
  const at = placeIn(spans, day);
  return at === null ? null : Math.round(at);
}

function placeIn(spans: readonly Span[], text: string): number | null {
  const day = dayOf(text);
  if (day === null) return null;
  const trailing = spans[0] !== undefined && trailingDays(spans[0].kind) !== null;
  for (const [index, { start, end }] of spans.entries()) {
    const [first, after] = [dayOf(start) ?? 0, dayOf(end) ?? 0];
    if (trailing ? day === after - 1 : day >= first && day < after)
      return trailing || after - first === 1 ? index : index - 0.5 + (day - first) / (after - first);
  }
  return null;
}

/** The targets as lines of a chart: those in its measure, of the stages it shows, or of everything where it shows that. */
export function targetLines(
  targets: readonly Target[],
  {
    measure,
    stages,
    shown,
  }: {
    readonly measure: "rate" | "count";
    /** All stages in their order, for colours. */
    readonly stages: readonly (string | null)[];
    /** The stages that have a line; null: one line has everything. */
    readonly shown: readonly (string | null)[];
  },
): readonly ChartTarget[] {
  return targets.flatMap((target) => {
    const stage = target.stage ?? null;
    const value = valueIn(target, measure);
    if (value === null || !shown.includes(stage)) return [];
    return [
      {
        value,
        words: stage === null ? `target ${targetText(target)}` : `${stageName(stage)} target ${targetText(target)}`,
        short: `target ${targetText(target)}`,
        colour: stage === null ? null : stageColours(stages.indexOf(stage), stages.length).ink,
      },
    ];
  });
}

/** “80%”, “400”. */
export function targetText({ rate, count: wanted }: Target): string {
  // A target of 33.3% has a decimal, one of 80% none.
  return rate === undefined ? count(wanted) : `${Number((rate * 100).toFixed(1))}%`;
}

/** How far a number is from its target: in points or clusters, above zero where it is more than was aimed at; null: there is no number. */
export function distanceTo(target: Target, share: Share | null): number | null {
  if (share === null) return null;
  if (target.rate === undefined) return target.count === undefined ? null : share.active - target.count;
  const rate = rateOf(share);
  return rate === null ? null : pointsBetween(rate, target.rate);
}

/** How the last period that has ended stands to a target: “October: 77.1%, 2.9 pts below”. */
export function standing(target: Target, report: Report, today: number): string {
  const period = report.totals.findLast((each) => each.period.complete && each.period.history !== "cut")?.period;
  if (period === undefined) return "no whole period is shown";
  const share =
    target.stage === undefined ? totalIn(report, keyOf(period)) : stageIn(report, keyOf(period), target.stage);
  const distance = distanceTo(target, share);
  const name = periodName(period, today);
  if (share === null || distance === null) return `${name}: nobody to count`;
  const is = target.rate === undefined ? count(share.active) : rateText(rateOf(share), share.of);
  return `${name}: ${is}, ${distanceText(distance, target)}`;
}

/** “2.9 pts below”, “12 above”, “reached exactly”. */
export function distanceText(distance: number, { rate }: Target): string {
  if (distance === 0) return "exactly that";
  const size = Math.abs(distance);
  const text = rate === undefined ? count(size) : `${signedPoints(size).replace("+", "")} pts`;
  return `${text} ${distance > 0 ? "above" : "below"}`;
}

function valueIn({ rate, count: wanted }: Target, measure: "rate" | "count"): number | null {
  if (measure === "rate") return rate === undefined ? null : rate * 100;
  return wanted ?? null;
}
