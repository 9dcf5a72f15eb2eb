import type { Engine } from "../engines/duckdb/engine.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { MadeTables } from "./made-tables.ts";
import { type OnProgress, watchedStatement } from "./question-progress.ts";

/** Where statements go: the engine, with a record of what ran, and a way to stop. */
export interface Session {
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  /** Every statement that ran, in order, for `smac sql`. */
  readonly trace: Fragment[];
  /** What earlier questions left in the engine; absent: nothing that is of use. */
  readonly made?: MadeTables;
  /** Told how far a statement is while it runs. */
  readonly onProgress?: OnProgress;
}

/** A session of its own for a question, with nothing in its record. */
export function openSession({
  engine,
  signal,
  made,
  onProgress,
}: Pick<Session, "engine"> & {
  readonly signal?: AbortSignal | undefined;
  readonly made?: MadeTables | undefined;
  readonly onProgress?: OnProgress | undefined;
}): Session {
  return {
    engine,
    trace: [],
    ...(signal === undefined ? {} : { signal }),
    ...(made === undefined ? {} : { made }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/** Runs a statement for its effect; one whose table is there already, of the same facts, is not run again. */
export async function execute(session: Session, statement: Fragment): Promise<void> {
  session.trace.push(statement);
  const run = (): Promise<void> =>
    watched(session, () => session.engine.run(statement.sql, statement.params, options(session)));
  await (session.made === undefined ? run() : session.made.make(statement, run));
}

/** Runs a statement for its rows. */
export async function query<T>(session: Session, statement: Fragment): Promise<T[]> {
  session.trace.push(statement);
  const rows = (): Promise<T[]> =>
    watched(session, () => session.engine.rows<T>(statement.sql, statement.params, options(session)));
  return session.made === undefined ? rows() : session.made.ask(statement, rows);
}

function watched<T>({ engine, trace, onProgress }: Session, run: () => Promise<T>): Promise<T> {
  return onProgress === undefined ? run() : watchedStatement({ engine, step: trace.length, onProgress }, run);
}

function options({ signal }: Session): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
