import type { Effects } from "../effects.ts";
import { type Engine, openEngine } from "../engines/duckdb/engine.ts";
import { SmacError, SmacErrors } from "../errors.ts";
import type { Mapping } from "../model/init/mapping.ts";
import { instantColumn } from "../sources/files/instants.ts";
import type { FileTable } from "../sources/files/table-spec.ts";
import { openTable } from "../sources/files/table.ts";
import { identifier } from "../sql/quote.ts";
import { inProject } from "../store/project-words.ts";
import { checkColumns, findColumn, usedColumns } from "../store/source-columns.ts";
import type { UsedColumn } from "../store/source-columns.ts";
import { lookLimits } from "./upload-guard.ts";
import { partPath } from "./upload-look.ts";
import { type Guess, type Plan, type Standing, guessFor, planFor } from "./upload-mapping.ts";
import { oddRows } from "./upload-oddities.ts";
import type { Upload, UploadLook } from "./uploads.ts";

/** A row of the file that cannot be read, and why. */
export interface BadRow {
  readonly line: number;
  /** The position of the cell, from 1; 1 also where the row as a whole is meant. */
  readonly column: number;
  readonly why: string;
  readonly text: string;
}

/** A column as it is used. */
export interface UnderstoodColumn {
  readonly column: string;
  /** In the words of smac.yml: `activities “events”, member`. */
  readonly uses: readonly string[];
  readonly time: boolean;
}

/** A row as it would be understood. */
export interface UnderstoodRow {
  readonly row: number;
  /** One for each column: as it is written, and as an instant where it is a time. */
  readonly cells: readonly { readonly text: string | null; readonly instant: string | null }[];
}

/** A mapping held against the file. */
export interface CheckedUpload {
  readonly guess: Guess;
  readonly mapping: Mapping;
  /** Null: the mapping says nothing that could be imported. */
  readonly plan: Plan | null;
  /** What must be mended before it can be imported. */
  readonly problems: readonly SmacError[];
  readonly badRows: { readonly count: number; readonly first: readonly BadRow[] };
  readonly notes: readonly string[];
  readonly columns: readonly UnderstoodColumn[];
  readonly rows: readonly UnderstoodRow[];
  /** Rows that can be read; null: not known. */
  readonly readable: number | null;
}

/** What a check works on. */
export interface Checking {
  readonly standing: Standing;
  readonly look: UploadLook;
  /** What a person said; null: the guess. */
  readonly mapping: Mapping | null;
  readonly effects: Pick<Effects, "stdin" | "now">;
  readonly signal: AbortSignal;
}

const shownRows = 12;
const shownBad = 100;

/** Holds a file that was sent against what its rows should mean, as an import would; nothing is written. */
export async function checkUpload(upload: Upload, checking: Checking): Promise<CheckedUpload> {
  const { standing, look } = checking;
  const guess = guessFor(look.table, standing);
  const mapping = checking.mapping ?? guess.mapping;
  const nothing = { badRows: { count: 0, first: [] }, notes: look.notes, columns: [], rows: [], readable: null };
  let plan: Plan;
  try {
    plan = planFor(upload, mapping, { standing, look, guess });
  } catch (error) {
    return { guess, mapping, plan: null, problems: wrong(error), ...nothing };
  }
  const engine = await openEngine({ path: null, memoryLimit: lookLimits.memoryLimit });
  try {
    const read = await engine.stoppable(checking.signal, () => readThrough(engine, upload, { ...checking, plan }));
    return { guess, mapping, plan, ...read, notes: [...plan.notes, ...read.notes] };
  } catch (error) {
    return { guess, mapping, plan, problems: wrong(error), ...nothing, notes: [...plan.notes, ...look.notes] };
  } finally {
    await engine.close();
  }
}

type Read = Omit<CheckedUpload, "guess" | "mapping" | "plan">;

