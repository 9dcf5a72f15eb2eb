import { type Day, dayOf, partsOf } from "../calendar/days.ts";
import { keyOf, type Span, trailingDays } from "../calendar/periods.ts";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const longMonths = "January February March April May June July August September October November December".split(" ");
const weekdays = "Mon Tue Wed Thu Fri Sat Sun".split(" ");
const dash = "\u2013";

/** “21 Nov”, with the year where it is not the year of `today`. */
export function dayText(day: Day, today: Day): string {
  const { year, month, date } = partsOf(day);
  return `${date} ${months[month - 1]}${year === partsOf(today).year ? "" : ` ${year}`}`;
}

/** “Thu 12 Nov”. */
export function weekdayText(day: Day, today: Day): string {
  return `${weekdays[(((day + 3) % 7) + 7) % 7]} ${dayText(day, today)}`;
}

/** “1–21 Nov”, “28 Oct–3 Nov”: both days are in it. */
export function rangeText(first: Day, last: Day, today: Day, style: "short" | "long" = "short"): string {
  const [a, b] = [partsOf(first), partsOf(last)];
  const names = style === "long" ? longMonths : months;
  const year = b.year === partsOf(today).year ? "" : ` ${b.year}`;
  const end = `${b.date} ${names[b.month - 1]}${year}`;
  if (first === last) return end;
  if (a.year !== b.year) return `${a.date} ${names[a.month - 1]} ${a.year}${dash}${end}`;
  return a.month === b.month ? `${a.date}${dash}${end}` : `${a.date} ${names[a.month - 1]}${dash}${end}`;
}

/** What a period is called in running text: “November”, “October 2025”, “W47”, “Q4 2026”, “30 days to 21 Nov”. */
export function periodName(span: Span, today: Day): string {
  const start = dayOf(span.start) ?? 0;
  const { year, month, date } = partsOf(start);
  const trailing = trailingDays(span.kind);
  const last = (dayOf(span.end) ?? start + 1) - 1;
  if (trailing !== null) return `${trailing} ${trailing === 1 ? "day" : "days"} to ${dayText(last, today)}`;
  const suffix = year === partsOf(today).year ? "" : ` ${year}`;
  if (span.kind === "month" && date === 1) return `${longMonths[month - 1]}${suffix}`;
  const key = keyOf(span);
  if (span.kind === "week" && key.includes("W")) return `${key.slice(5)}, ${rangeText(start, last, today)}`;
  if (span.kind === "quarter" && key.includes("Q")) return `${key.slice(5)} ${key.slice(0, 4)}`;
  if (span.kind === "year" && key.length === 4) return key;
  return rangeText(start, last, today);
}

/** The same, short, for controls: “Nov 2026”, “W47 2026”. */
export function periodLabel(span: Span, today: Day): string {
  const start = dayOf(span.start) ?? 0;
  const { year, month, date } = partsOf(start);
  if (trailingDays(span.kind) !== null) return periodName(span, today);
  if (span.kind === "month" && date === 1) return `${months[month - 1]} ${year}`;
  const key = keyOf(span);
  if (span.kind === "week" && key.includes("W")) return `${key.slice(5)} ${key.slice(0, 4)}`;
  return periodName(span, today);
}

/** The tick under a period: one line, and a second where the reader needs the year. */
export function tickText(span: Span, isFirst: boolean): { readonly label: string; readonly year: string | null } {
  const start = dayOf(span.start) ?? 0;
  const { year, month, date } = partsOf(start);
  const key = keyOf(span);
  if (span.kind === "month" && date === 1)
    return { label: months[month - 1] ?? "", year: isFirst || month === 1 ? String(year) : null };
  if (span.kind === "week" && key.includes("W"))
    return { label: key.slice(5), year: isFirst || key.endsWith("W01") ? key.slice(0, 4) : null };
  if (span.kind === "quarter" && key.includes("Q"))
    return { label: key.slice(5), year: isFirst || key.endsWith("Q1") ? key.slice(0, 4) : null };
  if (span.kind === "year" && key.length === 4) return { label: key, year: null };
  const at = trailingDays(span.kind) === null ? start : (dayOf(span.end) ?? start) - 1;
  const parts = partsOf(at);
  return { label: `${parts.date} ${months[parts.month - 1]}`, year: isFirst ? String(parts.year) : null };
}

/** “22 Nov, 05:00 UTC” of an instant, in the definition's zone. */
export function instantText(instant: string, zone: string, today: Day): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(new Date(time))
      .map(({ type, value }) => [type, value]),
  );
  const day = dayOf(`${parts["year"]}-${parts["month"]}-${parts["day"]}`) ?? today;
  return `${dayText(day, today)}, ${parts["hour"]}:${parts["minute"]} ${zoneName(zone)}`;
}

/** “22 days”. */
export function daysText(days: number): string {
  return `${days} ${days === 1 ? "day" : "days"}`;
}

/** The name of a zone as it is read: “UTC”, “Berlin time”. */
export function zoneName(zone: string): string {
  if (zone === "UTC" || zone === "Etc/UTC") return "UTC";
  return `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}
