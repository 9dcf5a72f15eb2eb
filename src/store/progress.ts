import type { Engine } from "../engines/duckdb/engine.ts";
import type { ImportEvent } from "./import-work.ts";

/** Whose progress is told, and to whom. */
export interface Watched {
  readonly engine: Engine;
  readonly event: Pick<ImportEvent, "source" | "file" | "step">;
  /** Rows the step works on; null: not known. */
  readonly rows: number | null;
  readonly now: () => number;
  readonly onEvent: ((event: ImportEvent) => void) | undefined;
}

const everyMilliseconds = 200;

/** Does `work` and tells now and then how far the engine's running statement is. */
export async function watched<T>({ engine, event, rows, now, onEvent }: Watched, work: () => Promise<T>): Promise<T> {
  if (onEvent === undefined) return work();
  const started = now();
  onEvent({ ...event, rows: null, percent: null, rowsPerSecond: null });
  const timer = setInterval(() => {
    const percent = engine.progress()?.percent ?? null;
    const done = rows === null || percent === null ? null : Math.round((rows * percent) / 100);
    const micros = now() - started;
    const rowsPerSecond = done === null || micros <= 0 ? null : Math.round((done * 1_000_000) / micros);
    onEvent({ ...event, rows: done, percent, rowsPerSecond });
  }, everyMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
