import type { ClickHouseClient } from "@clickhouse/client";

/** How far the running statement is, as the server counts. */
export interface Progress {
  /** 0 to 100; null when the server cannot tell how much there is. */
  readonly percent: number | null;
  readonly rows: number;
  readonly bytes: number;
}

/** Looks at a statement while it runs. */
export interface Watch {
  /** Follows the statement of that name, until the function given is called. */
  begin(query: string): () => void;
  now(): Progress | null;
  close(): void;
}

const every = 500;

/** Asks the server's list of running statements, twice a second; statements of less are not asked about. */
export function watchProgress(client: ClickHouseClient): Watch {
  let last: Progress | null = null;
  let timer: NodeJS.Timeout | undefined;
  const look = async (query: string): Promise<void> => {
    const result = await client.query({
      query:
        "select read_rows as rows, read_bytes as bytes, total_rows_approx as total from system.processes where query_id = {id:String}",
      query_params: { id: query },
      session_id: "",
      format: "JSONEachRow",
    });
    const [row] = await result.json<{ rows: string; bytes: string; total: string }>();
    if (row === undefined || timer === undefined) return;
    const [rows, total] = [Number(row.rows), Number(row.total)];
    last = { percent: total > 0 ? Math.min(100, (100 * rows) / total) : null, rows, bytes: Number(row.bytes) };
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    last = null;
  };
  return {
    begin(query) {
      stop();
      timer = setInterval(() => void look(query).catch(() => undefined), every);
      timer.unref();
      return stop;
    },
    now: () => last,
    close: stop,
  };
}
