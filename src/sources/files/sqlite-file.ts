import { constants, copyFile, open, stat } from "node:fs/promises";
import sqlite from "node-sqlite3-wasm";
import type { Database } from "node-sqlite3-wasm";
import { SmacError } from "../../errors.ts";
import { diskError } from "./disk-error.ts";
import type { Place } from "./paths.ts";

/** A row of a SQLite file, by column. */
export type SqliteRow = Readonly<Record<string, number | bigint | string | Uint8Array | null>>;

/** A SQLite file that is open for reading. */
export interface SqliteFile {
  all(sql: string): SqliteRow[];
  /** Row by row, without holding them. */
  each(sql: string): Iterable<SqliteRow>;
  close(): void;
}

/**
 * Opens a SQLite file without ever writing to it or beside it. One that keeps a
 * write-ahead log is copied together with its log.
 *
 * @throws SmacError `INPUT_BAD_SQLITE`.
 */
export async function openSqlite(place: Place, scratchPath: () => string): Promise<SqliteFile> {
  try {
    const logged = await hasLog(place.path);
    const path = logged ? await copyWithLog(place.path, scratchPath()) : place.path;
    const database = new sqlite.Database(path, { fileMustExist: true, readOnly: !logged });
    if (logged) database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA trusted_schema = OFF");
    return handle(database, place.label);
  } catch (error) {
    throw sqliteError(error, place.label);
  }
}

function handle(database: Database, label: string): SqliteFile {
  return {
    all(sql) {
      try {
        return database.all(sql) as SqliteRow[];
      } catch (error) {
        throw sqliteError(error, label);
      }
    },
    *each(sql) {
      try {
        const statement = database.prepare(sql);
        try {
          yield* statement.iterate() as IterableIterator<SqliteRow>;
        } finally {
          statement.finalize();
        }
      } catch (error) {
        throw sqliteError(error, label);
      }
    },
    close: () => database.close(),
  };
}

function sqliteError(error: unknown, label: string): Error {
  if (!(error instanceof Error) || error.name !== "SQLite3Error") return diskError(error, label);
  return new SmacError("INPUT_BAD_SQLITE", `“${label}” cannot be read as a SQLite file: ${error.message}`, {
    hint: "is it whole, without a password, and is no program writing to it? “sqlite3 FILE .recover” may mend it",
    cause: error,
  });
}

/** Bytes 18 and 19 of the header are 2 when the file keeps a write-ahead log. */
async function hasLog(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 18);
    return buffer[0] === 2 || buffer[1] === 2;
  } finally {
    await file.close();
  }
}

async function copyWithLog(path: string, target: string): Promise<string> {
  await copyFile(path, target, constants.COPYFILE_FICLONE);
  const log = await stat(`${path}-wal`).catch(() => null);
  if (log !== null && log.size > 0) await copyFile(`${path}-wal`, `${target}-wal`, constants.COPYFILE_FICLONE);
  return target;
}
