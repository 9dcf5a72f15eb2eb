import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Json } from "../sources/kit/row.ts";
import type { Budget } from "../sources/kit/source.ts";
import { text } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { readConnection } from "./connection-state.ts";
import { rowCounts } from "./status.ts";
import { readStream } from "./stream-state.ts";
import type { StreamError } from "./stream-state.ts";

/** What the store holds of one connection. Instants are microseconds since 1970 UTC. */
export interface ConnectionStatus {
  readonly connection: string;
  /** What people call the system, e.g. `Zoho Books`. */
  readonly system: string;
  /** Nothing from before is missing in any stream; null: some stream was never read to its end. */
  readonly through: Instant | null;
  /** What may still be called, as last heard; null: never heard. */
  readonly budget: (Budget & { readonly heard: Instant }) | null;
  readonly streams: readonly StreamStatus[];
}

/** What the store holds of one stream. */
export interface StreamStatus {
  /** Without its connection, e.g. `invoices`. */
  readonly stream: string;
  /** Rows that stand. */
  readonly rows: number;
  /** Rows that were once read and are gone or were replaced. */
  readonly forgotten: number;
  /** Rows without a key that the last reading left out. */
  readonly rejected: number;
  /** When the last complete reading began; null: there was none. */
  readonly through: Instant | null;
  /** Where the next reading goes on, in the words of its source; it holds no secret. Null: from the beginning. */
  readonly cursor: Json;
  /** When the place to go on from was remembered; null: it starts from the beginning. */
  readonly cursorAt: Instant | null;
  /** Since when a reading is not complete; null: the last one was. */
  readonly readingSince: Instant | null;
  /** When something of it was last written; null: never. */
  readonly changed: Instant | null;
  /** Why the last reading failed; null: it did not. */
  readonly error: StreamError | null;
}

/** What the store holds of each connection of a project. */
export async function connectionStatus(engine: Engine, model: ProjectModel): Promise<readonly ConnectionStatus[]> {
  const statuses: ConnectionStatus[] = [];
  for (const { name, title } of model.connections) {
    const own = model.streams.filter(({ connection }) => connection === name);
    const streams: StreamStatus[] = [];
    for (const stream of own) streams.push(await streamStatus(engine, stream.name, stream.stream));
    const heard = await readConnection(engine, name);
    const budget = heard?.budget ?? null;
    statuses.push({
      connection: name,
      system: title,
      through: earliest(streams.map(({ through }) => through)),
      budget: heard === null || budget === null ? null : { ...budget, heard: heard.heard },
      streams,
    });
  }
  return statuses;
}

async function streamStatus(engine: Engine, source: string, stream: string): Promise<StreamStatus> {
  const { through, cursor, cursorAt, readingSince, rejected, error } = await readStream(engine, source);
  const [last] = await engine.rows<{ changed: number | null }>(
    "SELECT max(finished) AS changed FROM loads WHERE source = ?",
    text(source).params,
  );
  const changed = last?.changed ?? null;
  return {
    stream,
    ...(await rowCounts(engine, source)),
    rejected,
    through,
    cursor,
    cursorAt,
    readingSince,
    changed,
    error,
  };
}

/** The earliest of several instants; null when one of them is, or there are none. */
export function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const [first, ...rest] = instants;
  if (first === undefined) return null;
  return rest.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b)), first);
}
