import { setTimeout as sleep } from "node:timers/promises";
import { SmacError } from "../errors.ts";
import type { StreamSource } from "../model/connection.ts";
import type { Batch, OpenedSource, ReadRequest, StreamSpec } from "../sources/kit/source.ts";
import type { Committed, Mark } from "../store/stream-commit.ts";
import type { StreamWriter } from "../store/stream-writer.ts";
import { ahead } from "./ahead.ts";
import { batchRows } from "./batch-rows.ts";
import type { BatchRows } from "./batch-rows.ts";
import { brokenOff } from "./broken-off.ts";
import { watchDrift } from "./drift.ts";
import type { Drift } from "./drift.ts";
import { emptyOutcome } from "./sync-work.ts";
import type { StreamOutcome, SyncOptions } from "./sync-work.ts";

/** What reading one stream needs. */
export interface StreamWork {
  readonly source: OpenedSource;
  readonly stream: StreamSource;
  readonly spec: StreamSpec;
  readonly writer: StreamWriter;
  readonly options: SyncOptions & { readonly signal: AbortSignal };
  readonly now: () => number;
  /** Calls made so far. */
  readonly calls: () => number;
  readonly onRows: (rows: number, expected: number | null) => void;
}

const usual = { rows: 20_000, microseconds: 1_000_000 };

/**
 * Reads what is new in a stream into the store. Rows are kept together with
 * where to go on, some batches at a time; what was read before trouble or a stop
 * stays, and the next reading goes on from there.
 *
 * @throws SmacError of the store; what goes wrong with the source is in the outcome.
 */
export async function readStream(work: StreamWork): Promise<StreamOutcome> {
  const began = work.now();
  const { writer, stream, options } = work;
  const callsBefore = work.calls();
  const drift = watchDrift({
    known: writer.known,
    standing: new Set(writer.columns),
    expected: stream.columns,
  });
  const rows = batchRows(stream.name, stream.key, drift);
  const keeping = keep(work, { rows, drift });
  const trouble = await readAll(work, keeping, rows);
  await keeping.now();
  const state = options.signal.aborted ? "stopped" : trouble === null ? "complete" : "failed";
  const notes = [...new Set([...drift.notes(stream.name), ...rows.notes, ...keeping.notes])];
  const error = state === "failed" ? trouble : null;
  if (state !== "stopped") {
    await writer.finish({
      complete: state === "complete" && (keeping.moved || !isAside(work)),
      error: error === null ? null : { code: error.code, message: error.message, at: work.now() },
      rejected: rows.rejected,
    });
  }
  return {
    ...emptyOutcome(stream.name),
    ...keeping.sum(),
    state,
    read: rows.read,
    rejected: rows.rejected,
    calls: work.calls() - callsBefore,
    microseconds: work.now() - began,
    notes,
    error,
  };
}

/** Whether only rows since a moment were asked for, of a stream that was read before: older changes may be unread. */
function isAside({ options, writer: { state } }: StreamWork): boolean {
  return options.since !== undefined && (state.through !== null || state.readingSince !== null);
}

/** Gives what went wrong with the source, null if nothing did. */
async function readAll(work: StreamWork, keeping: Keeping, rows: BatchRows): Promise<SmacError | null> {
  const { source, spec, writer, options } = work;
  const end = new AbortController();
  const request: ReadRequest = {
    cursor: writer.state.cursor,
    full: options.full ?? false,
    since: options.since ?? null,
    signal: AbortSignal.any([options.signal, end.signal]),
  };
  const batches = ahead(source.read(spec, request))[Symbol.asyncIterator]();
  let expected: number | null = null;
  try {
    for (;;) {
      const asked = batches.next().catch((error: unknown) => brokenOff(error, `reading “${work.stream.name}”`));
      // While a service makes us wait, what came before is already kept.
      if (keeping.waits && !(await comesWithin(asked, keepEvery(options).microseconds))) await keeping.now();
      const next = await asked;
      if (next instanceof SmacError) return next;
      if (next.done === true) return null;
      expected = next.value.expected ?? expected;
      await keeping.take(next.value);
      work.onRows(rows.read, expected);
      if (options.signal.aborted) return null;
    }
  } finally {
    end.abort();
    await batches.return();
  }
}

function keepEvery(options: SyncOptions): NonNullable<SyncOptions["keepEvery"]> {
  return options.keepEvery ?? usual;
}

/** Whether something is there before so many microseconds went by. */
async function comesWithin(coming: Promise<unknown>, microseconds: number): Promise<boolean> {
  const end = new AbortController();
  const late = sleep(microseconds / 1000, false, { signal: end.signal }).catch(() => false);
  const came = await Promise.race([coming.then(() => true), late]);
  end.abort();
  return came;
}

/** Gathers batches and keeps them when they are many, old, or a pass begins or ends. */
interface Keeping {
  take(batch: Batch): Promise<void>;
  /** Keeps what was gathered. */
  now(): Promise<void>;
  /** Whether anything was gathered and is not kept. */
  readonly waits: boolean;
  /** Whether a place to go on from was given. */
  readonly moved: boolean;
  sum(): Committed;
  readonly notes: readonly string[];
}

function keep(work: StreamWork, { rows, drift }: { readonly rows: BatchRows; readonly drift: Drift }): Keeping {
  const { writer, options, stream } = work;
  const every = keepEvery(options);
  const notes: string[] = [];
  // With `since`, rows from before were not asked for: only a pass with a window says what is gone.
  let counts = options.since === undefined || writer.state.passWindow !== null;
  let moved = false;
  let mark: Gathered | null = null;
  let since = work.now();
  let sum: Committed = { inserted: 0, changed: 0, unchanged: 0, gone: 0 };
  const now = async (): Promise<void> => {
    if (mark !== null) sum = plus(sum, await writer.commit({ ...mark, columns: drift.known() }));
    mark = null;
    since = work.now();
  };
  return {
    now,
    get waits() {
      return mark !== null;
    },
    get moved() {
      return moved;
    },
    sum: () => sum,
    notes,
    async take(batch) {
      if (batch.pass === "begins") counts = options.since === undefined || batch.window !== undefined;
      if (batch.cursor !== undefined) moved = true;
      const said = { begins: counts && batch.pass === "begins", ends: counts && batch.pass === "ends" };
      if (said.begins && mark !== null) await now();
      await writer.stage(rows.staged(batch), drift.columns);
      if (said.ends && !said.begins && writer.state.passSince === null && mark?.begins !== true) {
        notes.push(`${stream.name}: the end of a pass was told that never began; no row was taken for gone`);
      }
      mark = together(mark, batch, said);
      const old = work.now() - since >= every.microseconds;
      if (said.ends || writer.staged >= every.rows || old) await now();
    },
  };
}

type Gathered = Omit<Mark, "columns">;

interface Said {
  readonly begins: boolean;
  readonly ends: boolean;
}

function together(mark: Gathered | null, batch: Batch, said: Said): Gathered {
  const window = batch.window ?? mark?.window;
  const cursor = batch.cursor === undefined ? mark?.cursor : batch.cursor;
  return {
    ...(cursor === undefined ? {} : { cursor }),
    ...(window === undefined ? {} : { window }),
    begins: said.begins || mark?.begins === true,
    ends: said.ends,
    merged: [...(mark?.merged ?? []), ...(batch.merged ?? [])],
  };
}

function plus(a: Committed, b: Committed): Committed {
  return {
    inserted: a.inserted + b.inserted,
    changed: a.changed + b.changed,
    unchanged: a.unchanged + b.unchanged,
    gone: a.gone + b.gone,
  };
}
