import { SmacError } from "../../errors.ts";
import type { Row } from "./row.ts";

const QUOTE = '"';
/** Characters of one record: more means that a quote was never closed. */
const LONGEST_RECORD = 20_000_000;

/** How an answer that is CSV is written. */
export interface CsvStream {
  /** Begins messages, e.g. `certinia (Certinia): accounts`. */
  readonly name: string;
  readonly body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Default a comma. */
  readonly delimiter?: string;
  /** Rows that are given at a time. Default 5,000. */
  readonly batch?: number;
}

/**
 * The rows of an answer that is CSV in UTF-8, some thousand at a time, however
 * large it is. The first record names the columns; an empty cell is null.
 *
 * @throws SmacError `SOURCE_BAD_ANSWER` when it ends within quotes, when a record
 * has other than the header's number of cells, or when two columns have one name.
 */
export async function* csvRows(csv: CsvStream): AsyncGenerator<readonly Row[], void, undefined> {
  const reader = csvReader(csv.delimiter ?? ",");
  const size = csv.batch ?? 5000;
  let header: readonly string[] | null = null;
  let rows: Row[] = [];
  for await (const text of textsOf(csv.body)) {
    if (reader.pending() > LONGEST_RECORD) throw broken(csv.name, "a quote is never closed");
    for (const record of text === null ? reader.end() : reader.push(text)) {
      if (record === null) throw broken(csv.name, "it ends within quotes");
      if (header === null) header = named(record, csv.name);
      else if (record.length !== 1 || record[0] !== "" || header.length === 1)
        rows.push(rowOf(header, record, csv.name));
    }
    while (rows.length >= size) {
      yield rows.slice(0, size);
      rows = rows.slice(size);
    }
  }
  if (rows.length > 0) yield rows;
}

// The last is null: the end.
async function* textsOf(body: CsvStream["body"]): AsyncGenerator<string | null> {
  const decoder = new TextDecoder();
  for await (const part of body) yield decoder.decode(part, { stream: true });
  yield decoder.decode();
  yield null;
}

type Record = readonly string[];

interface CsvReader {
  push(text: string): Record[];
  /** What is left without a line break at its end; null: it ends within quotes. */
  end(): (Record | null)[];
  /** Characters of the record that is not complete yet. */
  pending(): number;
}

function csvReader(delimiter: string): CsvReader {
  const plainEnd = new RegExp(
    `[${delimiter === "\t" ? "\\t" : `\\u{${(delimiter.codePointAt(0) ?? 0).toString(16)}}`}\\n]`,
    "gu",
  );
  let cells: string[] = [];
  let cell = "";
  let size = 0;
  let quoted = false;
  // `open`: within quotes; `closed`: behind a quote that closes, or is the first half of a doubled one.
  let state: "start" | "plain" | "open" | "closed" = "start";

  function endCell(): void {
    cells.push(cell);
    size += cell.length + 1;
    cell = "";
    quoted = false;
  }
  function endRecord(): Record {
    if (!quoted && cell.endsWith("\r")) cell = cell.slice(0, -1);
    endCell();
    const record = cells;
    cells = [];
    size = 0;
    return record;
  }
  function within(text: string, from: number): number {
    const close = text.indexOf(QUOTE, from);
    cell += text.slice(from, close === -1 ? text.length : close);
    if (close === -1) return text.length;
    state = "closed";
    return close + 1;
  }
  function behind(text: string, from: number): number {
    if (text[from] !== QUOTE) {
      state = "plain";
      return text[from] === "\r" ? from + 1 : from;
    }
    cell += QUOTE;
    state = "open";
    return from + 1;
  }
  function outside(text: string, from: number, records: Record[]): number {
    plainEnd.lastIndex = from;
    const end = plainEnd.exec(text)?.index ?? text.length;
    cell += text.slice(from, end);
    state = "plain";
    if (end === text.length) return end;
    if (text[end] === "\n") records.push(endRecord());
    else endCell();
    state = "start";
    return end + 1;
  }
  return {
    push(text) {
      const records: Record[] = [];
      for (let at = 0; at < text.length;) {
        if (state === "open") at = within(text, at);
        else if (state === "closed") at = behind(text, at);
        else if (state === "start" && text[at] === QUOTE) {
          state = "open";
          quoted = true;
          at++;
        } else at = outside(text, at, records);
      }
      return records;
    },
    end() {
      if (state === "open") return [null];
      return state === "start" && cells.length === 0 ? [] : [endRecord()];
    },
    pending: () => size + cell.length,
  };
}

function named(record: Record, name: string): Record {
  const twice = record.find((column, i) => record.indexOf(column) !== i);
  if (twice !== undefined) throw broken(name, `two columns are named “${twice.slice(0, 80)}”`);
  return record;
}

function rowOf(header: Record, record: Record, name: string): Row {
  if (record.length !== header.length)
    throw broken(name, `a record has ${record.length} cells where there are ${header.length} columns`);
  return Object.fromEntries(header.map((column, i) => [column, record[i] === "" ? null : (record[i] ?? null)]));
}

function broken(name: string, what: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${name}: the CSV answer is broken: ${what}`, {
    recovery: "retry",
    hint: "try again later; what was read is kept",
  });
}