/** Reads the file as the import does: columns, times, rows that cannot be read. */
async function readThrough(engine: Engine, upload: Upload, reading: Checking & { readonly plan: Plan }): Promise<Read> {
  const { plan, effects, signal } = reading;
  const { model, source } = plan;
  const notes: string[] = [];
  const table = await openTable(engine, {
    paths: [partPath(upload.file, reading.look.part)],
    ...(source.columns === null ? {} : { columns: source.columns }),
    ...(source.delimiter === null ? {} : { delimiter: source.delimiter }),
    ...(source.encoding === null ? {} : { encoding: source.encoding }),
    inPlaceFrom: lookLimits.inPlaceFrom,
    badRows: "skip",
    cwd: upload.folder,
    stdin: effects.stdin,
    name: source.name,
    onNote: (text) => notes.push(text),
    signal,
  });
  const used = usedColumns(model, source.name);
  const names = table.allColumns.map(({ name }) => name);
  const problems: SmacError[] = [];
  attempt(problems, () => checkColumns(model, used, { source: source.name, names, file: upload.file }));
  const times = await readTimes(engine, table, { used, plan, upload, problems, notes });
  const columns = understoodColumns(used, names);
  const rows = problems.length > 0 ? [] : await firstRows(engine, table, { columns, times });
  const badRows = await rejectedRows(engine);
  const [counted] = await engine.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table.relation}`);
  // Rows that are left out are told each for itself.
  const said = notes.filter((text) => !/could not be read and (?:is|are) left out/.test(text));
  const held = { model, source: source.name, times, now: effects.now() };
  if (problems.length === 0) said.push(...(await oddRows(engine, table, held)));
  return { problems, badRows, notes: said, columns, rows, readable: Number(counted?.n ?? 0) };
}

async function readTimes(
  engine: Engine,
  table: FileTable,
  about: {
    readonly used: readonly UsedColumn[];
    readonly plan: Plan;
    readonly upload: Upload;
    readonly problems: SmacError[];
    readonly notes: string[];
  },
): Promise<ReadonlyMap<string, string>> {
  const { used, plan, upload, problems, notes } = about;
  const { source, model } = plan;
  const times = new Map<string, string>();
  for (const { name, use, instant } of used) {
    const column = instant
      ? findColumn(
          name,
          table.allColumns.map((each) => each.name),
        )
      : null;
    if (column === null || times.has(column)) continue;
    const options = { timezone: source.timezone ?? model.timezone, dateFormat: source.dateFormat, flag: use };
    try {
      const found = await instantColumn(engine, table, column, options);
      if (found.note !== undefined) notes.push(found.note);
      times.set(column, found.sql);
    } catch (error) {
      const file = { path: upload.file, file: upload.file, spec: upload.file };
      problems.push(...wrong(inProject(error, { source, file })));
    }
  }
  return times;
}

function understoodColumns(used: readonly UsedColumn[], names: readonly string[]): readonly UnderstoodColumn[] {
  return names.flatMap((column) => {
    const uses = used.filter(({ name }) => findColumn(name, names) === column);
    if (uses.length === 0) return [];
    return [{ column, uses: [...new Set(uses.map(({ use }) => use))], time: uses.some(({ instant }) => instant) }];
  });
}

async function firstRows(
  engine: Engine,
  table: FileTable,
  { columns, times }: { readonly columns: readonly UnderstoodColumn[]; readonly times: ReadonlyMap<string, string> },
): Promise<readonly UnderstoodRow[]> {
  const row = identifier(table.rowColumn);
  const selected = columns.flatMap(({ column }, index) => {
    const time = times.get(column);
    const instant = time === undefined ? "NULL" : `strftime(${time}, '%Y-%m-%dT%H:%M:%SZ')`;
    return [`left(CAST(${identifier(column)} AS VARCHAR), 200) AS t${index}`, `${instant} AS i${index}`];
  });
  const found = await engine.rows<Record<string, string | number | null>>(
    `SELECT ${[`${row} AS row`, ...selected].join(", ")} FROM ${table.relation} ORDER BY ${row} LIMIT ${shownRows}`,
  );
  return found.map((one, at) => ({
    row: Number(one["row"] ?? at + 1),
    cells: columns.map((_, index) => ({
      text: one[`t${index}`] === "" ? null : ((one[`t${index}`] ?? null) as string | null),
      instant: (one[`i${index}`] ?? null) as string | null,
    })),
  }));
}

async function rejectedRows(engine: Engine): Promise<CheckedUpload["badRows"]> {
  const [counted] = await engine.rows<{ n: number }>("SELECT count(*) AS n FROM smac_rejects");
  const first = await engine.rows<{ line: number; col: number; reason: string; text: string }>(
    `SELECT line, col, reason, left(text, 300) AS text FROM smac_rejects ORDER BY line LIMIT ${shownBad}`,
  );
  return {
    count: Number(counted?.n ?? 0),
    first: first.map(({ line, col, reason, text }) => ({ line: Number(line), column: Number(col), why: reason, text })),
  };
}

function attempt(problems: SmacError[], check: () => void): void {
  try {
    check();
  } catch (error) {
    problems.push(...wrong(error));
  }
}

/** What is wrong, each by itself; errors of the program stay errors. */
function wrong(error: unknown): readonly SmacError[] {
  if (error instanceof SmacErrors) return error.errors;
  if (error instanceof SmacError && error.recovery === "fix-input") return [error];
  throw error;
}
