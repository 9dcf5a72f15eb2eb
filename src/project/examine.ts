import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Effects } from "../effects.ts";
import { type Engine, openEngine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import type { ExaminedTable } from "../model/init.ts";
import { openTable } from "../sources/files/table.ts";
import { identifier } from "../sql/quote.ts";

const readable = /\.(csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|sqlite|sqlite3|db)(\.gz)?$/i;

/** The data files in a folder and one level of folders below it, in order; hidden ones are passed over. */
export function dataFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const look = (directory: string, depth: number): void => {
    for (const name of readdirSync(directory).toSorted()) {
      if (name.startsWith(".") || name === "node_modules") continue;
      const path = join(directory, name);
      const kind = statSync(path, { throwIfNoEntry: false });
      if (kind?.isDirectory() === true && depth > 0) look(path, depth - 1);
      else if (kind?.isFile() === true && readable.test(name)) found.push(relative(folder, path).replaceAll("\\", "/"));
    }
  };
  look(folder, 1);
  return found;
}

/** Who is told while a file is looked at, and what stops it. */
export interface Examining {
  readonly effects: Pick<Effects, "cwd" | "stdin" | "signal">;
  readonly note: (text: string) => void;
  /** Text files of at least so many bytes are read where they lie; default: none is. */
  readonly inPlaceFrom?: number;
}

/**
 * Looks at files as `smac init` needs them: columns, some rows, and how many
 * different values each column has. Files that cannot be read are told and left out.
 */
export async function examineFiles(
  files: readonly string[],
  effects: Pick<Effects, "cwd" | "stdin" | "signal">,
  note: (text: string) => void,
): Promise<readonly ExaminedTable[]> {
  const engine = await openEngine({ path: null });
  try {
    const tables: ExaminedTable[] = [];
    for (const path of files) {
      try {
        tables.push(await examineFile(engine, path, { effects, note }));
      } catch (error) {
        if (!(error instanceof SmacError)) throw error;
        note(`${path} is left out: ${error.message}`);
      }
    }
    return tables;
  } finally {
    await engine.close();
  }
}

/**
 * Looks at one file; rows that cannot be read are left out.
 *
 * @throws SmacError `INPUT_…` when it cannot be read as a table.
 */
export async function examineFile(engine: Engine, path: string, examining: Examining): Promise<ExaminedTable> {
  const { effects, note, inPlaceFrom } = examining;
  const { cwd, stdin, signal } = effects;
  const table = await openTable(engine, {
    paths: [path],
    badRows: "skip",
    cwd,
    stdin,
    name: path,
    onNote: note,
    signal,
    ...(inPlaceFrom === undefined ? {} : { inPlaceFrom }),
  });
  const names = table.columns.map((c) => c.name);
  const counts = names.map((name, index) => `count(distinct ${identifier(name)}) as c${index}`);
  const [row] = await engine.rows<Record<string, number>>(
    `select count(*) as n${counts.map((c) => `, ${c}`).join("")} from ${table.relation}`,
    [],
    { signal },
  );
  return {
    path,
    columns: table.columns,
    sample: table.sample.map((cells) =>
      Object.fromEntries(
        table.allColumns.map(({ name }, index) => [name, cells[index] === "" ? null : (cells[index] ?? null)]),
      ),
    ),
    distinct: Object.fromEntries(names.map((name, index) => [name, Number(row?.[`c${index}`] ?? 0)])),
    rowCount: Number(row?.["n"] ?? 0),
  };
}
