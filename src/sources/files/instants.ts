import type { Engine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import type { Param } from "../../sql/param.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import { openZone } from "../../time/zone.ts";
import { isNullWord, utcOf } from "./date-reading.ts";
import type { DateReading, Spread } from "./date-reading.ts";
import { instantBounds, instantSql } from "./instant-sql.ts";
import { numberReading } from "./number-dates.ts";
import type { ColumnType, FileTable } from "./table-spec.ts";
import { plainIso, textReading } from "./text-dates.ts";

/** How a column's times are asked for. */
export interface InstantOptions {
  /** The zone of times without an offset; an IANA name. */
  readonly timezone: string;
  /** A strptime format, when a person said it. */
  readonly dateFormat?: string | null;
  /** What messages call the column's flag, e.g. `--at`. */
  readonly flag: string;
}

/** A column as instants. */
export interface InstantColumn {
  /** SQL over the table's columns: TIMESTAMP in UTC, null where the cell is empty. It has no values to bind. */
  readonly sql: string;
  readonly params: readonly Param[];
  /** How the column was read, where that was not plain. */
  readonly note?: string;
  /** The first and the last instant, in microseconds since 1970 UTC; absent when no row has one. */
  readonly first?: number;
  readonly last?: number;
  /** Where every row was found to be a usual ISO time or empty: how the column is read, over its name as the table has it. */
  readonly plain?: DateReading;
}

/**
 * Reads a column of a table as instants, from its type and all its values.
 *
 * Times without an offset are wall-clock times of the zone (of a doubled hour
 * the first; a skipped one moves forward); a date alone is that day's first
 * instant; numbers are epoch times or yyyymmdd by their size.
 *
 * @throws SmacError `INPUT_NO_COLUMN`, `INPUT_BAD_DATE`, `INPUT_MIXED_DATES`,
 * `INPUT_AMBIGUOUS_DATE`, `INPUT_BAD_DATE_FORMAT`, `CONFIG_UNKNOWN_TIMEZONE`.
 * Under `--bad-rows skip` rows with impossible dates leave the table instead.
 * @example
 * ```ts
 * const at = await instantColumn(engine, table, "date", { timezone: "Europe/Paris", flag: "--at" });
 * await engine.rows(`SELECT min(${at.sql}) AS first FROM ${table.relation}`);
 * ```
 */
export async function instantColumn(
  engine: Engine,
  table: FileTable,
  column: string,
  options: InstantOptions,
): Promise<InstantColumn> {
  const zone = openZone(options.timezone);
  const type = table.columns.find(({ name }) => name === column)?.type;
  if (type === undefined)
    throw new SmacError("INPUT_NO_COLUMN", `there is no column “${column}”`, {
      hint: `${options.flag} names a column of ${table.files.join(", ")}`,
    });
  const about = { engine, table, column, type, options };
  const quick = await quickReading(about);
  const asked = await askedColumn(about, quick !== null);
  if (asked === null) return { sql: "CAST(NULL AS TIMESTAMP)", params: [], note: await emptyNote(about) };
  const reading = quick ?? (await readingOf(asked));
  const { spread, words } = reading.seen ?? (await judge(asked, reading));
  const needless = (options.dateFormat ?? null) !== null && !["text", "integer"].includes(type);
  const notes = [
    needless ? `--date-format is not needed: ${asked.label} is ${type} in the file` : null,
    reading.note,
    words === 0 ? null : `${asked.label}: ${cells(words)} with a word such as NULL count as empty`,
  ].filter((n) => n !== null);
  const note = notes.length === 0 ? {} : { note: notes.join("; ") };
  const placed = { reading, zone, spread };
  const plain = quick !== null && type === "text" ? { plain: quick } : {};
  return { sql: instantSql(placed), params: [], ...note, ...plain, ...(await instantBounds(asked, placed)) };
}

/** Why a column has no value at all. */
async function emptyNote({ engine, table, column, options }: About): Promise<string> {
  const [any] = await engine.rows(`SELECT 1 AS one FROM ${table.relation} LIMIT 1`);
  if (any !== undefined) return `${options.flag} “${column}” is empty in every row`;
  return table.badRows() > 0
    ? `${table.files.join(", ")}: no row could be read`
    : `${table.files.join(", ")}: ${table.files.length === 1 ? "it has a header and no rows" : "they have headers and no rows"}`;
}

interface About {
  readonly engine: Engine;
  readonly table: FileTable;
  readonly column: string;
  readonly type: ColumnType;
  readonly options: InstantOptions;
}

/** The reading of the usual columns, for which one look or none is enough. */
async function quickReading(about: About): Promise<DateReading | null> {
  const { engine, table, column, type, options } = about;
  const value = identifier(column);
  if (type === "text" && (options.dateFormat ?? null) === null)
    return (await plainIso({ engine, table, value })) ?? null;
  if (!["timestamp", "timestamptz", "date"].includes(type)) return null;
  const stated = await table.extremes(column);
  if (stated === null || !Number.isFinite(stated.first) || !Number.isFinite(stated.last)) return null;
  const none = { localFirst: null, localLast: null, first: null, last: null };
  if (type === "timestamptz")
    return {
      local: null,
      instant: utcOf(value),
      isInstant: null,
      note: null,
      seen: { spread: { ...none, ...stated }, words: 0 },
    };
  const spread = { ...none, localFirst: stated.first, localLast: stated.last };
  return {
    local: type === "date" ? `CAST(${value} AS TIMESTAMP)` : value,
    instant: null,
    isInstant: null,
    note: null,
    seen: { spread, words: 0 },
  };
}

interface Asked {
  readonly engine: Engine;
  readonly table: FileTable;
  readonly type: ColumnType;
  readonly options: InstantOptions;
  readonly label: string;
  /** SQL for the value; text is trimmed. */
  readonly value: string;
  /** Whether a value is there, as SQL. */
  readonly filled: string;
  readonly places: (condition: string) => Promise<string[]>;
}

async function askedColumn(about: About, known: boolean): Promise<Asked | null> {
  const { engine, table, column, type, options } = about;
  const name = identifier(column);
  const label = `${options.flag} “${column}”`;
  const places = (condition: string): Promise<string[]> => placesOf(about, condition);
  const asked = { engine, table, type, options, label, value: name, filled: `${name} IS NOT NULL`, places };
  if (type !== "text" || known) return asked;
  const ends = ["' '", "chr(9)", "chr(10)", "chr(13)"].map((end) => `suffix(${name}, ${end})`).join(" OR ");
  const [found] = await engine.rows<{ filled: number; spaced: number }>(
    `SELECT count(*) FILTER (${name} <> '') AS filled, count(*) FILTER (${name} <> '' AND (${name} < '!' OR ${ends})) AS spaced
     FROM ${table.relation}`,
  );
  const value = found === undefined || found.spaced === 0 ? name : `trim(${name}, ' ' || chr(9) || chr(10) || chr(13))`;
  if (found === undefined || found.filled === 0) return null;
  if (found.filled === found.spaced) {
    const [any] = await engine.rows(`SELECT 1 AS one FROM ${table.relation} WHERE ${value} <> '' LIMIT 1`);
    if (any === undefined) return null;
  }
  return { ...asked, value, filled: `${value} <> '' AND NOT ${isNullWord(value)}` };
}

async function placesOf(about: About, condition: string): Promise<string[]> {
  const { engine, table } = about;
  const file = identifier(table.fileColumn);
  const row = identifier(table.rowColumn);
  const found = await engine.rows<{ file: string; row: number; text: string }>(
    `SELECT ${file} AS file, ${row} AS row, left(CAST(${identifier(about.column)} AS VARCHAR), 60) AS text
     FROM ${table.relation} WHERE ${condition} ORDER BY ${file}, ${row} LIMIT 5`,
  );
  const lines: string[] = [];
  for (const one of found) {
    const at = await table.locate(one.file, one.row);
    lines.push(`${at.file}:${at.line}: “${one.text}”`);
  }
  return lines;
}

async function readingOf(asked: Asked): Promise<DateReading> {
  const { value, type } = asked;
  const format = asked.options.dateFormat ?? null;
  if (format !== null && (type === "text" || type === "integer")) return formatted(asked, format);
  switch (type) {
    case "timestamp":
      return { local: finite(value), instant: null, isInstant: null, note: null };
    case "date":
      return { local: `CAST(${finite(value)} AS TIMESTAMP)`, instant: null, isInstant: null, note: null };
    case "timestamptz":
      return { local: null, instant: utcOf(finite(value)), isInstant: null, note: null };
    case "integer":
      return numberReading(asked, value, value);
    case "float":
      return numberReading(asked, value, value);
    case "text":
      return textReading(asked);
    default:
      throw new SmacError("INPUT_BAD_DATE", `${asked.label} holds no times`, {
        hint: "choose the column that holds the time",
      });
  }
}

function finite(value: string): string {
  return `CASE WHEN isfinite(${value}) THEN ${value} END`;
}

async function formatted(asked: Asked, format: string): Promise<DateReading> {
  const { engine, options } = asked;
  const parse = `try_strptime(CAST(${asked.value} AS VARCHAR), ${textLiteral(format)})`;
  try {
    const [row] = await engine.rows<{ type: string }>(
      `SELECT typeof(try_strptime('', ${textLiteral(format)})) AS type`,
    );
    if (!/%/.test(format)) throw new Error("it has no % field");
    if (row?.type === "TIMESTAMP WITH TIME ZONE")
      return { local: null, instant: utcOf(parse), isInstant: null, note: null };
    return { local: parse, instant: null, isInstant: null, note: null };
  } catch (error) {
    throw new SmacError(
      "INPUT_BAD_DATE_FORMAT",
      `the date format “${format}” for ${options.flag} is not known: ${error instanceof Error ? error.message : ""}`,
      {
        hint: "it is a strptime format: %Y year, %m month, %d day, %H hour, %M minute, %S second, %z offset, e.g. %d/%m/%Y %H:%M",
        cause: error,
      },
    );
  }
}

/** The value as a time of either kind, null when it is none. */
function either(reading: DateReading): string {
  if (reading.local === null) return reading.instant ?? "NULL";
  if (reading.instant === null) return reading.local;
  return `CASE WHEN ${reading.isInstant} THEN ${reading.instant} ELSE ${reading.local} END`;
}

/** Refuses or takes out rows that are no dates; gives the spread of the others and the number of words for nothing. */
async function judge(asked: Asked, reading: DateReading): Promise<{ spread: Spread; words: number }> {
  const bad = `${asked.filled} AND (${either(reading)}) IS NULL`;
  const isWord = asked.type === "text" ? isNullWord(asked.value) : "false";
  const pick = reading.isInstant;
  const local =
    reading.local === null
      ? "CAST(NULL AS TIMESTAMP)"
      : pick === null
        ? reading.local
        : `CASE WHEN NOT ${pick} THEN ${reading.local} END`;
  const instant =
    reading.instant === null
      ? "CAST(NULL AS TIMESTAMP)"
      : pick === null
        ? reading.instant
        : `CASE WHEN ${pick} THEN ${reading.instant} END`;
  const [found] = await asked.engine.rows<Spread & { bad: number; words: number }>(
    `SELECT count(*) FILTER (${bad}) AS bad, count(*) FILTER (${isWord}) AS words, min(${local}) AS "localFirst",
       max(${local}) AS "localLast", min(${instant}) AS first, max(${instant}) AS last FROM ${asked.table.relation}`,
  );
  const {
    bad: count,
    words,
    ...spread
  } = found ?? { bad: 0, words: 0, localFirst: null, localLast: null, first: null, last: null };
  if (count > 0) await badDates(asked, bad, count);
  return { spread, words };
}

async function badDates(asked: Asked, bad: string, count: number): Promise<void> {
  if (asked.table.badRowsRule === "skip") {
    await asked.table.reject(`(${bad})`, `no date in ${asked.label}`);
    return;
  }
  const lines = (await asked.places(bad)).map((line) => `  ${line}`);
  if (count > lines.length) lines.push(`  … and ${count - lines.length} more`);
  const format = asked.options.dateFormat ?? null;
  const what = format === null ? "no date" : `not written as ${format}`;
  throw new SmacError(
    "INPUT_BAD_DATE",
    [
      `${asked.label}: ${count === 1 ? `1 value is ${what}` : `${count} values are ${what === "no date" ? "no dates" : what}`}`,
      ...lines,
    ].join("\n"),
    {
      hint: "mend them, or leave those rows out with --bad-rows skip; another way of writing can be said with --date-format",
    },
  );
}

function cells(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}
