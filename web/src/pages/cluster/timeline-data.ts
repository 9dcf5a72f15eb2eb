import { type Day, dayOf, localDay } from "../../calendar/days.ts";
import { trailingDays } from "../../calendar/periods.ts";
import { stageColours } from "../../charts/colours.ts";
import type { Setting } from "../../data/setting.ts";
import { stageName } from "../../words/names.ts";
import type { ClusterData } from "./cluster-data.ts";

/** Where a period is drawn. */
export interface Place {
  readonly name: string;
  readonly period: ClusterData["periods"][number]["period"];
  readonly x: number;
  readonly width: number;
  /** Whether there is room for its name. */
  readonly shown: boolean;
}

/** A timeline in CSS pixels. */
export interface Drawn {
  readonly left: number;
  readonly right: number;
  readonly narrow: boolean;
  readonly periods: readonly Place[];
  /** What has not happened yet, where a period is under way. */
  readonly band: { readonly x: number; readonly width: number } | null;
  readonly stages: readonly {
    readonly name: string;
    readonly label: string;
    readonly x: number;
    readonly width: number;
    readonly colour: string;
    readonly ink: string;
  }[];
  readonly days: readonly { readonly x: number; readonly width: number; readonly height: number }[];
  /** Times without activity that are long enough to be named. */
  readonly gaps: readonly { readonly x: number; readonly days: number }[];
  readonly members: {
    readonly last: number;
    readonly x: number;
    readonly y: (row: number) => number;
    readonly path: (row: number) => string;
  } | null;
  readonly activeDays: number;
  /** The longest time without activity, in days; null: there was none. */
  readonly longest: number | null;
}

interface Around {
  readonly setting: Setting;
  readonly width: number;
  readonly stages: readonly string[];
}

/** Where everything of a cluster's timeline is drawn in a width. */
export function drawnOf(cluster: ClusterData, around: Around): Drawn {
  const { setting, width } = around;
  const narrow = width < 520;
  const [left, right] = [narrow ? 0 : 72, Math.max(100, width)];
  const first = dayOf(cluster.periods[0]?.period.start ?? "") ?? setting.cut - 1;
  const last = dayOf(cluster.periods.at(-1)?.period.end ?? "") ?? setting.cut;
  const x = (day: Day): number =>
    left + ((Math.min(last, Math.max(first, day)) - first) / (last - first)) * (right - left);
  const days = cluster.days.flatMap(({ day, events }) => {
    const at = dayOf(day);
    return at === null ? [] : [{ day: at, events }];
  });
  const gaps = gapsOf(
    days.map((each) => each.day),
    first,
    Math.min(last, setting.cut),
  );
  const most = Math.max(1, ...days.map((each) => each.events));
  const wide = Math.max(1, (right - left) / (last - first) - 0.5);
  const open = setting.cut < last;
  return {
    left,
    right,
    narrow,
    periods: placesOf(cluster, x),
    band: open ? { x: x(setting.cut), width: right - x(setting.cut) } : null,
    stages: stagesOf(cluster, around, { x, first, last }),
    days: days.map(({ day, events }) => ({ x: x(day), width: wide, height: 6 + 18 * Math.sqrt(events / most) })),
    gaps: gaps
      .filter((gap) => x(gap.to) - x(gap.from) > 92)
      .map((gap) => ({ x: (x(gap.from) + x(gap.to)) / 2, days: gap.to - gap.from })),
    members: membersOf(cluster, setting, { x, first, last: Math.min(last, setting.cut) }),
    activeDays: days.length,
    longest: gaps.length === 0 ? null : Math.max(...gaps.map((gap) => gap.to - gap.from)),
  };
}

