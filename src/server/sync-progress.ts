import { formatInstant } from "../time/instant.ts";
import type { SyncEvent } from "../sync/sync-work.ts";
import type { Progress, StreamProgress } from "./jobs.ts";

/** Tells how far a sync is: the stream at hand, and every stream so far. */
export function syncTeller(tell: (progress: Progress) => void): (event: SyncEvent) => void {
  const streams = new Map<string, StreamProgress>();
  return (event) => {
    if (event.step !== "deriving") streams.set(`${event.connection}.${event.stream}`, streamProgress(event));
    tell({ ...ofStream(event), streams: [...streams.values()], budget: budgetOf(event) });
  };
}

function ofStream({ step, connection, stream, rows, expected, rowsPerSecond, number, streams }: SyncEvent): Progress {
  const percent = expected === null || expected === 0 ? null : Math.min(100, (100 * rows) / expected);
  const of = step === "deriving" ? "" : `${connection}.${stream}`;
  return { step, of, rows, percent, rows_per_second: rowsPerSecond, number, of_streams: streams };
}

function streamProgress({
  step,
  connection,
  stream,
  rows,
  expected,
  calls,
  secondsLeft,
  outcome,
}: SyncEvent): StreamProgress {
  return {
    stream: `${connection}.${stream}`,
    state: step === "done" ? (outcome?.state ?? "complete") : "reading",
    rows,
    expected,
    calls,
    seconds_left: secondsLeft === null ? null : Math.round(secondsLeft),
    error: outcome?.error?.message ?? null,
  };
}

function budgetOf({ budget }: SyncEvent): NonNullable<Progress["budget"]> | null {
  if (budget === null) return null;
  const { of, limit, remaining, resets } = budget;
  return { of, limit, remaining, resets: resets === null ? null : formatInstant(resets) };
}
