import { isAbsolute, relative, sep } from "node:path";
import type { Effects } from "../effects.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import type { SourceSpan } from "../errors.ts";
import type { FileSource } from "../model/project-model.ts";
import { isNullWord, utcOf } from "../sources/files/date-reading.ts";
import type { DateReading } from "../sources/files/date-reading.ts";
import { instantColumn } from "../sources/files/instants.ts";
import { findFiles } from "../sources/files/paths.ts";
import type { Place } from "../sources/files/paths.ts";
import { openTable } from "../sources/files/table.ts";
import type { Column, FileTable, TableSpec } from "../sources/files/table-spec.ts";
import { isoText, plainIso, textReading } from "../sources/files/text-dates.ts";
import { identifier, textLiteral } from "../sql/quote.ts";
import { shownPath } from "./shown-path.ts";
import type { Listing, OpenRequest, OpenedFile, ReadingRequest, SourceFile, SourceReader } from "./source-reader.ts";

/** A text file of this size takes about a gigabyte when it is copied into the engine. */
const copiedBelow = 256 * 2 ** 20;

/**
 * Reads the files of a project's sources; relative paths start from `directory`.
 * Text files of at least `inPlaceFrom` bytes are read where they lie.
 */
export function filesReader(directory: string, effects: Effects, inPlaceFrom = copiedBelow): SourceReader {
  const tableSpec = (file: SourceFile, request: OpenRequest): TableSpec => ({
    ...specOf(file, request, effects),
    inPlaceFrom,
  });
  return {
    list: (engine, source) => listFiles(engine, source, { directory, effects }),
    columns: (engine, file, request) => columnsOf(engine, tableSpec(file, request)),
    async open(engine, file, request) {
      return openedFile(engine, await openTable(engine, tableSpec(file, request)), request);
    },
    reading: readingOf,
  };
}

function specOf(file: SourceFile, request: OpenRequest, { cwd, stdin }: Effects): TableSpec {
  const { source, badRows, onNote, onBadRows, signal } = request;
  const short = shownPath(file.spec, cwd);
  const path = short.startsWith("-") ? file.spec : short;
  return {
    paths: [path],
    ...reading(source),
    badRows,
    cwd,
    stdin,
    name: source.name,
    onNote,
    signal,
    ...(onBadRows === undefined ? {} : { onBadRows }),
  };
}

/** Opens a file only as far as its columns are known. */
async function columnsOf(engine: Engine, spec: TableSpec): Promise<readonly string[]> {
  let names: readonly string[] = [];
  const enough = new Error("the columns are known");
  const needed = (columns: readonly Column[]): never => {
    names = columns.map((column) => column.name);
    throw enough;
  };
  await openTable(engine, { ...spec, needed, onNote: () => undefined }).catch((error: unknown) => {
    if (error !== enough) throw error;
  });
  return names;
}

function reading(source: FileSource): { columns?: readonly string[]; delimiter?: string; encoding?: string } {
  return {
    ...(source.columns === null ? {} : { columns: source.columns }),
    ...(source.delimiter === null ? {} : { delimiter: source.delimiter }),
    ...(source.encoding === null ? {} : { encoding: source.encoding }),
  };
}

interface Around {
  readonly directory: string;
  readonly effects: Effects;
}

async function listFiles(engine: Engine, source: FileSource, { directory, effects }: Around): Promise<Listing> {
  const files = new Map<string, SourceFile>();
  const unmatched: { pattern: string; error: SmacError }[] = [];
  for (const [index, pattern] of source.files.entries()) {
    const at = source.filesAt[index] ?? source.at;
    const places = await matching(engine, pattern, { directory, effects }).catch((error: unknown) => {
      if (!(error instanceof SmacError)) throw error;
      const placed = atPlace(error, { at, directory });
      if (error.code !== "INPUT_NO_MATCH" && error.code !== "INPUT_NO_FILE") throw placed;
      unmatched.push({ pattern, error: placed });
      return [];
    });
    for (const place of places) {
      const part = place.part === null ? "" : `#${place.part}`;
      const path = `${storedPath(directory, place.path)}${part}`;
      files.set(path, { path, file: place.path, spec: `${place.path}${part}` });
    }
  }
  return { files: [...files.values()], unmatched };
}

function matching(engine: Engine, pattern: string, { directory, effects }: Around): Promise<readonly Place[]> {
  const { stdin } = effects;
  return findFiles([pattern], { cwd: directory, stdin, scratch: engine.scratch, onNote: () => undefined });
}