/** The rows of a timeline, from the top, by the middle of each. */
export function rowsOf(drawn: Drawn) {
  const hasStages = drawn.stages.length > 0;
  const stage = 40;
  const members = hasStages ? 92 : 52;
  const activity = (drawn.members === null ? members - 18 : members + 46) + 2;
  const counts = activity + 44;
  const names: readonly (readonly [string, number])[] = [
    ...(hasStages ? [["Stage", stage] as const] : []),
    ...(drawn.members === null ? [] : [["Members", members] as const]),
    ["Activity", activity + 2],
    ["Counts", counts],
  ];
  return { stage, members, activity, counts, names: drawn.narrow ? [] : names, height: counts + 16 };
}

function placesOf(cluster: ClusterData, x: (day: Day) => number): readonly Place[] {
  let free = -1;
  return cluster.periods.map(({ name, period }) => {
    const [start, end] = [dayOf(period.start) ?? 0, dayOf(period.end) ?? 0];
    // Trailing windows overlap: each stands at its last day.
    const from = x(trailingDays(period.kind) === null ? start : end - 1);
    const width = x(end) - from;
    const middle = from + width / 2;
    const shown = middle - 16 > free;
    if (shown) free = middle + 16;
    return { name, period, x: from, width, shown };
  });
}

function stagesOf(
  cluster: ClusterData,
  { setting, stages }: Around,
  { x, first, last }: { readonly x: (day: Day) => number; readonly first: Day; readonly last: Day },
): Drawn["stages"] {
  return cluster.stages.flatMap(({ stage, from, to }) => {
    const start = from === null ? first : localDay(Date.parse(from), setting.zone);
    const end = Math.min(to === null ? last : localDay(Date.parse(to), setting.zone), setting.cut, last);
    if (stage === null || end <= first || start >= end) return [];
    const width = x(end) - x(start);
    const place = stages.indexOf(stage);
    const colours = place < 0 ? { mark: "var(--text-3)", ink: "var(--text-2)" } : stageColours(place, stages.length);
    const name = stageName(stage);
    const fits = width > name.length * 7 + 8;
    return [{ name, label: fits ? name : "", x: x(start), width, colour: colours.mark, ink: colours.ink }];
  });
}

/** Times of at least two days between active days, and after the last one. */
function gapsOf(days: readonly Day[], first: Day, end: Day): readonly { readonly from: Day; readonly to: Day }[] {
  const marks = days.filter((day) => day >= first && day < end).toSorted((a, b) => a - b);
  return marks.flatMap((day, index) => {
    const next = marks[index + 1] ?? end;
    return next - day > 2 ? [{ from: day + 1, to: next }] : [];
  });
}

function membersOf(
  cluster: ClusterData,
  setting: Setting,
  { x, first, last }: { readonly x: (day: Day) => number; readonly first: Day; readonly last: Day },
): Drawn["members"] {
  if (cluster.members.length === 0 || cluster.members.length < cluster.members_all) return null;
  const day = (instant: string | null, otherwise: Day): Day =>
    instant === null ? otherwise : localDay(Date.parse(instant), setting.zone);
  const changes = new Map<Day, number>();
  for (const each of cluster.members) {
    const [from, to] = [Math.max(first, day(each.from, first)), day(each.to, last + 1)];
    if (from > last || to <= first) continue;
    changes.set(from, (changes.get(from) ?? 0) + 1);
    if (to <= last) changes.set(to, (changes.get(to) ?? 0) - 1);
  }
  let now = 0;
  const steps = [...changes].toSorted((a, b) => a[0] - b[0]).map(([at, by]) => ({ at, n: (now += by) }));
  const most = Math.max(1, ...steps.map((each) => each.n));
  const y = (row: number, n: number): number => row + 12 - (n / most) * 20;
  return {
    last: now,
    x: x(last),
    y: (row) => y(row, now),
    path: (row) =>
      `${steps.map(({ at, n }, index) => `${index === 0 ? "M" : "H"}${x(at)}${index === 0 ? "," : "V"}${y(row, n)}`).join("")}H${x(last)}`,
  };
}
