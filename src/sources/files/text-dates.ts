import type { Engine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import { textLiteral } from "../../sql/quote.ts";
import { bothFormats, dayOrder, orderedForm } from "./date-order.ts";
import type { OrderFacts } from "./date-order.ts";
import { hasIsoOffset, isNullWord, isoInstant, isoLocal, utcOf } from "./date-reading.ts";
import type { DateReading, Spread } from "./date-reading.ts";
import { formOf, isoValuePattern } from "./date-shapes.ts";
import type { DateForm } from "./date-shapes.ts";
import { numberReading } from "./number-dates.ts";
import type { FileTable } from "./table-spec.ts";

/** A text column whose dates are asked for. */
export interface TextColumn {
  readonly engine: Engine;
  readonly table: FileTable;
  /** SQL for the trimmed value. */
  readonly value: string;
  /** What messages call the column, e.g. `--at “date”`. */
  readonly label: string;
  /** Where some values are written, for messages: up to five rows that meet a condition. */
  readonly places: (condition: string) => Promise<string[]>;
}

/**
 * How the text of a column is read as dates, from all its values. Dates whose
 * order of day and month is open are decided by the values, or not at all.
 *
 * @throws SmacError `INPUT_AMBIGUOUS_DATE`, `INPUT_MIXED_DATES`, `INPUT_BAD_DATE` when no value is a date.
 */
export async function textReading(column: TextColumn): Promise<DateReading> {
  const shapes = await shapesOf(column);
  const forms = new Map<string, { form: DateForm; count: number; shapes: string[] }>();
  let digits = 0;
  for (const { shape, count } of shapes) {
    const form = formOf(shape);
    if (form === "digits") digits += count;
    else if (form !== null) {
      const known = forms.get(JSON.stringify(form));
      forms.set(JSON.stringify(form), {
        form,
        count: count + (known?.count ?? 0),
        shapes: [...(known?.shapes ?? []), shape],
      });
    }
  }
  const found = [...forms.values()].sort((a, b) => b.count - a.count);
  const families = new Set([...found.map(({ form }) => form.family), ...(digits > 0 ? ["digits"] : [])]);
  if (families.size === 0) throw await noDates(column, shapes);
  if (families.size > 1) throw await mixed(column, shapes);
  if (digits > 0)
    return numberReading(column, `try_cast(${column.value} AS DOUBLE)`, `try_cast(${column.value} AS BIGINT)`);
  const family = found[0]?.form.family ?? "";
  if (family === "iso")
    return isoReading(
      column.value,
      found.map(({ form }) => form),
    );
  if (!family.startsWith("two"))
    return formatReading(
      column.value,
      found.map(({ form }) => form),
      null,
    );
  return orderedReading(column, found);
}

const secondsPattern = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?";
const plainPattern = `\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d)?|${secondsPattern}`;

/** Columns of nothing but usual ISO times, the common case, in one cheap pass. */
export async function plainIso(
  column: Pick<TextColumn, "engine" | "table" | "value">,
): Promise<DateReading | undefined> {
  const { value } = column;
  const [row] = await column.engine.rows<Spread & { filled: number; words: number; naive: number; zoned: number }>(
    `SELECT count(*) FILTER (kind <> 'empty') AS filled, count(*) FILTER (kind = 'word') AS words, count(naive) AS naive, count(zoned) AS zoned,
       min(naive) AS "localFirst", max(naive) AS "localLast", min(zoned) AS first, max(zoned) AS last
     FROM (SELECT kind, CASE kind WHEN 'naive' THEN try_cast(value AS TIMESTAMP) END AS naive, CASE kind WHEN 'zoned' THEN try_cast(value AS TIMESTAMPTZ) END AS zoned
       FROM (SELECT ${value} AS value, CASE WHEN regexp_full_match(${value}, ${textLiteral(plainPattern)}) THEN 'naive'
         WHEN regexp_full_match(${value}, ${textLiteral(`${secondsPattern}(Z|[+-]\\d\\d:\\d\\d)`)}) THEN 'zoned'
         WHEN coalesce(${value}, '') = '' THEN 'empty' WHEN ${isNullWord(value)} THEN 'word' ELSE 'other' END AS kind FROM ${column.table.relation}))`,
  );
  if (row === undefined || row.filled === row.words || row.naive + row.zoned + row.words < row.filled) return undefined;
  const kinds = [...(row.naive > 0 ? ["none" as const] : []), ...(row.zoned > 0 ? ["offset" as const] : [])];
  const { localFirst, localLast, first, last } = row;
  return {
    ...isoColumn(value, kinds, { lenient: false }),
    seen: { spread: { localFirst, localLast, first, last }, words: row.words },
  };
}

interface Shape {
  readonly shape: string;
  readonly count: number;
}

/** More shapes than this are no dates of any kind. */
const shapeLimit = 5000;

async function shapesOf(column: TextColumn): Promise<Shape[]> {
  const { value } = column;
  return column.engine.rows<Shape>(
    `SELECT translate(${value}, '012345678', '999999999') AS shape, count(*) AS count
     FROM ${column.table.relation} WHERE ${value} <> '' AND NOT ${isNullWord(value)}
     GROUP BY shape ORDER BY count DESC, shape LIMIT ${shapeLimit}`,
  );
}

/** ISO dates and times, with or without an offset, whatever else the column holds: that is no date. */
export function isoText(value: string): DateReading {
  return isoColumn(guarded(value), ["none", "offset"], { lenient: true });
}

function guarded(value: string): string {
  return `CASE WHEN regexp_full_match(${value}, ${textLiteral(isoValuePattern)}) THEN ${value} END`;
}

function isoReading(value: string, forms: readonly DateForm[]): DateReading {
  return isoColumn(guarded(value), [...new Set(forms.map((form) => form.zone))], { lenient: true });
}

function isoColumn(value: string, kinds: readonly DateForm["zone"][], options: { lenient: boolean }): DateReading {
  const local = kinds.includes("none") ? isoLocal(value, options) : null;
  const instant = kinds.some((kind) => kind !== "none") ? isoInstant(value, options) : null;
  return { local, instant, isInstant: local !== null && instant !== null ? hasIsoOffset(value) : null, note: null };
}

function formatReading(value: string, forms: readonly DateForm[], note: string | null): DateReading {
  const parse = (form: DateForm): string => `try_strptime(${value}, ${textLiteral(form.format ?? "")})`;
  const any = (parts: readonly string[]): string | null =>
    parts.length === 0 ? null : parts.length === 1 ? (parts[0] ?? null) : `coalesce(${parts.join(", ")})`;
  const local = any(forms.filter((form) => form.zone === "none").map(parse));
  const zoned = forms.filter((form) => form.zone !== "none");
  const instant = any(zoned.map((form) => (form.zone === "offset" ? utcOf(parse(form)) : parse(form))));
  return { local, instant, isInstant: local !== null && instant !== null ? `(${instant}) IS NOT NULL` : null, note };
}

async function orderedReading(column: TextColumn, found: readonly { form: DateForm }[]): Promise<DateReading> {
  const forms = found.map(({ form }) => form);
  const [, separator = "/", year = "9999"] = /^two(.)(9+)$/.exec(forms[0]?.family ?? "") ?? [];
  const facts = await orderFacts(column, separator);
  const answer = dayOrder(facts, year.length === 4 ? 4 : 2);
  const [dayFirst, monthFirst] = bothFormats(forms[0] as DateForm);
  if (answer.order === "contradiction") throw await contradiction(column, separator);
  if (answer.order === "ambiguous") {
    const [a, b] = answer.example.split(separator);
    throw new SmacError(
      "INPUT_AMBIGUOUS_DATE",
      `${column.label}: “${answer.example}” can be day ${Number(a)} of month ${Number(b)}, or day ${Number(b)} of month ${Number(a)}, and no value decides it`,
      {
        hint: `say --date-format ${quoted(dayFirst)} (day first) or --date-format ${quoted(monthFirst)} (month first)`,
      },
    );
  }
  if (answer.order === "day or year first") {
    const yearFirst = `%y${separator}%m${separator}%d${dayFirst.slice("%d/%m/%y".length)}`;
    throw new SmacError(
      "INPUT_AMBIGUOUS_DATE",
      `${column.label}: “${answer.example}” can begin with the day or with the year`,
      {
        hint: `say --date-format ${quoted(dayFirst)} (day first) or --date-format ${quoted(yearFirst)} (year first)`,
      },
    );
  }
  const order = answer.order === "month-first" ? "month-first" : "day-first";
  const first = order === "day-first" ? "first" : "second";
  const why =
    answer.order === "either"
      ? "in every value both are the same"
      : `in ${values(answer.because)} the ${first} number is above 12`;
  const note = `${column.label} is read with the ${order === "day-first" ? "day before the month" : "month before the day"}: ${why}`;
  return formatReading(
    column.value,
    forms.map((form) => orderedForm(form, order)),
    note,
  );
}

function quoted(format: string): string {
  return format.includes(" ") ? `"${format}"` : format;
}

function values(count: number): string {
  return count === 1 ? "1 value" : `${count} values`;
}

function twoNumbers(value: string, separator: string): { first: string; second: string } {
  const part = (at: number): string => `try_cast(split_part(${value}, ${textLiteral(separator)}, ${at}) AS INTEGER)`;
  return { first: part(1), second: part(2) };
}

async function orderFacts(column: TextColumn, separator: string): Promise<OrderFacts> {
  const { first, second } = twoNumbers(column.value, separator);
  const third = `try_cast(left(split_part(${column.value}, ${textLiteral(separator)}, 3), 2) AS INTEGER)`;
  const [facts] = await column.engine.rows<OrderFacts>(
    `SELECT count(*) FILTER (a > 12 AND b <= 12) AS "firstAbove12", count(*) FILTER (b > 12 AND a <= 12) AS "secondAbove12",
       count(*) FILTER (c > 31) AS "thirdAbove31", min(v) FILTER (a > 12) AS "firstExample",
       min(v) FILTER (a <= 12 AND b <= 12 AND a <> b) AS example
     FROM (SELECT ${first} AS a, ${second} AS b, ${third} AS c, ${column.value} AS v FROM ${column.table.relation})`,
  );
  return facts ?? { firstAbove12: 0, secondAbove12: 0, thirdAbove31: 0, example: null, firstExample: null };
}

async function contradiction(column: TextColumn, separator: string): Promise<SmacError> {
  const { first, second } = twoNumbers(column.value, separator);
  const dayFirst = await column.places(`${first} > 12 AND ${second} <= 12`);
  const monthFirst = await column.places(`${second} > 12 AND ${first} <= 12`);
  return mixedError(
    column,
    [...dayFirst.slice(0, 3), ...monthFirst.slice(0, 2)],
    "some have the day first, others the month",
  );
}

async function mixed(column: TextColumn, shapes: readonly Shape[]): Promise<SmacError> {
  const firstOfFamily = new Map<string, string>();
  for (const { shape } of shapes) {
    const form = formOf(shape);
    const family = form === null ? "" : form === "digits" ? "digits" : form.family;
    if (family !== "" && !firstOfFamily.has(family)) firstOfFamily.set(family, shape);
  }
  const examples: string[] = [];
  for (const shape of [...firstOfFamily.values()].slice(0, 5)) {
    const same = `translate(${column.value}, '012345678', '999999999') = ${textLiteral(shape)}`;
    examples.push(...(await column.places(same)).slice(0, 1));
  }
  return mixedError(column, examples, "they are written in more than one way");
}

function mixedError(column: TextColumn, examples: readonly string[], why: string): SmacError {
  return new SmacError(
    "INPUT_MIXED_DATES",
    [`${column.label}: ${why}`, ...examples.map((line) => `  ${line}`)].join("\n"),
    {
      hint: "write them all in one way, best 2026-01-31 or 2026-01-31T23:59:00Z; to read only one way say --date-format and --bad-rows skip",
    },
  );
}

async function noDates(column: TextColumn, shapes: readonly Shape[]): Promise<SmacError> {
  const examples =
    shapes.length === 0 ? [] : await column.places(`${column.value} <> '' AND NOT ${isNullWord(column.value)}`);
  return new SmacError(
    "INPUT_BAD_DATE",
    [`${column.label}: no value is a date`, ...examples.map((line) => `  ${line}`)].join("\n"),
    {
      hint: "choose the column that holds the time, or say how it is written with --date-format, e.g. %d.%m.%Y",
    },
  );
}
