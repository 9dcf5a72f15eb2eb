import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Json } from "../sources/kit/row.ts";
import { instant, int, raw, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";

/** The rows that a pass is about: those whose `column` is from `from` (inclusive) to `to` (exclusive), as text. */
export interface PassWindow {
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** How far the reading of a stream is. Instants are microseconds since 1970 UTC. */
export interface StreamState {
  /** What the last kept batch gave to go on from; null: from the beginning. */
  readonly cursor: Json;
  /** When the cursor was kept. */
  readonly cursorAt: Instant | null;
  /** When the reading that is not complete yet began; null: none is under way. */
  readonly readingSince: Instant | null;
  /** When the last complete reading began: nothing from before is missing. Null: there was none. */
  readonly through: Instant | null;
  /** When the last complete reading ended. */
  readonly finished: Instant | null;
  /** When the pass under way began; null: none is. */
  readonly passSince: Instant | null;
  readonly passWindow: PassWindow | null;
  /** Rows without a key that the last reading left out. */
  readonly rejected: number;
  /** Why the last reading failed, and when; null: it did not. */
  readonly error: StreamError | null;
}

/** What went wrong when a stream was read last. */
export interface StreamError {
  readonly code: string;
  readonly message: string;
  readonly at: Instant;
}

const unread: StreamState = {
  cursor: null,
  cursorAt: null,
  readingSince: null,
  through: null,
  finished: null,
  passSince: null,
  passWindow: null,
  rejected: 0,
  error: null,
};

interface StateRow {
  readonly source: string;
  readonly cursor: string | null;
  readonly cursor_at: number | null;
  readonly reading_since: number | null;
  readonly through: number | null;
  readonly finished: number | null;
  readonly pass_since: number | null;
  readonly pass_window: string | null;
  readonly rejected: number;
  readonly error_code: string | null;
  readonly error: string | null;
  readonly failed: number | null;
}

/** How far the reading of a stream is; of one that was never read, nowhere. */
export async function readStream(engine: Engine, source: string): Promise<StreamState> {
  const [row] = await engine.rows<StateRow>("SELECT * FROM streams WHERE source = ?", text(source).params);
  return row === undefined ? unread : stateOf(row);
}

function stateOf(row: StateRow): StreamState {
  return {
    cursor: row.cursor === null ? null : (JSON.parse(row.cursor) as Json),
    cursorAt: row.cursor_at,
    readingSince: row.reading_since,
    through: row.through,
    finished: row.finished,
    passSince: row.pass_since,
    passWindow: row.pass_window === null ? null : (JSON.parse(row.pass_window) as PassWindow),
    rejected: row.rejected,
    error: errorOf(row),
  };
}

/** How far the reading of each stream of a project is, by its full name. */
export async function streamStates(engine: Engine, model: ProjectModel): Promise<ReadonlyMap<string, StreamState>> {
  const rows = await engine.rows<StateRow>("SELECT * FROM streams");
  const known = new Map(rows.map((row) => [row.source, stateOf(row)]));
  return new Map(model.streams.map(({ name }) => [name, known.get(name) ?? unread]));
}

function errorOf(row: StateRow): StreamError | null {
  if (row.failed === null) return null;
  return { code: row.error_code ?? "", message: row.error ?? "", at: row.failed };
}

/** Remembers how far the reading of a stream is, in place of what was; belongs in a transaction. */
export async function writeStream(engine: Engine, source: string, state: StreamState): Promise<void> {
  await engine.run("DELETE FROM streams WHERE source = ?", text(source).params);
  const { cursor, passWindow, error } = state;
  const add = sql`INSERT INTO streams VALUES (${text(source)}, ${json(cursor)}, ${at(state.cursorAt)}, ${at(state.readingSince)}, ${at(state.through)},
${at(state.finished)}, ${at(state.passSince)}, ${json(passWindow)}, ${int(state.rejected)}, ${text(error?.code ?? null)},
${text(error?.message ?? null)}, ${at(error?.at ?? null)})`;
  await engine.run(add.sql, add.params);
}

function json(value: unknown): Fragment {
  return text(value === null ? null : JSON.stringify(value));
}

function at(value: Instant | null): Fragment {
  return value === null ? raw("NULL") : instant(value);
}
