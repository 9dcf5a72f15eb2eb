import type { AccountStory } from "./company.ts";
import { dateText } from "./options.ts";
import { offsetOn, regions } from "./places.ts";
import type { Region } from "./places.ts";
import type { Timeline } from "./timeline.ts";

/** The CSV files of a generated company and their header lines. */
export const demoHeaders = {
  "accounts.csv": "account_id,name,region,plan,owner,created_at",
  "stages.csv": "cluster,stage,from",
  "memberships.csv": "member,cluster,valid_from,valid_to",
  "events.csv": "event_id,at,account_id,team,user_id,kind,product",
} as const;

/** The name of one of the CSV files. */
export type DemoFile = keyof typeof demoHeaders;

/** Writes down an account as lines of each file; remembers how many events it has numbered. */
export type RowWriter = (story: AccountStory) => Readonly<Record<DemoFile, readonly string[]>>;

const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));

/** A writer of lines for one company; events are numbered in the order they are written. */
export function rowWriter(time: Timeline): RowWriter {
  const days = dayTexts(time);
  let numbered = 0;
  return ({ account, steps, stays, events }) => {
    const clock = days[account.region];
    return {
      "accounts.csv": [
        `${account.id},${csvCell(account.name)},${account.region},${account.plan},${account.owner},${dateText(account.created)}\n`,
      ],
      "stages.csv": steps.map((s) => `${account.id},${s.stage ?? ""},${dateText(s.day)}\n`),
      "memberships.csv": stays.map(
        (s) => `${s.user},${s.team},${dateText(s.from)},${s.to === null ? "" : dateText(s.to)}\n`,
      ),
      "events.csv": events.map((e) => {
        const { date, offset } = clock[e.day - time.first] as DayText;
        const id = String(++numbered).padStart(8, "0");
        return `e-${id},${date}T${clockText(e.second)}${offset},${account.id},${e.team},${e.user},${e.kind},${e.product}\n`;
      }),
    };
  };
}

interface DayText {
  readonly date: string;
  readonly offset: string;
}

function dayTexts(time: Timeline): Record<Region, DayText[]> {
  const of = (region: Region) =>
    Array.from({ length: time.last - time.first + 1 }, (_, i) => ({
      date: dateText(time.first + i),
      offset: offsetOn(region, time.first + i),
    }));
  return Object.fromEntries(regions.map((r) => [r, of(r)])) as Record<Region, DayText[]>;
}

function clockText(second: number): string {
  const minute = Math.floor(second / 60);
  return `${twoDigits[Math.floor(minute / 60)] ?? ""}:${twoDigits[minute % 60] ?? ""}:${twoDigits[second % 60] ?? ""}`;
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
