import { type TimelinePeriod, commonDays, overPeriods } from "../query/timeline.ts";
import { type Fragment, raw, sql } from "../sql/fragment.ts";
import { tables } from "./names.ts";

/**
 * The statement that lists the periods:
 * `smac_period(i, start_day, end_day, whole_start, whole_end, start_at, end_at,
 * whole_start_at, whole_end_at, days_so_far, whole_days_so_far, day_unit, reported, used, clipped)`.
 * `used` marks those that `over` takes together; a weight in days times
 * `day_unit` compares across periods of different length.
 * All numbers are our own, none is a person's.
 */
export function periodStatement(periods: readonly TimelinePeriod[]): Fragment {
  const reported = periods.filter((p) => p.reported);
  const used = new Set(overPeriods(reported));
  const common = commonDays([...used]);
  return tableOf(tables.period, periods, [
    ["i", (p) => String(p.index)],
    ["start_day", (p) => String(p.start)],
    ["end_day", (p) => String(p.end)],
    ...wholeDays,
    ["start_us", (p) => String(p.startAt)],
    ["end_us", (p) => String(p.endAt)],
    ...wholeInstants,
    ["whole_days_so_far", (p) => String(p.wholeDaysSoFar)],
    ["days_so_far", (p) => String(p.daysSoFar)],
    ["day_unit", (p) => (used.has(p) ? String(common / BigInt(Math.max(p.daysSoFar, 1))) : "0")],
    ["used", (p) => String(used.has(p))],
    ["reported", (p) => String(p.reported)],
    ["clipped", (p) => String(p.clipped)],
  ]);
}

/** The statement that lists periods as wholes, whatever is asked of them: `smac_whole_period`, with those columns of `smac_period` that say so. */
export function wholePeriodStatement(periods: readonly TimelinePeriod[]): Fragment {
  return tableOf(tables.wholePeriod, periods, [["i", (p) => String(p.index)], ...wholeDays, ...wholeInstants]);
}

type Column = readonly [name: string, value: (period: TimelinePeriod) => string];

const wholeDays: readonly Column[] = [
  ["whole_start", (p) => String(p.whole.start)],
  ["whole_end", (p) => String(p.whole.end)],
];
const wholeInstants: readonly Column[] = [
  ["whole_start_us", (p) => String(p.wholeStartAt)],
  ["whole_end_us", (p) => String(p.wholeEndAt)],
];

/** Instants stand as microseconds in columns that end so. */
function tableOf(table: string, periods: readonly TimelinePeriod[], columns: readonly Column[]): Fragment {
  const lists = columns.map(
    ([name, value]) => `list_extract([${periods.map(value).join(", ")}]::${typeOf(name)}[], n) as ${name}`,
  );
  const instants = columns.map(([name]) => name).filter((name) => name.endsWith("_us"));
  const at = instants.map((name) => `make_timestamp(${name}) as ${name.replace(/_us$/, "_at")}`);
  return sql`create or replace temp table ${raw(table)} as
select * exclude (${raw(instants.join(", "))}), ${raw(at.join(",\n  "))}
from (select ${raw(lists.join(",\n  "))} from (select unnest(range(1, ${periods.length + 1})) as n))`;
}

function typeOf(name: string): string {
  if (name.endsWith("_us")) return "bigint";
  if (name === "day_unit") return "hugeint";
  return ["reported", "used", "clipped"].includes(name) ? "boolean" : "integer";
}
