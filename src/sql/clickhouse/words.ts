/** What our types are called. Instants are whole microseconds since 1970 UTC, dates whole days: exact, and of any year. */
export const types: ReadonlyMap<string, string> = new Map([
  ["varchar", "String"],
  ["bigint", "Int64"],
  ["integer", "Int32"],
  ["hugeint", "Int128"],
  ["double", "Float64"],
  ["boolean", "Bool"],
  ["timestamp", "Int64"],
  ["date", "Int64"],
]);

/** The first and the last instant there are. */
export const infinities: ReadonlyMap<string, string> = new Map([
  ["'-infinity'", "(-9223372036854775807)"],
  ["'infinity'", "9223372036854775807"],
]);

/** Functions that are called otherwise, or not at all: from arguments to a call. */
export const functions: ReadonlyMap<string, (args: readonly string[]) => string> = new Map([
  ...same([
    "sum",
    "min",
    "max",
    "coalesce",
    "nullif",
    "abs",
    "greatest",
    "least",
    "row_number",
    "rank",
    "any_value",
    "first_value",
    "range",
    "round",
    "floor",
    "pow",
    "ln",
  ]),
  ...renamed({
    arg_max: "argMax",
    arg_min: "argMin",
    bool_or: "max",
    bool_and: "min",
    bit_or: "groupBitOr",
    bit_count: "bitCount",
    divide: "intDiv",
    lower: "lowerUTF8",
    upper: "upperUTF8",
    length: "lengthUTF8",
    unnest: "arrayJoin",
    list_extract: "arrayElement",
    list: "groupArray",
    nfc_normalize: "normalizeUTF8NFC",
    to_json: "toJSONString",
  }),
  ["median", ([value = ""]) => `quantileExactInclusive(0.5)(${value})`],
  ["count", (args) => `count(${args[0] === "*" ? "" : args.join(", ")})`],
  [
    "of_this_shard",
    ([key = ""]) =>
      `(reinterpretAsUInt64(substring(MD5(ifNull(${key}, '')), 1, 8)) % {shards:UInt64} = {shard:UInt64})`,
  ],
  // Keys and numbers that are never null are compared without looking whether they are.
  ["never_null", ([value = ""]) => `assumeNotNull(${value})`],
  ["stretches_of", ([days = "", window = "", least = ""]) => stretches(days, { window, least })],
  ["begin_of", ([stretch = ""]) => `tupleElement(${stretch}, 1)`],
  ["end_of", ([stretch = ""]) => `tupleElement(${stretch}, 2)`],
  ["isfinite", ([at = ""]) => `(${at} > -9223372036854775807 and ${at} < 9223372036854775807)`],
  ["string_agg", stringAgg],
  ["regexp_replace", ([text = "", of = "", by = ""]) => `replaceRegexpAll(${text}, ${of}, ${by})`],
  ["strftime", ([at = "", format = ""]) => written(at, format)],
  ["make_timestamp", (args) => `(${args.join(", ")})`],
  ["epoch_us", (args) => `(${args.join(", ")})`],
  // Without a row to look at there is none, not zero.
  ["lag", ([first = "", ...rest]) => `lag(${[`toNullable(${first})`, ...rest].join(", ")})`],
  ["lead", ([first = "", ...rest]) => `lead(${[`toNullable(${first})`, ...rest].join(", ")})`],
  ["last_value", ([value = ""]) => ignoringNulls("last_value", value)],
  ["trim", (args) => trimmed(args)],
]);

/** Words that may stand before a bracket and call nothing. */
export const openers: ReadonlySet<string> = new Set([
  ..."all and any as between by case cross distinct else end except except exists filter from group having".split(" "),
  ..."ilike in inner interval is join left like limit not on or order outer over partition qualify replace".split(" "),
  ..."right rows select set then union using values when where window with null".split(" "),
]);

function same(names: readonly string[]): (readonly [string, (args: readonly string[]) => string])[] {
  return names.map((name) => [name, (args) => `${name}(${args.join(", ")})`]);
}

function renamed(names: Readonly<Record<string, string>>): (readonly [string, (args: readonly string[]) => string])[] {
  return Object.entries(names).map(([name, called]) => [name, (args) => `${called}(${args.join(", ")})`]);
}

function ignoringNulls(name: string, value: string): string {
  const of = value.replace(/ ignore nulls$/i, "");
  return `${name}(${of})${of === value ? "" : " ignore nulls"}`;
}

/** Blanks of all kinds, or the characters that are named. */
function trimmed([text = "", characters]: readonly string[]): string {
  return characters === undefined ? `trimBoth(${text})` : `trimBoth(${text}, ${characters})`;
}

/**
 * The stretches of days, from the first to after the last, on which at least so
 * many of the days given lie within the window that ends there: those that touch are one.
 */
function stretches(given: string, { window, least }: { readonly window: string; readonly least: string }): string {
  // With one day, each day is enough for the window that it begins.
  const one = least === "1";
  const days = one ? `arraySort(${given})` : `arrayCompact(arraySort(${given}))`;
  const from = `arraySlice(${days}, ${least})`;
  const to = `arrayMap(x -> x + ${window}, arraySlice(${days}, 1, greatest(toInt64(length(${days})) - ${least} + 1, 0)))`;
  const begins = one ? days : `arrayFilter((x, y) -> y > x, ${from}, ${to})`;
  const ends = one ? `arrayMap(x -> x + ${window}, ${days})` : `arrayFilter((y, x) -> y > x, ${to}, ${from})`;
  const first = `arrayFilter((x, p) -> x > p, ${begins}, arrayResize(arrayPushFront(${ends}, toInt64(-2147483648)), length(${ends})))`;
  const last = `arrayFilter((y, n) -> n > y, ${ends}, arraySlice(arrayPushBack(${begins}, toInt64(2147483647)), 2))`;
  return `arrayZip(${first}, ${last})`;
}

/** `string_agg(text, separator order by keys)`. */
function stringAgg([value = "", separator = "", ...more]: readonly string[]): string {
  const [, between = separator, first] = /^(.*?) order by (.*)$/s.exec(separator) ?? [];
  const keys = (first === undefined ? [] : [first, ...more]).map((key) => key.replace(/^(.*) desc$/s, "-($1)"));
  const [list, of] = value.startsWith("distinct ")
    ? ["groupUniqArray", value.slice("distinct ".length)]
    : ["groupArray", value];
  const place = keys.length + 1;
  return `arrayStringConcat(arrayMap(t -> tupleElement(t, ${place}), arraySort(${list}(tuple(${[...keys, of].join(", ")})))), ${between})`;
}

/** An instant as text. ClickHouse writes the years 1900 to 2299; what lies outside is told so. */
function written(at: string, format: string): string {
  const inside = `${at} >= -2208988800000000 and ${at} < 10413792000000000`;
  const text = `formatDateTime(fromUnixTimestamp64Micro(${at}, 'UTC'), ${format.replaceAll("%M", "%i")})`;
  return `case when ${at} is null then null when ${inside} then ${text} when ${at} > 0 then 'after 2299' else 'before 1900' end`;
}

const day = 86_400_000_000;

/** The date of an instant: whole days since 1970, also before. */
export function dateOf(at: string): string {
  // With a sign: the remainder of one without is that of another number.
  return `intDiv(${at} - positiveModulo(${at}, toInt64(${day})), ${day})`;
}

/** The days since 1970 of a date that is written out. */
export function writtenDate(text: string): string {
  if (text === "infinity") return "2147483647";
  return String(Date.parse(`${text}T00:00:00Z`) / 86_400_000);
}
