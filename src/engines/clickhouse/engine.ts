import { type Translated, type TranslatedStatements, toClickHouse } from "../../sql/clickhouse/translate.ts";
import type { Param } from "../../sql/param.ts";
import type { Cell, Engine, StatementOptions } from "../engine.ts";
import type { Node } from "./node.ts";

/** Rows that travel at once. */
const blockRows = 20_000;

/** Which of how many shards a server is; the first is 0. */
export interface Place {
  readonly shard: number;
  readonly shards: number;
}

/**
 * One server as an engine: statements are those of the embedded engine,
 * translated; values come out in the same units. Temporary tables live as long
 * as the connection. Statements without a signal of their own stop with `process`.
 */
export function engineOn(
  node: Node,
  place: Place = { shard: 0, shards: 1 },
  process: AbortSignal | null = null,
): Engine {
  let around = process;
  const signalOf = (options: StatementOptions | undefined): AbortSignal | null =>
    options?.signal === undefined ? around : options.signal;
  const placed = (statement: { readonly sql: string; readonly params: readonly Param[] }): TranslatedStatements => {
    const { before, main, made } = toClickHouse(statement);
    return { before: before.map((one) => knowing(one, place)), main: knowing(main, place), made };
  };
  async function asked<T>(
    { sql, params = [] }: { readonly sql: string; readonly params?: readonly Param[] | undefined },
    signal: AbortSignal | null,
    work: (main: Translated) => Promise<T>,
  ): Promise<T> {
    const { before, main, made } = placed({ sql, params });
    try {
      for (const step of before) await node.run(step, signal);
      return await work(main);
    } finally {
      for (const table of made) await forget(node, table);
    }
  }
  return {
    speaks: "clickhouse",
    scratch: "",
    run(sql, params, options) {
      const signal = signalOf(options);
      return asked({ sql, params }, signal, (main) => node.run(main, signal));
    },
    rows<T>(sql: string, params?: readonly Param[], options?: StatementOptions) {
      const signal = signalOf(options);
      return asked({ sql, params }, signal, async (main) => (await node.rows(main, signal)) as T[]);
    },
    async *stream<T>(sql: string, params: readonly Param[] = [], options?: StatementOptions) {
      const signal = signalOf(options);
      const { before, main, made } = placed({ sql, params });
      try {
        for (const step of before) await node.run(step, signal);
        for await (const rows of node.stream(main, signal)) yield rows as T[];
      } finally {
        for (const table of made) await forget(node, table);
      }
    },
    columns(sql, params, options) {
      const signal = signalOf(options);
      return asked({ sql, params }, signal, (main) => node.columns(main, signal));
    },
    async append(table, columns, rows) {
      let count = 0;
      for await (const block of blocksOf(rows)) {
        await node.insert({ table, columns, rows: block, token: null }, around);
        count += block.length;
      }
      return count;
    },
    async stoppable(signal, work) {
      const before = around;
      around = signal;
      return work().finally(() => {
        around = before;
      });
    },
    progress() {
      const percent = node.progress()?.percent ?? null;
      return percent === null ? null : { percent };
    },
    close: () => node.close(),
  };
}

/** The statement with what it asks of the server's place. */
function knowing(statement: Translated, { shard, shards }: Place): Translated {
  if (!statement.sql.includes("{shard:")) return statement;
  return { ...statement, params: { ...statement.params, shard, shards } };
}

/** Rows in blocks of so many. */
async function* blocksOf(
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
): AsyncIterable<readonly (readonly Cell[])[]> {
  let block: (readonly Cell[])[] = [];
  for await (const row of rows) {
    block.push(row);
    if (block.length < blockRows) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

/** What cannot be dropped goes with the connection. */
async function forget(node: Node, table: string): Promise<void> {
  await node.run({ sql: `drop temporary table if exists ${table}`, params: {} }, null).catch(() => undefined);
}
