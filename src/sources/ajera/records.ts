import type { Batch, ReadRequest } from "../kit/source.ts";
import type { Json, Row } from "../kit/row.ts";
import type { Content } from "./answer.ts";
import { listIn } from "./calls.ts";
import { dayIn, dayText, momentText } from "./dates.ts";
import { answersFor, keyIn, listRows } from "./reader.ts";
import type { AjeraReader, KeyedMethod, ListMethod } from "./reader.ts";
import { formatDay } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";

/** Records that a method lists, and another one knows whole. */
export interface RecordStream {
  readonly list: ListMethod;
  readonly args: { readonly [name: string]: Json };
  /** Absent: the list is all there is. */
  readonly whole?: KeyedMethod;
  /** The column with the key. */
  readonly key: string;
  /** Columns that are added to what was received. */
  readonly add?: (row: Content) => Row;
}

/** Where reading records stands. */
export interface RecordCursor {
  /** The latest modification that was seen, `YYYY-MM-DD`; null: rows do not say. */
  readonly modified: string | null;
  /** The day everything was last read, `YYYY-MM-DD`. */
  readonly full: string;
  /** What is older than that day was never asked for, and stays so until everything is read. */
  readonly since?: string;
}

/** Days read again, so that clocks and zones may differ. */
const lookBack = 2;
const dayMicros = 86_400_000_000;

/** The records that are new or changed; all of them, and what is gone, when it is time for that. */
export async function* readRecords(
  reader: AjeraReader,
  stream: RecordStream,
  request: ReadRequest,
): AsyncGenerator<Batch, void, undefined> {
  const scope = scopeOf(reader, request, stream.whole !== undefined);
  const list = (): Promise<Content[]> => listRows(reader, stream.list, { ...stream.args, ...scope.filter });
  const listed = await list();
  const { whole } = stream;
  if (scope.isFull) yield { rows: [], pass: "begins", expected: listed.length };
  let modified = scope.modified;
  if (whole === undefined) yield { rows: listed.map((row) => withMore(row, stream)) };
  else {
    const keys = keysOf(listed, stream.key);
    const asked = { keys, listed: async () => keysOf(await list(), stream.key) };
    for await (const content of answersFor(reader, whole, asked)) {
      const rows = listIn(content, whole.rows, { name: reader.name, method: whole.method });
      modified = latest(modified, rows);
      yield { rows: rows.map((row) => withMore(row, stream)), expected: keys.length };
    }
  }
  const cursor = scope.cursor(modified);
  yield { rows: [], ...(scope.isFull ? { pass: "ends" as const } : {}), ...(cursor === null ? {} : { cursor }) };
}

/** What a read is about: everything, or what was modified. */
export interface Scope {
  readonly isFull: boolean;
  /** Arguments of the list that narrow it down. */
  readonly filter: { readonly [name: string]: Json };
  /** The latest modification known so far. */
  readonly modified: string | null;
  /** The cursor after it; null: as it was. */
  readonly cursor: (modified: string | null) => { readonly [name: string]: Json } | null;
}

/** What to read, by the cursor, the day and the request. */
export function scopeOf(reader: AjeraReader, request: ReadRequest, canNarrow: boolean): Scope {
  const today = Math.floor(reader.now() / dayMicros);
  const known = cursorOf(request.cursor);
  const asked = request.since === null || request.full || !canNarrow ? null : Math.floor(request.since / dayMicros);
  if (asked !== null) return sinceThen(known, { asked, today });
  const last = dayIn(known?.full ?? null);
  const isDue = last === null || today - last >= reader.settings.full_days || today < last;
  const from = dayIn(known?.modified ?? null);
  const isWhole = request.full || (isDue && known?.since === undefined) || from === null || !canNarrow;
  if (isWhole) {
    const cursor = (modified: string | null) => ({ modified: notAfter(modified, today + 1), full: formatDay(today) });
    return { isFull: true, filter: {}, modified: null, cursor };
  }
  return {
    isFull: false,
    filter: since(formatDay(from - lookBack)),
    modified: known?.modified ?? null,
    cursor: (modified) => ({ ...known, modified: notAfter(modified, today + 1) }),
  };
}

/** A first reading that is asked for some days only is where later ones go on; else it changes nothing for them. */
function sinceThen(known: RecordCursor | null, { asked, today }: { readonly asked: Day; readonly today: Day }): Scope {
  const day = formatDay(asked - 1);
  const cursor = (modified: string | null) =>
    known === null ? { modified: notAfter(modified ?? day, today + 1), full: formatDay(today), since: day } : null;
  return { isFull: false, filter: since(day), modified: null, cursor };
}

/** A day of modification that lies ahead is a mistake: going on from it would miss what is changed until then. */
function notAfter(modified: string | null, most: Day): string | null {
  const day = dayIn(modified);
  return day === null || day <= most ? modified : formatDay(most);
}

/** The keys of rows, ascending, each once. */
export function keysOf(rows: readonly Content[], column: string): number[] {
  const keys = new Set(rows.map((row) => keyIn(row, column)).filter((key) => key !== null));
  return [...keys].toSorted((a, b) => a - b);
}

/** The latest day of modification among rows and what was known, `YYYY-MM-DD`. */
export function latest(known: string | null, rows: readonly Content[]): string | null {
  return rows.reduce<string | null>((last, row) => {
    const day = dayText(row["LastModifiedDate"]);
    return day !== null && (last === null || day > last) ? day : last;
  }, known);
}

function since(day: string): { readonly [name: string]: Json } {
  return { FilterByEarliestModifiedDate: day };
}

function cursorOf(cursor: Json): RecordCursor | null {
  const known = cursor as Partial<RecordCursor> | null;
  if (typeof known?.full !== "string") return null;
  const { modified = null, full } = known;
  return typeof known.since === "string" ? { modified, full, since: known.since } : { modified, full };
}

function withMore(row: Content, stream: RecordStream): Row {
  return { ...row, ...stream.add?.(row) };
}

/** When a row was last modified, as a column. */
export function modifiedOf(row: Content): Row {
  return { modified: momentText(row["LastModifiedDate"]) };
}
