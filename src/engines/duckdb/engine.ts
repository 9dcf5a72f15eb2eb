import { join, resolve } from "node:path";
import duckdb from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBResult, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { SmacError } from "../../errors.ts";
import type { Param } from "../../sql/param.ts";
import type { Engine, StatementOptions } from "../engine.ts";
import { appendRows } from "./append.ts";
import { classify } from "./classify.ts";
import { readColumns } from "./columns.ts";
import { closeScratch, openScratch } from "./scratch.ts";
import { openTurns } from "../turns.ts";
import { plainValue } from "./values.ts";

export type { Cell, Engine, NumberColumn } from "../engine.ts";

/** How to open an engine. */
export interface EngineOptions {
  /** The database file; null: in memory, gone when closed. */
  readonly path: string | null;
  readonly readOnly?: boolean;
  /** Where to spill what memory does not hold; default: a private folder, removed on close. */
  readonly tempDirectory?: string;
  /** For example `2GB`; default: the engine's own share of the machine. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

interface Instance {
  readonly database: Promise<duckdb.DuckDBInstance>;
  readonly readOnly: boolean;
  users: number;
}

/** Two opens of one file in one process lose committed writes, so they share one instance. */
const instances = new Map<string, Instance>();

/**
 * Opens a database file, or one in memory.
 *
 * @throws SmacError `ENGINE_LOCKED` when another process holds the file,
 * `ENGINE_IO`, `ENGINE_NO_PERMISSION` or `ENGINE_CORRUPT_FILE` when it cannot be read.
 * @example
 * ```ts
 * const engine = await openEngine({ path: null });
 * await engine.rows("SELECT ?::BIGINT + 1 AS n", [{ type: "int", value: 1 }]); // [{ n: 2 }]
 * await engine.close();
 * ```
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const scratch = await openScratch();
  const cleanUp = (): Promise<void> => closeScratch(scratch);
  try {
    const { database, isStill, release } = await acquire(options, scratch);
    const connection = await database.connect();
    await connection.run(sessionSettings);
    const engine = engineOver(connection, scratch, async () => {
      connection.closeSync();
      release();
      await cleanUp();
    });
    return { ...engine, isStill };
  } catch (error) {
    await cleanUp();
    throw classify(error, `open ${options.path ?? "in memory"}`);
  }
}

const sessionSettings = `
  SET TimeZone = 'UTC';
  SET enable_progress_bar = true;
  SET enable_progress_bar_print = false;
  SET progress_bar_time = 0;
`;

async function acquire(
  options: EngineOptions,
  scratch: string,
): Promise<{ database: duckdb.DuckDBInstance; isStill: boolean; release: () => void }> {
  const config = settings(options, scratch);
  if (options.path === null) {
    const database = await duckdb.DuckDBInstance.create(":memory:", config);
    return { database, isStill: false, release: () => database.closeSync() };
  }
  const path = resolve(options.path);
  const readOnly = options.readOnly ?? false;
  const entry = instances.get(path) ?? { database: duckdb.DuckDBInstance.create(path, config), readOnly, users: 0 };
  if (entry.readOnly && !readOnly) {
    throw new SmacError("ENGINE_LOCKED", `“${path}” is open for reading in this program`, {
      recovery: "retry",
      hint: "close the reader first",
    });
  }
  instances.set(path, entry);
  entry.users += 1;
  const release = (): void => {
    entry.users -= 1;
    if (entry.users > 0) return;
    instances.delete(path);
    void entry.database.then((database) => database.closeSync()).catch(() => undefined);
  };
  try {
    // A reader beside a writer of the same program shares what that one writes into.
    return { database: await entry.database, isStill: entry.readOnly, release };
  } catch (error) {
    release();
    throw error;
  }
}

function settings(options: EngineOptions, scratch: string): Record<string, string> {
  return {
    access_mode: options.readOnly === true ? "READ_ONLY" : "AUTOMATIC",
    temp_directory: options.tempDirectory ?? join(scratch, "spill"),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(options.memoryLimit === undefined ? {} : { memory_limit: options.memoryLimit }),
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  };
}

function engineOver(connection: DuckDBConnection, scratch: string, release: () => Promise<void>): Engine {
  const turns = openTurns();
  let around: AbortSignal | null = null;
  const signalOf = (options?: StatementOptions): AbortSignal | null =>
    options?.signal === undefined ? around : options.signal;
  let closed: Promise<void> | undefined;

  async function turn<T>(sql: string, options: StatementOptions | undefined, work: () => Promise<T>): Promise<T> {
    const end = await turns.take();
    try {
      if (closed !== undefined) throw new Error("the engine is closed");
      return await interruptible(connection, signalOf(options), work);
    } catch (error) {
      throw classify(error, sql);
    } finally {
      end();
    }
  }

  return {
    speaks: "duckdb",
    scratch,
    run: (sql, params, options) =>
      turn(sql, options, async () => {
        await connection.run(sql, ...bound(params));
      }),
    rows: <T>(sql: string, params?: readonly Param[], options?: StatementOptions) =>
      turn(sql, options, async () => {
        const result = await connection.run(sql, ...bound(params));
        return (await allRows(result)) as T[];
      }),
    columns: (sql, params, options) =>
      turn(sql, options, async () => readColumns(await connection.run(sql, ...bound(params)), signalOf(options))),
    async *stream<T>(sql: string, params?: readonly Param[], options?: StatementOptions) {
      const end = await turns.take();
      try {
        const start = (): Promise<DuckDBResult> => connection.stream(sql, ...bound(params));
        const result = await interruptible(connection, signalOf(options), start);
        const names = result.deduplicatedColumnNames();
        for (;;) {
          const chunk = await interruptible(connection, signalOf(options), () => result.fetchChunk());
          if (chunk === null || chunk.rowCount === 0) return;
          yield rowObjects(names, chunk.getColumns(), chunk.rowCount) as T[];
        }
      } catch (error) {
        throw classify(error, sql);
      } finally {
        end();
      }
    },
    append: (table, columns, rows) => turn(table, undefined, () => appendRows(connection, { table, columns }, rows)),
    async stoppable(signal, work) {
      const before = around;
      around = signal;
      return work().finally(() => {
        around = before;
      });
    },
    progress() {
      const { percentage } = connection.progress;
      return percentage < 0 ? null : { percent: percentage };
    },
    close() {
      closed ??= turns.take().then((end) => release().finally(end));
      return closed;
    },
  };
}

async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal | null,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === null) return work();
  if (signal.aborted) throw new Error("INTERRUPT Error: Interrupted!");
  let again: NodeJS.Timeout | undefined;
  // A statement that is about to start forgets an interrupt, so it is repeated until the statement ends.
  const stop = (): void => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), 20);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", stop);
    clearInterval(again);
  }
}

async function allRows(result: DuckDBResult): Promise<Record<string, unknown>[]> {
  const names = result.deduplicatedColumnNames();
  const all: Record<string, unknown>[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return all;
    for (const row of rowObjects(names, chunk.getColumns(), chunk.rowCount)) all.push(row);
  }
}

function rowObjects(
  names: readonly string[],
  columns: readonly (readonly DuckDBValue[])[],
  count: number,
): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, row) => {
    const object: Record<string, unknown> = {};
    names.forEach((name, column) => {
      object[name] = plainValue(columns[column]?.[row] ?? null);
    });
    return object;
  });
}

function bound(params: readonly Param[] | undefined): [DuckDBValue[]?, DuckDBType[]?] {
  if (params === undefined || params.length === 0) return [];
  return [params.map(boundValue), params.map((param) => boundTypes[param.type])];
}

const boundTypes: Readonly<Record<Param["type"], DuckDBType>> = {
  text: duckdb.VARCHAR,
  int: duckdb.BIGINT,
  float: duckdb.DOUBLE,
  bool: duckdb.BOOLEAN,
  timestamp: duckdb.TIMESTAMP,
};

function boundValue(param: Param): DuckDBValue {
  if (param.value === null) return null;
  if (param.type === "int") return BigInt(param.value);
  if (param.type === "timestamp") return new duckdb.DuckDBTimestampValue(BigInt(param.value));
  return param.value;
}
