import { dayNumber, instantOfWall, SECOND, startOfDay } from "./oracle-time.ts";

/** A CSV file: named columns, each cell trimmed, an empty one null. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** One record of a CSV file. */
export interface CsvRow {
  readonly cell: (column: string | null | undefined) => string | null;
  /** The fields as written, joined by commas. */
  readonly text: string;
}

/** The records of a CSV text: commas, double quotes doubled inside quotes, any line ends. */
function records(text: string): string[][] {
  const all: string[][] = [];
  let fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const start = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new Error(`not CSV at ${start}: ${text.slice(start, start + 40)}`);
    fields.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === ",") {
      if (field.lastIndex === text.length) fields.push("");
      else continue;
    }
    all.push(fields);
    fields = [];
  }
  return all;
}

/** Reads a strict CSV text with a header; every record has as many fields as the header. */
export function readCsv(text: string): CsvTable {
  const [header, ...body] = records(text.replace(/^\uFEFF/, ""));
  if (header === undefined) throw new Error("no header");
  const columns = header.map((name) => name.trim());
  const rows = body.map((fields) => {
    if (fields.length !== columns.length)
      throw new Error(`${fields.length} fields under ${columns.length} columns: ${fields.join(",")}`);
    const cell = (column: string | null | undefined) => {
      if (column === null || column === undefined || !columns.includes(column)) return null;
      const value = fields[columns.indexOf(column)]!.trim();
      return value === "" ? null : value;
    };
    return { cell, text: fields.join(",") };
  });
  return { columns, rows };
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** An instant as written, in microseconds: without offset it is wall-clock time in the zone, a date alone the day's first instant. */
export function parseInstant(text: string, zone: string): number {
  const match = INSTANT.exec(text);
  if (match === null) throw new Error(`not an instant: ${text}`);
  const [, year, month, date, hour, minute, second, part, offset] = match;
  const day = dayNumber(Number(year), Number(month), Number(date));
  if (hour === undefined) return startOfDay(zone, day);
  const seconds = day * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second ?? 0);
  const wall = seconds * SECOND + Number((part ?? "0").padEnd(6, "0"));
  if (offset === undefined) return instantOfWall(zone, wall);
  if (offset === "Z") return wall;
  const digits = offset.replace(":", "");
  const ahead = (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))) * 60 * SECOND;
  return digits.startsWith("-") ? wall + ahead : wall - ahead;
}
