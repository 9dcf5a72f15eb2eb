import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { type ClickHouseClient, ClickHouseError, type ResultSet, createClient } from "@clickhouse/client";
import { SmacError } from "../../errors.ts";
import { meaning } from "../../sql/clickhouse/meaning.ts";
import type { Translated } from "../../sql/clickhouse/translate.ts";
import { quotedName } from "../../sql/clickhouse/tokens.ts";
import type { NumberColumns } from "../engine.ts";
import { type Turns, openTurns } from "../turns.ts";
import { classify } from "./classify.ts";
import { type Progress, watchProgress } from "./progress.ts";
import { type Spent, openAccount } from "./spent.ts";
import { type ToldColumns, numberColumns } from "./number-columns.ts";
import { type Reading, type Told, type Value, readingOf } from "./values.ts";

/** Who asks, and where. */
export interface NodeOptions {
  /** The server's web address. */
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** After so many seconds without an answer a statement is given up. Default an hour. */
  readonly patience?: number;
}

/** One server, asked one statement at a time, with temporary tables of its own. */
export interface Node {
  /** Host and port, as messages show it. */
  readonly name: string;
  run(statement: Translated, signal: AbortSignal | null): Promise<void>;
  rows(statement: Translated, signal: AbortSignal | null): Promise<Record<string, Value>[]>;
  /** All rows as columns of numbers. */
  columns(statement: Translated, signal: AbortSignal | null): Promise<NumberColumns>;
  /** The rows in pieces as they arrive. */
  stream(statement: Translated, signal: AbortSignal | null): AsyncIterable<Record<string, Value>[]>;
  /** Adds lines of JSON arrays to a table; with a token a second time changes nothing. */
  insert(block: Block, signal: AbortSignal | null): Promise<void>;
  /** Adds the rows of a Parquet file; with a token a second time changes nothing. */
  insertFile(target: FileBlock, signal: AbortSignal | null): Promise<void>;
  /** Writes the rows of a query into a Parquet file. */
  exportFile(statement: Translated, file: string, signal: AbortSignal | null): Promise<void>;
  progress(): Progress | null;
  /** What its statements have read until now. */
  spent(): Spent;
  close(): Promise<void>;
}

/** Rows to add, at once. */
export interface Block {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** Names the block; a table adds one of a name only once. */
  readonly token: string | null;
}

/** A file's rows to add, at once. */
export interface FileBlock {
  readonly table: string;
  readonly columns: readonly string[];
  readonly file: string;
  readonly token: string;
}

const spoken = {
  ...meaning,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_escape_forward_slashes: 0,
  output_format_json_quote_denormals: 1,
  async_insert: 0,
  // A series of many points is a long text.
  max_query_size: "100000000",
  cancel_http_readonly_queries_on_client_close: 1,
} as const;

/** Opens a connection to one server; nothing is asked yet. */
export function openNode(options: NodeOptions): Node {
  const client = createClient({
    url: options.url,
    username: options.user,
    password: options.password,
    database: options.database,
    session_id: randomUUID(),
    request_timeout: (options.patience ?? 3600) * 1000,
    max_open_connections: 4,
    compression: { response: true, request: true },
    keep_alive: { idle_socket_ttl: 2000 },
    log: { level: 127 },
    clickhouse_settings: spoken,
  });
  const server = new URL(options.url).host;
  return nodeOver(client, { server, turns: openTurns() });
}

/** A file is one block to the server, whatever months it is about. */
const filed = {
  throw_on_max_partitions_per_insert_block: 0,
  min_insert_block_size_rows: "100000000",
  min_insert_block_size_bytes: "4000000000",
  input_format_null_as_default: 0,
  // Where tables are replicated: most replicas have it before it counts.
  insert_quorum: "auto",
} as const;

interface Around {
  readonly server: string;
  readonly turns: Turns;
}

