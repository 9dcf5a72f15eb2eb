import type { ListedCluster, PrintedPeriod, Report, Warning } from "./report.ts";

/** What one cluster was and did, and why it counts or does not. Instants in UTC; days are local, both inclusive. */
export interface ClusterPage {
  readonly definition: Report["definition"];
  readonly cluster: string;
  readonly kind: string;
  readonly name: string | null;
  readonly owner: string | null;
  readonly created: string | null;
  readonly deleted: string | null;
  /** Its periods, the latest last. */
  readonly periods: readonly ClusterPeriod[];
  /** The stages it held; `from` null: always, `to` null: still; stage null: none. */
  readonly stages: readonly {
    readonly stage: string | null;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  /** Every value that was stated of an attribute, the latest first. */
  readonly attributes: readonly ClusterAttribute[];
  /** Days with activity that qualifies, in the periods above. */
  readonly days: readonly { readonly day: string; readonly events: number }[];
  readonly members: readonly ClusterMember[];
  /** How many members there are in all; the list has the first thousand. */
  readonly members_all: number;
  readonly products: readonly {
    readonly product: string;
    readonly days: number;
    readonly events: number;
    readonly last: string | null;
  }[];
  readonly warnings?: readonly Warning[];
}

/** A cluster in one period: in its list, or not in the population at all. */
export interface ClusterPeriod {
  readonly name: string;
  readonly period: PrintedPeriod;
  /** Whether it is one of the active clusters of the period. */
  readonly counts: boolean;
  /** Null: it is not in the population. */
  readonly status: ListedCluster["status"] | null;
  readonly weight: number;
  readonly stage: string | null;
  readonly events: number;
  readonly days: number;
  readonly members: number;
  readonly reason: string;
}

/** A value that was stated of a cluster. */
export interface ClusterAttribute {
  readonly attribute: string;
  readonly value: string | null;
  /** From when on; null: always. */
  readonly since: string | null;
}

/** Somebody who belongs to a cluster, or acted for it. */
export interface ClusterMember {
  readonly member: string;
  /** When it belonged; null: always, or no membership is stated. */
  readonly from: string | null;
  /** Null: still. */
  readonly to: string | null;
  readonly events: number;
  readonly days: number;
  readonly last: string | null;
}
