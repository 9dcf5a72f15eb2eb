/** How the values of one shape are read as dates. */
export interface DateForm {
  /** Forms of one family may stand in one column; families may not mix. */
  readonly family: string;
  /** A strptime format; `%1` and `%2` stand for day and month in an order not known yet. Null: the engine's own ISO reading. */
  readonly format: string | null;
  /** Whether the value names an instant: by an offset, or by words that mean UTC. */
  readonly zone: "none" | "offset" | "utc";
}

const months = "January|February|March|April|May|June|July|August|September|October|November|December";
const shortMonths = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";
const days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
const shortDays = "Mon|Tue|Wed|Thu|Fri|Sat|Sun";

const time = "(?<gap>,? +|T)(?<time>99?:99(?::99(?:\\.9{1,9})?)?)(?<half> ?[ap]m)?";
const zone = "(?<zone> ?(?:Z|UTC|GMT)| ?[+-]99:?99)?";
const tail = `(?:${time}${zone})?$`;

const isoPattern = /^9999-99?-99?(?:[T ]99?:99(?::99(?:[.,]9{1,9})?)?(?<zone> ?(?:Z|UTC|GMT)| ?[+-]99(?::?99)?)?)?$/i;

/** The same as {@link formOf} takes for ISO, for values instead of shapes, as the engine's regular expression. */
export const isoValuePattern =
  "\\d{4}-\\d{1,2}-\\d{1,2}([Tt ]\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?( ?([Zz]|UTC|GMT)| ?[+-]\\d{2}(:?\\d{2})?)?)?";

interface Pattern {
  readonly pattern: RegExp;
  readonly family: (parts: Readonly<Record<string, string | undefined>>) => string;
  readonly format: (parts: Readonly<Record<string, string | undefined>>) => string;
}

const yearOf = (year: string | undefined): string => (year?.length === 2 ? "%y" : "%Y");
const dayName = (name: string | undefined): string =>
  name === undefined ? "" : name.replace(/^[a-z]+/i, (word) => (word.length === 3 ? "%a" : "%A"));
const monthName = (name: string | undefined): string => (name?.length === 3 ? "%b" : "%B");

const patterns: readonly Pattern[] = [
  {
    pattern: new RegExp(`^9999(?<sep>[/.])99?\\k<sep>99?${tail}`, "i"),
    family: (p) => `year${p["sep"]}month${p["sep"]}day`,
    format: (p) => `%Y${p["sep"]}%m${p["sep"]}%d`,
  },
  {
    pattern: new RegExp(`^99?(?<sep>[-/.])99?\\k<sep>(?<year>9999|99)${tail}`, "i"),
    family: (p) => `two${p["sep"]}${p["year"]}`,
    format: (p) => `%1${p["sep"]}%2${p["sep"]}${yearOf(p["year"])}`,
  },
  {
    pattern: new RegExp(
      `^(?<name>(?:${shortDays}|${days}),? )?99?(?<sep>[-/ ])(?<month>${months}|${shortMonths})(?<sep2>[-/ ]|, )(?<year>9999|99)${tail}`,
      "i",
    ),
    family: () => "day month-name year",
    format: (p) => `${dayName(p["name"])}%d${p["sep"]}${monthName(p["month"])}${p["sep2"]}${yearOf(p["year"])}`,
  },
  {
    pattern: new RegExp(
      `^(?<name>(?:${shortDays}|${days}),? )?(?<month>${months}|${shortMonths}) 99?(?<sep>,? )9999${tail}`,
      "i",
    ),
    family: () => "month-name day year",
    format: (p) => `${dayName(p["name"])}${monthName(p["month"])} %d${p["sep"]}%Y`,
  },
  {
    pattern: /^9{8}T(?<clock>9999(?:99)?)(?<zone>Z)?$/i,
    family: () => "compact",
    format: (p) => `%Y%m%dT${p["clock"]?.length === 4 ? "%H%M" : "%H%M%S"}`,
  },
  {
    pattern: new RegExp(
      `^(?<name>${shortDays}) (?<month>${shortMonths}) {1,2}99? 99:99:99 9999(?<zone> [+-]9999)?$`,
      "i",
    ),
    family: () => "month-name day year",
    format: () => "%a %b %d %H:%M:%S %Y",
  },
];

/**
 * How values of a shape are read: a shape is a value with every digit turned
 * into 9. Null when it is no date of a usual kind, `digits` when it is a number.
 *
 * @example
 * ```ts
 * formOf("99/99/9999 99:99"); // { family: "two/9999", format: "%1/%2/%Y %H:%M", zone: "none" }
 * ```
 */
export function formOf(shape: string): DateForm | "digits" | null {
  if (/^-?9+(\.9+)?$/.test(shape)) return "digits";
  const iso = isoPattern.exec(shape);
  if (iso !== null)
    return { family: "iso", format: null, zone: iso.groups?.["zone"] === undefined ? "none" : "offset" };
  for (const { pattern, family, format } of patterns) {
    const parts = pattern.exec(shape)?.groups;
    if (parts === undefined) continue;
    const zoned = parts["zone"];
    const kind = zoned === undefined ? "none" : /9/.test(zoned) ? "offset" : "utc";
    return { family: family(parts), format: format(parts) + timeFormat(parts) + zoneFormat(zoned), zone: kind };
  }
  return null;
}

function timeFormat(parts: Readonly<Record<string, string | undefined>>): string {
  const clock = parts["time"];
  if (clock === undefined) return "";
  const half = parts["half"];
  const colons = clock.split(":").length - 1;
  const seconds = colons < 2 ? "" : clock.includes(".") ? ":%S.%f" : ":%S";
  const ampm = half === undefined ? "" : half.startsWith(" ") ? " %p" : "%p";
  return `${parts["gap"]}${half === undefined ? "%H" : "%I"}:%M${seconds}${ampm}`;
}

function zoneFormat(zoned: string | undefined): string {
  if (zoned === undefined) return "";
  return zoned.replace(/[+-].*/, "%z");
}
