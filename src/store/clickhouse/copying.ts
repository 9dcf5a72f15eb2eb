import type { Instant } from "../../time/instant.ts";
import type { Expiry } from "./expiry.ts";

/** How far a copy is. */
export interface CopyProgress {
  readonly table: string;
  readonly rows: number;
  readonly of: number;
}

/** What a copy did. */
export interface CopyReceipt {
  readonly tables: number;
  /** Rows that were sent, each counted once however many shards it is on. */
  readonly rows: number;
  /** False: the same facts were there already. */
  readonly changed: boolean;
  /** Rows as received are there from this instant on; null: all are. */
  readonly rowsSince: Instant | null;
}

/** What surrounds a copy. */
export interface CopyAround {
  readonly signal: AbortSignal;
  /** What the facts are known by: a copy of the same is gone on with. */
  readonly data: string;
  onProgress?(progress: CopyProgress): void;
  /** Rows as received that are kept there no longer; null: all are kept, as long as in the file. */
  readonly expiry: Expiry | null;
  /** Whether what was copied of these facts is taken to be there still; default: both sides are compared. */
  readonly trusting?: boolean;
  /** Rows that travel at once; default a million. */
  readonly blockRows?: number;
}
