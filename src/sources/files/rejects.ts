import { statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Engine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import { textLiteral } from "../../sql/quote.ts";
import { diskError } from "./disk-error.ts";
import type { TableSpec } from "./table-spec.ts";

/** A row that could not be read. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  readonly text: string;
}

/** The rows of one table that could not be read. */
export interface Rejects {
  /** The rows so far. */
  readonly count: () => number;
  /** Adds rows; `late` ones were loaded and then found bad. */
  add(rows: Iterable<RejectedRow>, late?: "late"): Promise<void>;
  /** The lines of a file that were not loaded. */
  linesOf(file: string): Promise<ReadonlySet<number>>;
  /**
   * Fails, or writes the rejects file and says the count, as `badRows` asks.
   *
   * @throws SmacError `INPUT_BAD_ROWS` with the first five.
   */
  settle(): Promise<void>;
}

const table = "smac_rejects";
const columns = ["owner", "target", "file", "line", "col", "reason", "text"];

/** A fresh collection of rejected rows for a table. */
export async function openRejects(engine: Engine, spec: TableSpec, owner: string): Promise<Rejects> {
  await engine.run(`CREATE TEMP TABLE IF NOT EXISTS ${table}
    (owner VARCHAR, target VARCHAR, file VARCHAR, line BIGINT, col BIGINT, reason VARCHAR, text VARCHAR)`);
  const target = spec.rejectsFile === undefined ? "" : resolve(spec.cwd, spec.rejectsFile);
  let count = 0;
  let said = 0;
  return {
    count: () => count,
    async add(rows, late) {
      count += await engine.append(table, columns, cells(rows, late === undefined ? owner : `${owner} late`, target));
    },
    async linesOf(file) {
      const rows = await engine.rows<{ line: number }>(`SELECT line FROM ${table} WHERE owner = ? AND file = ?`, [
        { type: "text", value: owner },
        { type: "text", value: file },
      ]);
      return new Set(rows.map((row) => row.line));
    },
    async settle() {
      if (count === said) return;
      if (spec.badRows === "fail") {
        const error = await failure(engine, spec, owner);
        if (spec.onBadRows === undefined) throw error;
        spec.onBadRows(error);
        said = count;
        return;
      }
      if (target !== "") await writeFile(engine, target, spec.rejectsFile ?? target);
      const where =
        target === ""
          ? "--rejects FILE writes down what was in them"
          : `${count - said === 1 ? "it is" : "they are"} in “${spec.rejectsFile}”`;
      spec.onNote(
        `${spec.name}: ${rowsText(count - said)} could not be read and ${count - said === 1 ? "is" : "are"} left out; ${where}`,
      );
      said = count;
    },
  };
}

function* cells(rows: Iterable<RejectedRow>, owner: string, target: string) {
  for (const row of rows) yield [owner, target, row.file, row.line, row.column, row.reason, row.text];
}

async function failure(engine: Engine, spec: TableSpec, owner: string): Promise<SmacError> {
  const of = [
    { type: "text", value: owner },
    { type: "text", value: `${owner} late` },
  ] as const;
  const [total] = await engine.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE owner IN (?, ?)`, of);
  const first = await engine.rows<RejectedRow & { col: number }>(
    `SELECT * FROM ${table} WHERE owner IN (?, ?) ORDER BY rowid LIMIT 5`,
    of,
  );
  if (spec.onBadRows === undefined) await engine.run(`DELETE FROM ${table} WHERE owner IN (?, ?)`, of);
  const count = total?.n ?? first.length;
  const list = first.map((row) => `  ${row.file}:${row.line}:${row.col}: ${row.reason}`);
  if (count > first.length) list.push(`  … and ${count - first.length} more`);
  const at = first[0];
  return new SmacError("INPUT_BAD_ROWS", [`${spec.name}: ${rowsText(count)} cannot be read`, ...list].join("\n"), {
    hint: "mend them, or leave them out with --bad-rows skip (and --rejects FILE to keep them)",
    ...(at === undefined ? {} : { at: { file: at.file, line: at.line, column: at.col } }),
  });
}

function rowsText(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

async function writeFile(engine: Engine, target: string, label: string): Promise<void> {
  const there = statSync(target, { throwIfNoEntry: false });
  const device = there !== undefined && !there.isFile() && !there.isDirectory();
  const part = device ? target : `${target}.part`;
  try {
    await engine.run(
      `COPY (SELECT file, line, reason, text FROM ${table} WHERE target = ${textLiteral(target)} ORDER BY rowid)
       TO ${textLiteral(part)} (FORMAT csv, HEADER, USE_TMP_FILE false)`,
    );
    if (!device) await rename(part, target);
  } catch (error) {
    if (!device) await rm(part, { force: true });
    const known = error instanceof SmacError ? error : diskError(error, label);
    throw new SmacError("OUTPUT_NO_REJECTS_FILE", `the rejects file “${label}” cannot be written: ${known.message}`, {
      hint: "check the folder and who may write to it",
      cause: error,
    });
  }
}
