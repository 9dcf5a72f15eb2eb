import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { Connection, StreamSource } from "../model/connection.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { StreamSpec } from "../sources/kit/source.ts";
import { withLittleMemory } from "../store/little-memory.ts";
import type { Store } from "../store/store.ts";
import type { UndatedRows } from "../store/undated.ts";
import { brokenOff } from "./broken-off.ts";
import { chosenStreams } from "./chosen-streams.ts";
import type { ChosenConnection } from "./chosen-streams.ts";
import { meter } from "./meter.ts";
import type { Meter } from "./meter.ts";
import { readStream } from "./read-stream.ts";
import { emptyOutcome } from "./sync-work.ts";
import type { ConnectionOpener, OpenedConnection, StreamOutcome, SyncOptions, SyncReceipt } from "./sync-work.ts";

/** What a sync works on. */
export interface SyncContext {
  readonly store: Store;
  readonly model: ProjectModel;
  readonly effects: Effects;
  readonly open: ConnectionOpener;
  /** Told of what a source finds worth telling, a sentence each. */
  readonly note: (text: string) => void;
}

/**
 * Reads what is new in the connected systems into the store: stream after
 * stream, each as far as it goes, then the facts are derived. A stream that
 * fails does not stop the others, and says so in its outcome. Stopped at any
 * moment, the next sync goes on.
 *
 * @throws SmacError `SYNC_STOPPED` when it was asked to stop; `SYNC_NO_CONNECTIONS`, `SYNC_UNKNOWN_SOURCE`, `SYNC_UNKNOWN_STREAM`; of the store.
 */
export function syncConnections(context: SyncContext, options: SyncOptions): Promise<SyncReceipt> {
  return withLittleMemory(context.store.engine, () => syncAll(context, options));
}

async function syncAll(context: SyncContext, options: SyncOptions): Promise<SyncReceipt> {
  const { store, model, effects } = context;
  const signal = options.signal ?? effects.signal;
  const chosen = chosenStreams(model, options);
  const work: SyncWork = { ...context, options: { ...options, signal }, meter: meter(chosen, options, effects) };
  const outcomes: StreamOutcome[] = [];
  for (const one of chosen) {
    for await (const outcome of syncConnection(work, one)) {
      outcomes.push(outcome);
      work.meter.done(outcome);
      if (outcome.state === "stopped") throw stopped();
    }
  }
  work.meter.deriving();
  const undated = await store.undated();
  if (!(await store.isCurrent())) await derive(store, signal);
  return { streams: outcomes, state: stateOf(outcomes), notes: undated.map(undatedNote) };
}

interface SyncWork extends SyncContext {
  readonly options: SyncOptions & { readonly signal: AbortSignal };
  readonly meter: Meter;
}

async function* syncConnection(
  work: SyncWork,
  { connection, streams }: ChosenConnection,
): AsyncGenerator<StreamOutcome> {
  const { options, meter, effects } = work;
  let opened: OpenedConnection | undefined;
  try {
    await refuseOther(work, connection);
    opened = await work.open(connection, { signal: options.signal, onCall: meter.called, note: work.note });
    await meetConnection(work, connection, opened);
  } catch (error) {
    await opened?.source.close();
    if (options.signal.aborted) throw stopped();
    const told = brokenOff(error, `connecting “${connection.name}”`);
    for (const stream of streams) yield await notOpened(work, stream, told);
    return;
  }
  try {
    for (const stream of streams) {
      if (options.signal.aborted) throw stopped();
      yield await syncStream(work, opened, stream);
      const known = await work.store.connection(connection.name);
      const { type, settings } = connection;
      const heard = { type, settings, budget: opened.source.budget(), heard: effects.now() };
      await work.store.noteConnection(connection.name, { ...heard, timezone: known?.timezone ?? null });
    }
  } finally {
    await opened.source.close();
  }
}

/** The rows of two systems under one name would count together. */
async function refuseOther({ store }: SyncWork, { name, type, at }: Connection): Promise<void> {
  const before = (await store.connection(name))?.type ?? type;
  if (before === type) return;
  throw new SmacError("SYNC_OTHER_SYSTEM", `“${name}” was ${before} at the last sync, and is ${type} in smac.yml now`, {
    at,
    hint: `give the new connection a name of its own in smac.yml, or set its type back to ${before}; the rows of both under one name would count together`,
  });
}

/** Remembers what a service says of itself; settings that are others than at the last sync may mean another set of data. */
async function meetConnection(
  { store, effects, note }: SyncWork,
  { name, type, settings }: Connection,
  { source }: OpenedConnection,
): Promise<void> {
  const before = (await store.connection(name))?.settings ?? settings;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(settings)])];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(settings[key]));
  if (changed.length > 0)
    note(
      `${name}: “${changed.join("”, “")}” changed in smac.yml since the last sync; if that means other data, \`smac sync --source ${name} --full\` reads all of it anew`,
    );
  const timezone = await source.timezone();
  await store.noteConnection(name, { type, settings, timezone, budget: source.budget(), heard: effects.now() });
}

async function syncStream(work: SyncWork, opened: OpenedConnection, stream: StreamSource): Promise<StreamOutcome> {
  const { store, options, meter, effects } = work;
  const spec = specOf(opened, stream);
  const writer = await store.writeStream(stream, { fresh: options.full ?? false });
  const { source } = opened;
  const reading = meter.stream(stream, source);
  return readStream({ source, stream, spec, writer, options, now: () => effects.now(), ...reading });
}

function specOf({ streams }: OpenedConnection, stream: StreamSource): StreamSpec {
  const spec = streams.find(({ name }) => name === stream.stream);
  if (spec === undefined) throw new Error(`the source has no stream “${stream.stream}”`);
  return spec;
}

/** A connection that cannot be opened fails each of its streams in the same way. */
async function notOpened({ store, effects }: SyncWork, stream: StreamSource, error: SmacError): Promise<StreamOutcome> {
  const writer = await store.writeStream(stream, { fresh: false });
  await writer.finish({
    complete: false,
    error: { code: error.code, message: error.message, at: effects.now() },
    rejected: writer.state.rejected,
  });
  return { ...emptyOutcome(stream.name), state: "failed", error };
}

async function derive(store: Store, signal: AbortSignal): Promise<void> {
  try {
    await store.refresh();
  } catch (error) {
    if (signal.aborted) throw stopped();
    throw error;
  }
}

function undatedNote({ source, column, rows, example }: UndatedRows): string {
  const count = rows === 1 ? "1 row has" : `${rows} rows have`;
  return `${source}: ${count} no date in “${column}” that can be read, such as “${example}”; without one they happened at no time`;
}

function stateOf(outcomes: readonly StreamOutcome[]): SyncReceipt["state"] {
  const failed = outcomes.filter(({ state }) => state === "failed").length;
  if (failed === 0) return "complete";
  return failed === outcomes.length ? "failed" : "partial";
}

function stopped(): SmacError {
  return new SmacError("SYNC_STOPPED", "the sync was stopped", {
    recovery: "abort",
    hint: "what was read is kept; the next `smac sync` goes on from there",
  });
}
