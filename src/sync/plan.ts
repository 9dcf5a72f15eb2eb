import { SmacError } from "../errors.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Budget } from "../sources/kit/source.ts";
import type { ConnectionState } from "../store/connection-state.ts";
import type { StreamState } from "../store/stream-state.ts";
import type { Instant } from "../time/instant.ts";
import { chosenStreams } from "./chosen-streams.ts";
import type { ChosenConnection } from "./chosen-streams.ts";
import type { ConnectionOpener, SyncOptions } from "./sync-work.ts";

/** What a sync would spend. */
export interface SyncPlan {
  readonly connections: readonly PlannedConnection[];
}

/** What a sync would spend on one connection. */
export interface PlannedConnection {
  readonly connection: string;
  readonly streams: readonly PlannedStream[];
  /** Null: the service says nothing, or was never asked. */
  readonly budget: Budget | null;
  /** Why it cannot be opened; null: it can. */
  readonly error: SmacError | null;
}

/** What a sync would spend on one stream. */
export interface PlannedStream {
  /** The full name, e.g. `books.invoices`. */
  readonly stream: string;
  /** Roughly; null: it cannot be told without spending more. */
  readonly calls: number | null;
  /** Since when changes are read, in microseconds since 1970 UTC; null: everything is read. */
  readonly since: Instant | null;
}

/** What a plan is made of. */
export interface PlanContext {
  readonly model: ProjectModel;
  readonly signal: AbortSignal;
  readonly open: ConnectionOpener;
  readonly note: (text: string) => void;
  readonly states: ReadonlyMap<string, StreamState>;
  readonly connection: (name: string) => Promise<ConnectionState | null>;
}

/**
 * What a sync would spend, by stream. Nothing is read or written; a source may
 * make a call or two to find out.
 *
 * @throws SmacError `SYNC_NO_CONNECTIONS`, `SYNC_UNKNOWN_SOURCE`, `SYNC_UNKNOWN_STREAM`.
 */
export async function planSync(context: PlanContext, options: SyncOptions): Promise<SyncPlan> {
  const connections: PlannedConnection[] = [];
  for (const one of chosenStreams(context.model, options)) connections.push(await planned(context, one, options));
  return { connections };
}

async function planned(
  context: PlanContext,
  { connection, streams }: ChosenConnection,
  options: SyncOptions,
): Promise<PlannedConnection> {
  const { name } = connection;
  const { signal, note } = context;
  const heard = (await context.connection(name))?.budget ?? null;
  try {
    const { source, streams: specs } = await context.open(connection, { signal, note, onCall: () => undefined });
    try {
      const plans: PlannedStream[] = [];
      for (const stream of streams) {
        const spec = specs.find((known) => known.name === stream.stream);
        const state = context.states.get(stream.name);
        const from = options.full === true ? null : (state?.cursor ?? null);
        const request = { cursor: from, full: options.full ?? false, since: options.since ?? null, signal };
        const calls = spec === undefined ? null : await source.calls(spec, request);
        const since = options.since ?? (from === null ? null : (state?.through ?? state?.readingSince ?? null));
        plans.push({ stream: stream.name, calls, since });
      }
      return { connection: name, streams: plans, budget: source.budget() ?? heard, error: null };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof SmacError) || signal.aborted) throw error;
    const plans = streams.map((stream) => ({ stream: stream.name, calls: null, since: null }));
    return { connection: name, streams: plans, budget: heard, error };
  }
}
