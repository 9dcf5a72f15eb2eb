import type { Effects } from "../effects.ts";
import type { StreamSource } from "../model/connection.ts";
import type { CallEvent } from "../sources/kit/http.ts";
import type { OpenedSource } from "../sources/kit/source.ts";
import type { ChosenConnection } from "./chosen-streams.ts";
import type { StreamOutcome, SyncEvent, SyncOptions } from "./sync-work.ts";

/** Counts rows and calls of a sync, and tells how far it is. */
export interface Meter {
  /** To be told of every call. */
  readonly called: (call: CallEvent) => void;
  /** Begins with a stream. */
  stream(
    stream: StreamSource,
    source: OpenedSource,
  ): { readonly calls: () => number; readonly onRows: (rows: number, expected: number | null) => void };
  done(outcome: StreamOutcome): void;
  deriving(): void;
}

/** A meter over the chosen streams, told through the options' `onEvent`. */
export function meter(
  chosen: readonly ChosenConnection[],
  { onEvent }: SyncOptions,
  effects: Pick<Effects, "now">,
): Meter {
  const order = chosen.flatMap(({ streams }) => streams.map(({ name }) => name));
  const names = new Map(chosen.flatMap(({ streams }) => streams.map((stream) => [stream.name, stream] as const)));
  let calls = 0;
  let current: {
    readonly event: SyncEvent;
    readonly source: OpenedSource;
    readonly began: number;
    readonly calls: number;
  } | null = null;
  const tell = (changed: Partial<SyncEvent>): void => {
    if (current === null) return;
    const event = { ...current.event, ...changed, calls: calls - current.calls, budget: current.source.budget() };
    current = { ...current, event };
    onEvent?.(event);
  };
  return {
    called: () => {
      calls += 1;
      tell({});
    },
    stream(stream, source) {
      const event = {
        ...quiet,
        connection: stream.connection,
        stream: stream.stream,
        number: order.indexOf(stream.name) + 1,
        streams: order.length,
      };
      current = { event, source, began: effects.now(), calls };
      tell({});
      return {
        calls: () => calls,
        onRows: (rows, expected) =>
          tell({ rows, expected, ...pace(rows, expected, effects.now() - (current?.began ?? 0)) }),
      };
    },
    done(outcome) {
      const stream = names.get(outcome.stream);
      const event = current?.event ?? { ...quiet, streams: order.length };
      const { connection = "", stream: name = "" } = stream ?? {};
      current = null;
      onEvent?.({
        ...event,
        step: "done",
        connection,
        stream: name,
        number: order.indexOf(outcome.stream) + 1,
        outcome,
      });
    },
    deriving() {
      onEvent?.({ ...quiet, step: "deriving", number: order.length, streams: order.length });
    },
  };
}

const quiet: SyncEvent = {
  step: "reading",
  connection: "",
  stream: "",
  number: 0,
  streams: 0,
  rows: 0,
  expected: null,
  rowsPerSecond: null,
  calls: 0,
  budget: null,
  secondsLeft: null,
  outcome: null,
};

function pace(
  rows: number,
  expected: number | null,
  microseconds: number,
): Pick<SyncEvent, "rowsPerSecond" | "secondsLeft"> {
  if (microseconds <= 0 || rows === 0) return { rowsPerSecond: null, secondsLeft: null };
  const perSecond = (rows * 1_000_000) / microseconds;
  const left = expected === null ? null : Math.max(0, Math.ceil((expected - rows) / perSecond));
  return { rowsPerSecond: Math.round(perSecond), secondsLeft: left };
}