function nodeOver(client: ClickHouseClient, { server, turns }: Around): Node {
  const watched = watchProgress(client);
  const account = openAccount();
  const kills = new Set<Promise<void>>();
  let closed = false;
  /** The next statement when it is its turn, with what ends it; its errors as what they mean. */
  async function turn<T>(sql: string, signal: AbortSignal | null, work: (asked: Asked) => Promise<T>): Promise<T> {
    const end = await turns.take();
    const asked = ask(client, signal, kills);
    const unwatch = watched.begin(asked.query_id);
    try {
      if (closed) throw new Error("the engine is closed");
      signal?.throwIfAborted();
      return await onceFree(() => work(asked));
    } catch (error) {
      throw signal?.aborted === true ? stopped(error) : classify(error, { server, sql });
    } finally {
      unwatch();
      asked.end();
      end();
    }
  }
  return {
    name: server,
    run: ({ sql, params }, signal) =>
      turn(sql, signal, async ({ query_id, abort_signal }) => {
        const whole = { wait_end_of_query: 1 } as const;
        const asked = { query: sql, query_params: params, query_id, abort_signal, clickhouse_settings: whole };
        account.add((await client.command(asked)).response_headers);
      }),
    rows: (statement, signal) =>
      turn(statement.sql, signal, async (asked) => {
        const { rows, headers } = await allRows(client, statement, asked);
        account.add(headers);
        return rows;
      }),
    columns: (statement, signal) =>
      turn(statement.sql, signal, async ({ query_id, abort_signal }) => {
        const asked = { query: statement.sql, query_params: statement.params, query_id, abort_signal };
        const result = await client.query({ ...asked, format: "JSONColumnsWithMetadata" });
        return numberColumns((await result.json()) as unknown as ToldColumns);
      }),
    async *stream(statement, signal) {
      const end = await turns.take();
      const asked = ask(client, signal, kills);
      const unwatch = watched.begin(asked.query_id);
      try {
        signal?.throwIfAborted();
        const result = await onceFree(() => begun(client, statement, asked));
        for await (const rows of pieces(result)) {
          yield rows;
          signal?.throwIfAborted();
        }
      } catch (error) {
        throw signal?.aborted === true ? stopped(error) : classify(error, { server, sql: statement.sql });
      } finally {
        unwatch();
        asked.end();
        end();
      }
    },
    insert: (block, signal) => turn(`insert into ${block.table}`, signal, (asked) => insertRows(client, block, asked)),
    insertFile: (block, signal) =>
      turn(`insert into ${block.table}`, signal, (asked) => insertParquet(client, block, asked)),
    exportFile: (statement, file, signal) =>
      turn(statement.sql, signal, (asked) => exportParquet(client, statement, { ...asked, file })),
    progress: () => watched.now(),
    spent: () => account.total(),
    async close() {
      closed = true;
      watched.close();
      // One that a server does not answer is not waited for longer.
      await Promise.race([Promise.all(kills), setTimeout(2000, undefined, { ref: false })]);
      await client.close();
    },
  };
}

/** A statement that was stopped holds its session until the server has ended it: what comes next waits. */
async function onceFree<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const busy = error instanceof ClickHouseError && error.code === sessionLocked;
      if (!busy || tries >= 100) throw error;
      await setTimeout(100);
    }
  }
}

const sessionLocked = "373";

interface Answer {
  readonly rows: Record<string, Value>[];
  readonly headers: Readonly<Record<string, unknown>>;
}

async function allRows(
  client: ClickHouseClient,
  { sql, params }: Translated,
  { query_id, abort_signal }: Asked,
): Promise<Answer> {
  const result = await client.query({
    query: sql,
    query_params: params,
    query_id,
    abort_signal,
    format: "JSONCompact",
    // What goes wrong on the way is then an error, not half an answer.
    clickhouse_settings: { wait_end_of_query: 1 },
  });
  const { meta, data } = await result.json<Told[]>();
  return { rows: rowsOf(meta ?? [], data), headers: result.response_headers };
}

const piecewise = "JSONCompactEachRowWithNamesAndTypes";

function begun(
  client: ClickHouseClient,
  { sql, params }: Translated,
  { query_id, abort_signal }: Asked,
): Promise<ResultSet<typeof piecewise>> {
  return client.query({ query: sql, query_params: params, query_id, abort_signal, format: piecewise });
}

