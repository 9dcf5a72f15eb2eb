import { dateText } from "./options.ts";
import type { DemoSettings } from "./options.ts";

/** A month of the generated company; days since 1970-01-01, `next` exclusive. */
export interface DemoMonth {
  readonly first: number;
  readonly next: number;
  /** Days of the whole month, also when the data ends before. */
  readonly length: number;
  /** How much is going on, in thousandths: the year's seasons and the company's growth. */
  readonly volume: number;
}

/** When things happen in the generated company. */
export interface Timeline {
  readonly months: readonly DemoMonth[];
  /** First and last day with activity. */
  readonly first: number;
  readonly last: number;
  /** The first day of each of the last four complete months: in each, some of the declining segment fall silent. */
  readonly decline: readonly number[];
  /** A campaign in the last complete month turns many leads into opportunities. */
  readonly campaign: { readonly first: number; readonly days: number };
}

/** Summer holidays and the turn of the year are quiet, spring and autumn are busy: thousandths, from January. */
const season = [960, 1000, 1060, 1030, 1020, 1000, 880, 800, 1060, 1090, 1060, 740];
/** Thousandths by which a month is livelier than the month before. */
const growth = 20;

/** The months, and the two stories told in them: a decline to discover and a campaign. */
export function timeline(settings: DemoSettings): Timeline {
  const [lastYear, lastMonth] = yearAndMonth(settings.lastDay);
  const start = lastYear * 12 + lastMonth - settings.months + 1;
  const months = Array.from({ length: settings.months }, (_, i): DemoMonth => {
    const first = firstOfMonth(start + i);
    const following = firstOfMonth(start + i + 1);
    const seasonal = season[(start + i) % 12] ?? 1000;
    return {
      first,
      next: Math.min(following, settings.lastDay + 1),
      length: following - first,
      volume: Math.floor((seasonal * (1000 + growth * i)) / 1000),
    };
  });
  const complete = months.filter((m) => m.next - m.first === m.length);
  const campaignMonth = complete.at(-1)?.first ?? settings.lastDay;
  return {
    months,
    first: firstOfMonth(start),
    last: settings.lastDay,
    decline: complete.slice(-4).map((m) => m.first),
    campaign: { first: campaignMonth + 2, days: 22 },
  };
}

function yearAndMonth(day: number): [number, number] {
  const text = dateText(day);
  return [Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1];
}

function firstOfMonth(monthsSinceYear0: number): number {
  return Date.UTC(Math.floor(monthsSinceYear0 / 12), monthsSinceYear0 % 12, 1) / 86_400_000;
}

/** The day of the week, 0 is Monday. */
export function weekday(day: number): number {
  return (day + 3) % 7;
}
