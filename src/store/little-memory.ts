import type { Engine } from "../engines/duckdb/engine.ts";
import { writerMebibytes } from "./open-database.ts";

/** What each thread of the engine needs to work well. */
const mebibytesAThread = 128;
const least = 256;
/** What a column needs while it is written, whatever is in it; the usual few hundred columns have room. */
const mebibytesAColumn = 1;
const usualColumns = 200;

/**
 * Does work in which many rows go through the engine and few are looked at
 * together, with little of its memory, however many they are: what does not fit
 * waits on disk, and groups of rows are written one by one. Only for writers.
 */
export async function withLittleMemory<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  const [now] = await engine.rows<{ threads: number; groups: number }>(
    "SELECT current_setting('threads')::INTEGER AS threads, current_setting('write_buffer_row_group_count')::INTEGER AS groups",
    [],
    { signal: null },
  );
  const most = writerMebibytes();
  const little = Math.min(most, littleOf(now?.threads ?? 1));
  const set = (mebibytes: number, groups: number): Promise<void> =>
    engine.run(`SET memory_limit = '${mebibytes}MiB'; SET write_buffer_row_group_count = ${groups}`, [], {
      signal: null,
    });
  // Where somebody else holds more of it just now, it stays as it is.
  await set(little, 1).catch(() => undefined);
  try {
    return await work();
  } finally {
    await set(most, now?.groups ?? 5);
  }
}

/** Gives the engine more where a table has thousands of columns: each takes its part, however few rows there are. */
export async function roomForColumns(engine: Engine, columns: number): Promise<void> {
  if (columns <= usualColumns) return;
  const [now] = await engine.rows<{ threads: number }>("SELECT current_setting('threads')::INTEGER AS threads");
  const wide = Math.min(writerMebibytes(), littleOf(now?.threads ?? 1) + mebibytesAColumn * columns);
  await engine.run(`SET memory_limit = '${wide}MiB'`);
}

function littleOf(threads: number): number {
  return Math.max(least, mebibytesAThread * threads);
}
