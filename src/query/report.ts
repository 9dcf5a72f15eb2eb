/** The shape of `smac report --format json` (spec section 9); other programs rely on it. */
export interface Report {
  readonly definition: { readonly name: string; readonly version: number; readonly sentence: string };
  readonly rows: readonly ReportRow[];
  readonly totals: readonly TotalRow[];
  readonly unattributed: { readonly activities: number; readonly clusters_without_stage: number };
  readonly freshness: readonly { readonly source: string; readonly through: string | null }[];
  /** Present when stages are today's attribute, so that the past is unknown. */
  readonly stage_source?: "attribute";
  readonly warnings?: readonly Warning[];
}

/** Something a careful reader should know about the numbers. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** A period as printed: local dates of the reporting zone, `start` inclusive, `end` exclusive. */
export interface PrintedPeriod {
  readonly kind: string;
  readonly start: string;
  readonly end: string;
  readonly complete: boolean;
  readonly clipped?: true;
  readonly history?: "cut";
}

/** The numbers of one cell; null where one does not apply. Sums of weights, so not always whole. */
export interface Counts {
  readonly active: number;
  readonly population: number | null;
  readonly rate: number | null;
  readonly new: number | null;
  readonly retained: number | null;
  readonly resurrected: number | null;
  readonly dormant: number | null;
}

/** One period × stage × product × combination of attribute values. */
export interface ReportRow extends Counts {
  readonly period: PrintedPeriod;
  readonly stage: string | null;
  readonly by: Readonly<Record<string, string | null>>;
  readonly product: string | null;
}

/** A period's total, recomputed from the sets of clusters: not a sum of the rows. */
export interface TotalRow extends Counts {
  readonly period: PrintedPeriod;
  /** Active the period before, in a stage then, in no stage now; only where there are stages. */
  readonly left?: number | null;
}

/** Which clusters of a row a list holds. */
export type ClusterStatus = "active" | "inactive" | "new" | "retained" | "resurrected" | "dormant" | "moved" | "all";

/** The list behind a number: `smac clusters --format json`. */
export interface ClusterList {
  readonly period: PrintedPeriod;
  readonly stage: string | null;
  readonly product: string | null;
  readonly status: ClusterStatus;
  /** The sum of the weights of the list: the number in the report's cell. */
  readonly count: number;
  readonly clusters: readonly ListedCluster[];
  readonly warnings?: readonly Warning[];
}

/** One cluster of a list, with what it did in the period. */
export interface ListedCluster {
  readonly cluster: string;
  readonly name: string | null;
  readonly owner: string | null;
  readonly weight: number;
  readonly status: "new" | "retained" | "resurrected" | "dormant" | "inactive";
  readonly stage: string | null;
  readonly events: number;
  readonly days: number;
  readonly members: number;
  /** Its last qualifying activity until the period's end, as an instant in UTC; null: none. */
  readonly last: string | null;
  readonly reason: string;
}

/** The change between two periods: `smac explain --format json`. */
export interface Explanation {
  readonly from: PrintedPeriod;
  readonly to: PrintedPeriod;
  readonly count: Parts;
  readonly rate: Parts | null;
  /** The earlier number as it was told, where that was asked for: what the change begins with. */
  readonly told?: { readonly active: number; readonly population: number };
  /** For each part, each cluster's share of the *count*'s change; they add up to the part. */
  readonly clusters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The same for the rate; absent where the rate is not explained. */
  readonly rate_clusters?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The count's parts by the values of attributes, where it is split by them; they add up to `count`. */
  readonly groups?: readonly ExplainedGroup[];
  readonly warnings?: readonly Warning[];
}

/** The part of a change that lies with the clusters of one value of each attribute: the last that is known of each. */
export interface ExplainedGroup {
  readonly by: Readonly<Record<string, string | null>>;
  readonly count: Parts;
}

/** The parts of a change; they add up to `change` exactly. */
export interface Parts {
  readonly behaviour: number;
  readonly mix: number;
  readonly entry: number;
  readonly exit: number;
  readonly restated: number;
  readonly definition: number;
  readonly change: number;
}