async function* pieces(result: ResultSet<typeof piecewise>): AsyncIterable<Record<string, Value>[]> {
  let names: readonly string[] | null = null;
  let columns: Column[] | null = null;
  for await (const lines of result.stream<Told[]>()) {
    const rows = lines.map((line) => line.json<Told[]>());
    names ??= rows.shift()?.map(String) ?? null;
    if (columns === null && rows.length > 0)
      columns = rows.shift()?.map((type, at) => ({ name: names?.[at] ?? "", type: String(type) })) ?? null;
    if (rows.length > 0) yield rowsOf(columns ?? [], rows);
  }
}

async function insertRows(
  client: ClickHouseClient,
  { table, columns, rows, token }: Block,
  { query_id, abort_signal }: Asked,
): Promise<void> {
  await client.insert({
    table: quotedName(table),
    columns: columns.map(quotedName) as [string, ...string[]],
    values: rows.map((row) => row.map(written)),
    format: "JSONCompactEachRow",
    query_id,
    abort_signal,
    clickhouse_settings: token === null ? {} : { insert_deduplicate: 1, insert_deduplication_token: token },
  });
}

async function insertParquet(
  client: ClickHouseClient,
  { table, columns, file, token }: FileBlock,
  { query_id, abort_signal }: Asked,
): Promise<void> {
  await client.insert({
    table: quotedName(table),
    columns: columns.map(quotedName) as [string, ...string[]],
    values: createReadStream(file),
    format: "Parquet",
    query_id,
    abort_signal,
    clickhouse_settings: { ...filed, insert_deduplicate: 1, insert_deduplication_token: token },
  });
}

async function exportParquet(
  client: ClickHouseClient,
  { sql, params }: Translated,
  { query_id, abort_signal, file }: Asked & { readonly file: string },
): Promise<void> {
  const { stream } = await client.exec({
    query: `${sql} format Parquet`,
    query_params: params,
    query_id,
    abort_signal,
    clickhouse_settings: { wait_end_of_query: 1, output_format_parquet_string_as_string: 1 },
  });
  await pipeline(stream, createWriteStream(file));
}

interface Column {
  readonly name: string;
  readonly type: string;
}

function rowsOf(columns: readonly Column[], data: readonly (readonly Told[])[]): Record<string, Value>[] {
  const readings: readonly (readonly [string, Reading])[] = columns.map(({ name, type }) => [name, readingOf(type)]);
  return data.map((row) => Object.fromEntries(readings.map(([name, read], at) => [name, read(row[at] ?? null)])));
}

function written(value: Value): Told {
  if (typeof value === "bigint") return value.toString();
  if (value === Infinity) return "9223372036854775807";
  return value === -Infinity ? "-9223372036854775807" : value;
}

interface Asked {
  readonly query_id: string;
  readonly abort_signal: AbortSignal;
  end(): void;
}

/** A name for a statement, and its end on the server when the signal is aborted. */
function ask(client: ClickHouseClient, signal: AbortSignal | null, kills: Set<Promise<void>>): Asked {
  const query_id = randomUUID();
  const abort = new AbortController();
  const kill = (): void => {
    abort.abort();
    const killed = killUntilGone(client, query_id).finally(() => kills.delete(killed));
    kills.add(killed);
  };
  signal?.addEventListener("abort", kill, { once: true });
  return { query_id, abort_signal: abort.signal, end: () => signal?.removeEventListener("abort", kill) };
}

/** A statement that is about to start is not there to be killed yet, so it is tried again, for a while. */
async function killUntilGone(client: ClickHouseClient, id: string): Promise<void> {
  const query = "kill query where query_id = {id:String} and user = currentUser() async";
  for (const wait of [0, 50, 200, 750]) {
    await setTimeout(wait);
    // Without the session: that is held by the statement itself.
    const asked = { query, query_params: { id }, session_id: "", format: "JSONEachRow" } as const;
    const told = await client.query(asked).then(
      (result) => result.json(),
      () => [],
    );
    if (told.length > 0) return;
  }
}

function stopped(cause: unknown): SmacError {
  return new SmacError("ENGINE_CANCELLED", "the work was stopped before it ended", {
    recovery: "abort",
    cause,
  });
}