/** An error about a path, at its place in smac.yml; what it suggests can be written there. */
function atPlace(
  error: SmacError,
  { at, directory }: { readonly at: SourceSpan; readonly directory: string },
): SmacError {
  const { code, message, recovery } = error;
  const hint = error.hint?.replace(/“([^”]+)”/g, (quoted, path: string) =>
    isAbsolute(path) ? `“${shownPath(path, directory)}”` : quoted,
  );
  return new SmacError(code, message, { at, recovery, cause: error, ...(hint === undefined ? {} : { hint }) });
}

function storedPath(directory: string, path: string): string {
  const inside = relative(directory, path);
  const outside = inside.startsWith("..") || isAbsolute(inside);
  return (outside ? path : inside).split(sep).join("/");
}

async function openedFile(engine: Engine, table: FileTable, request: OpenRequest): Promise<OpenedFile> {
  const relation = await numberedRelation(engine, table);
  const unread = table.badRows();
  return {
    relation,
    async rowCount() {
      if (table.rowCount !== null && table.badRows() === unread) return table.rowCount;
      const [row] = await engine.rows<{ n: number }>(`SELECT count(*) AS n FROM ${relation}`);
      return row?.n ?? 0;
    },
    columns: table.allColumns.map((column) => column.name),
    rowColumn: table.rowColumn,
    countedOn: table.countedOn || relation !== table.relation,
    rejected: () => table.badRows(),
    async checkInstants(column, { timezone, use }) {
      const { dateFormat } = request.source;
      const found = await instantColumn(engine, table, column, { timezone, dateFormat, flag: use });
      if (found.note !== undefined) request.onNote(found.note);
      return found.plain ?? null;
    },
    close: () =>
      engine.run(
        `DROP VIEW IF EXISTS ${relation}; DROP VIEW IF EXISTS ${table.relation}; DROP TABLE IF EXISTS ${table.relation}_rows`,
      ),
  };
}

/** A Parquet file with columns of its own called like the engine's row numbers has none: its rows are counted. */
async function numberedRelation(engine: Engine, table: FileTable): Promise<string> {
  const row = identifier(table.rowColumn);
  const [unnumbered] = await engine.rows(
    `SELECT 1 AS one FROM (SELECT ${row} AS n FROM ${table.relation} LIMIT 1) WHERE n IS NULL`,
  );
  if (unnumbered === undefined) return table.relation;
  const relation = `${table.relation}_numbered`;
  await engine.run(
    `CREATE TEMP VIEW ${relation} AS SELECT * REPLACE (row_number() OVER () AS ${row}) FROM ${table.relation}`,
  );
  return relation;
}

async function readingOf(
  engine: Engine,
  { source, relation, column, use }: ReadingRequest,
): Promise<DateReading | null> {
  const name = identifier(column);
  const table = { relation } as FileTable;
  const isFile = !("stream" in source);
  const plain = isFile && source.dateFormat === null ? await plainIso({ engine, table, value: name }) : undefined;
  if (plain !== undefined) return plain;
  const value = `trim(${name}, e' \\t\\r\\n')`;
  const [some] = await engine.rows(
    `SELECT 1 AS one FROM ${relation} WHERE ${value} <> '' AND NOT ${isNullWord(value)} LIMIT 1`,
  );
  if (some === undefined) return null;
  if (!isFile) return isoText(value);
  if (source.dateFormat !== null) return formatted(engine, value, source.dateFormat);
  const places = async (condition: string): Promise<string[]> => {
    const found = await engine.rows<{ text: string }>(
      `SELECT DISTINCT left(${name}, 60) AS text FROM ${relation} WHERE ${condition} ORDER BY text LIMIT 5`,
    );
    return found.map(({ text }) => `${source.name}: “${text}”`);
  };
  return textReading({ engine, value, label: `${use} “${column}”`, places, table });
}

async function formatted(engine: Engine, value: string, format: string): Promise<DateReading> {
  const parse = `try_strptime(${value}, ${textLiteral(format)})`;
  const [row] = await engine.rows<{ type: string }>(`SELECT typeof(try_strptime('', ${textLiteral(format)})) AS type`);
  const zoned = row?.type === "TIMESTAMP WITH TIME ZONE";
  return { local: zoned ? null : parse, instant: zoned ? utcOf(parse) : null, isInstant: null, note: null };
}
