import type { PlannedConnection, SyncPlan } from "../../sync/plan.ts";
import type { StreamOutcome, SyncEvent, SyncReceipt } from "../../sync/sync-work.ts";
import { formatInstant } from "../../time/instant.ts";
import { plainReceipt } from "../../format/sync-receipt.ts";
import { countText } from "../../format/numbers.ts";
import { textTable } from "./text-table.ts";
import type { TextOptions } from "./style.ts";

/** What a sync did with a stream, in one line. */
export function outcomeLine(outcome: StreamOutcome): string {
  const { stream, state, inserted, changed, gone, rejected, calls, read, microseconds } = outcome;
  const parts = [
    ...(inserted > 0 ? [`${countText(inserted)} new`] : []),
    ...(changed > 0 ? [`${countText(changed)} changed`] : []),
    ...(gone > 0 ? [`${countText(gone)} gone`] : []),
    ...(rejected > 0 ? [`${countText(rejected)} rejected`] : []),
  ];
  const did = parts.length === 0 ? "nothing new" : parts.join(", ");
  const speed =
    read >= 1000 && microseconds > 0 ? [`${countText(Math.round((read * 1_000_000) / microseconds))} rows/s`] : [];
  const about = [...(calls > 0 ? [callsText(calls)] : []), ...speed];
  const said = state === "failed" ? `failed, ${did === "nothing new" ? "nothing was read" : `${did} until then`}` : did;
  return `${stream}: ${said}${about.length === 0 ? "" : ` (${about.join(", ")})`}`;
}

/** How far a sync is, in one line. */
export function progressText(event: SyncEvent): string {
  if (event.step === "deriving") return "deriving the facts";
  const { rows, expected, rowsPerSecond, calls, budget, secondsLeft } = event;
  const parts = [
    `${countText(rows)}${expected === null ? "" : ` of ${countText(Math.max(expected, rows))}`} rows`,
    ...(rowsPerSecond === null ? [] : [`${countText(rowsPerSecond)} rows/s`]),
    callsText(calls),
    ...(budget === null ? [] : [`${countText(budget.remaining)} ${budget.of} left`]),
    ...(secondsLeft === null ? [] : [`${durationText(secondsLeft)} to go`]),
  ];
  return `${event.connection}.${event.stream} (${event.number} of ${event.streams}): ${parts.join(", ")}`;
}

/** A sync's receipt as JSON. */
export function receiptJson(receipt: SyncReceipt): string {
  return JSON.stringify(plainReceipt(receipt), null, 1);
}

/** What a sync would spend, as tables. */
export function planText({ connections }: SyncPlan, options: TextOptions): string {
  return connections.map((one) => plannedText(one, options)).join("\n");
}

function plannedText({ streams, budget, error }: PlannedConnection, options: TextOptions): string {
  const table = textTable(
    [{ header: "stream" }, { header: "calls", align: "right" }, { header: "changes since" }],
    streams.map(({ stream, calls, since }) => [
      stream,
      calls === null ? "unknown" : `about ${countText(calls)}`,
      since === null ? "the beginning" : formatInstant(since).slice(0, 19).replace("T", " "),
    ]),
    options,
  );
  const known = streams.flatMap(({ calls }) => (calls === null ? [] : [calls]));
  const sum = known.reduce((a, b) => a + b, 0);
  const some = known.length === 0 ? "an unknown number of calls" : `more than ${callsText(sum)}`;
  const all = known.length === streams.length ? `about ${callsText(sum)}` : some;
  const left =
    budget === null
      ? "the service says nothing of how many may be made"
      : `${countText(budget.remaining)} of ${countText(budget.limit)} ${budget.of} are left`;
  return `${table}${error === null ? `in all ${all}; ${left}\n` : ""}`;
}

/** Calls, with the word. */
export function callsText(calls: number): string {
  return calls === 1 ? "1 call" : `${countText(calls)} calls`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
