import type { SmacError } from "../errors.ts";
import type { Connection } from "../model/connection.ts";
import type { CallEvent } from "../sources/kit/http.ts";
import type { Budget, OpenedSource, StreamSpec } from "../sources/kit/source.ts";
import type { Instant } from "../time/instant.ts";

/** A connected system, ready to be read, and the streams it has. */
export interface OpenedConnection {
  readonly source: OpenedSource;
  readonly streams: readonly StreamSpec[];
}

/** Opens a connection: finds its system and its sign-in. */
export type ConnectionOpener = (connection: Connection, around: OpeningAround) => Promise<OpenedConnection>;

/** Who is told of what happens while a connection is read, and what stops it. */
export interface OpeningAround {
  readonly signal: AbortSignal;
  readonly onCall: (call: CallEvent) => void;
  readonly note: (text: string) => void;
}

/** What to sync. */
export interface SyncOptions {
  /** Names of connections in smac.yml; default all. */
  readonly sources?: readonly string[];
  /** Full names of streams, e.g. `books.invoices`; default all of the connections. */
  readonly streams?: readonly string[];
  /** Read everything again, whatever was read before; rows that are gone are found. */
  readonly full?: boolean;
  /** Only rows since then, where the system can say so, in microseconds since 1970 UTC. */
  readonly since?: Instant;
  readonly onEvent?: (event: SyncEvent) => void;
  /** Stops after the rows at hand when aborted; the next sync goes on. */
  readonly signal?: AbortSignal;
  /** How much is read before it is kept; default 20,000 rows or a second. */
  readonly keepEvery?: { readonly rows: number; readonly microseconds: number };
}

/** How far a sync is. */
export interface SyncEvent {
  readonly step: "reading" | "done" | "deriving";
  readonly connection: string;
  /** The stream without its connection, e.g. `invoices`; empty while deriving. */
  readonly stream: string;
  /** Which of how many streams it is, from 1. */
  readonly number: number;
  readonly streams: number;
  /** Rows of this stream so far. */
  readonly rows: number;
  /** Rows that the system says there are; null: it does not say. */
  readonly expected: number | null;
  /** Null when too little time went by to say. */
  readonly rowsPerSecond: number | null;
  /** Calls made for this stream. */
  readonly calls: number;
  readonly budget: Budget | null;
  /** Null when it cannot be told. */
  readonly secondsLeft: number | null;
  /** Set when the step is `done`. */
  readonly outcome: StreamOutcome | null;
}

/** What a sync did with one stream. */
export interface StreamOutcome {
  /** The full name, e.g. `books.invoices`. */
  readonly stream: string;
  /** `stopped`: by the person; what was read until then is kept. */
  readonly state: "complete" | "failed" | "stopped";
  /** Rows that came. */
  readonly read: number;
  readonly inserted: number;
  readonly changed: number;
  readonly gone: number;
  readonly unchanged: number;
  /** Rows without a key, which were left out; notes say where. */
  readonly rejected: number;
  readonly calls: number;
  readonly microseconds: number;
  /** What a careful reader should know: new, missing and changed columns, rows left out. */
  readonly notes: readonly string[];
  readonly error: SmacError | null;
}

/** What a sync did. */
export interface SyncReceipt {
  readonly streams: readonly StreamOutcome[];
  /** `partial`: some streams failed; `failed`: all of them. */
  readonly state: "complete" | "partial" | "failed";
  /** What a careful reader should know of the facts that were derived. */
  readonly notes: readonly string[];
}

/** An outcome before anything was read. */
export function emptyOutcome(stream: string): StreamOutcome {
  return {
    stream,
    state: "complete",
    read: 0,
    inserted: 0,
    changed: 0,
    gone: 0,
    unchanged: 0,
    rejected: 0,
    calls: 0,
    microseconds: 0,
    notes: [],
    error: null,
  };
}
