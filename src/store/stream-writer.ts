import type { StreamSource } from "../model/connection.ts";
import { streamKey } from "../model/connection.ts";
import type { Instant } from "../time/instant.ts";
import { rawTable } from "./raw-table.ts";
import { transaction } from "./schema.ts";
import { commitStage } from "./stream-commit.ts";
import type { Committed, Mark, WriterContext } from "./stream-commit.ts";
import { readColumns, writeColumns } from "./stream-columns.ts";
import type { KnownColumn } from "./stream-columns.ts";
import { openStage } from "./stream-stage.ts";
import type { StagedRow } from "./stream-stage.ts";
import { readStream, writeStream } from "./stream-state.ts";
import type { StreamError, StreamState } from "./stream-state.ts";
import { growTable, withColumns } from "./stream-table.ts";

/** How the reading of a stream ended. */
export interface ReadEnd {
  /** Null: nothing went wrong. */
  readonly error: StreamError | null;
  /** Whether everything was read. */
  readonly complete: boolean;
  readonly rejected: number;
}

/** Puts the rows of one stream into the store. One is open at a time. */
export interface StreamWriter {
  readonly state: StreamState;
  /** What earlier readings saw of its columns. */
  readonly known: readonly KnownColumn[];
  /** The columns of its table when it was opened. */
  readonly columns: readonly string[];
  /** Takes rows in without keeping them yet; `columns` are the names of their cells. Of one key, the last row counts. */
  stage(rows: readonly StagedRow[], columns: Iterable<string>): Promise<void>;
  /** How many rows were taken in and are not kept yet. */
  readonly staged: number;
  /** Keeps the rows taken in, and the mark with them: all of it, or nothing. Equal rows write nothing. */
  commit(mark: Mark): Promise<Committed>;
  /** Remembers how the reading ended. */
  finish(end: ReadEnd): Promise<void>;
}

/**
 * Opens a stream for writing; its table is made with its first rows, with every
 * column that its meaning uses. `fresh`: an earlier reading that was not
 * complete is not gone on with.
 */
export async function openStream(
  context: WriterContext,
  source: StreamSource,
  options: { readonly fresh: boolean },
): Promise<StreamWriter> {
  const { engine, effects } = context;
  const began = effects.now();
  const raw = withColumns(await rawTable(engine, source.name), [streamKey, ...source.key, ...source.columns]);
  const stage = openStage(engine, raw);
  let state = await readStream(engine, source.name);
  const known = await readColumns(engine, source.name);
  if (options.fresh) state = { ...state, readingSince: null };
  return {
    known,
    columns: raw.columns.map(({ name }) => name),
    get state() {
      return state;
    },
    get staged() {
      return stage.rows;
    },
    stage: (rows, columns) => stage.add(rows, columns),
    async commit(mark) {
      const next = marked(state, mark, { began, now: effects.now() });
      const after = mark.ends === true ? { ...next, passSince: null, passWindow: null } : next;
      await stage.settle();
      const committed = await transaction(engine, async () => {
        const done = await commitStage(context, {
          source: source.name,
          raw: stage.raw,
          rows: stage.rows,
          mark,
          state: next,
        });
        await writeStream(engine, source.name, after);
        await writeColumns(engine, source.name, mark.columns);
        return done;
      });
      state = after;
      stage.empty();
      return committed;
    },
    async finish(end) {
      state = ended(state, end, { began, now: effects.now() });
      await transaction(engine, async () => {
        // Also of a stream without rows the columns are known.
        if (end.complete) await growTable(engine, stage.raw, 0);
        await writeStream(engine, source.name, state);
      });
    },
  };
}

interface Moments {
  readonly began: Instant;
  readonly now: Instant;
}

function marked(state: StreamState, mark: Mark, { began, now }: Moments): StreamState {
  const pass =
    mark.begins === true
      ? { passSince: now, passWindow: mark.window ?? null }
      : mark.window === undefined
        ? {}
        : { passWindow: mark.window };
  const kept = { ...state, ...pass };
  if (mark.cursor === undefined) return kept;
  return { ...kept, cursor: mark.cursor, cursorAt: now, readingSince: state.readingSince ?? began };
}

function ended(state: StreamState, end: ReadEnd, { began, now }: Moments): StreamState {
  const told = { ...state, rejected: end.rejected, error: end.error };
  if (!end.complete) return told;
  return { ...told, through: state.readingSince ?? began, finished: now, readingSince: null };
}
