import type { PrintedPeriod } from "./report.ts";

/** The rows that say what a cluster did in a period, and where each comes from. */
export interface Evidence {
  readonly cluster: string;
  readonly period: PrintedPeriod;
  /** How many rows there are. */
  readonly count: number;
  /** How many of them qualify by the definition: they made it count, or would have with more. */
  readonly counting: number;
  /** The latest first, ten thousand at most. */
  readonly rows: readonly EvidenceRow[];
}

/** One activity as it was read. */
export interface EvidenceRow {
  /** In UTC. */
  readonly at: string;
  readonly kind: string | null;
  readonly member: string | null;
  readonly product: string | null;
  /** The source in `smac.yml`, or the stream of a connected system. */
  readonly source: string;
  /** Its id there; null: the source gives none. */
  readonly id: string | null;
  /** The load that brought it, the file it read, and when it was done, in UTC. */
  readonly load: number | null;
  readonly path: string | null;
  readonly loaded: string | null;
  /** Whether it qualifies by the definition. */
  readonly counts: boolean;
}
