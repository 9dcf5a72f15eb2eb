/**
 * Counted activities in columns, ordered by cluster, then day: the qualifying,
 * attributed, dated ones. Clusters, members, products and labels are numbers
 * from 0; −1 stands for none.
 */
export interface ActivityColumns {
  readonly rows: number;
  /** Where the rows of each cluster begin; one more than there are clusters. */
  readonly offsets: Int32Array;
  /** Local days since 1970-01-01. */
  readonly day: Int32Array;
  /** How many activities; of those shared among clusters, in units of `eventUnit` each. */
  readonly events: Float64Array;
  /** The same as counted for what was held at each activity's instant; null: nothing looks at that. */
  readonly labelEvents: Float64Array | null;
  readonly member: Int32Array | null;
  readonly product: Int32Array | null;
  /** What the cluster was at each activity's instant: a number of {@link Label}s. */
  readonly label: Int32Array | null;
}

/** A stage (a place in the stage order, 0: none) with the values of the attributes that rows are split by. */
export interface Label {
  readonly stage: number;
  readonly by: readonly (string | null)[];
}

/** What each cluster was from instant to instant, ordered by cluster, then `fromAt`; spans are half-open. */
export interface StateColumns {
  readonly rows: number;
  /** Where the rows of each cluster begin; one more than there are clusters. */
  readonly offsets: Int32Array;
  /** Microseconds since 1970 UTC; ±Infinity where open. */
  readonly fromAt: Float64Array;
  readonly toAt: Float64Array;
  /** Local days; the ends of the range of Int32 where open. */
  readonly fromDay: Int32Array;
  readonly toDay: Int32Array;
  /** A number of {@link Label}s. */
  readonly label: Int32Array;
  /** 1 where the cluster exists. */
  readonly present: Uint8Array;
}

/** Who belonged to which cluster, when, ordered by cluster; both as instants and as local days. */
export interface BelongingColumns {
  readonly rows: number;
  /** Where the rows of each cluster begin; one more than there are clusters. */
  readonly offsets: Int32Array;
  readonly member: Int32Array;
  readonly fromAt: Float64Array;
  readonly toAt: Float64Array;
  /** The first day, and the day after the last, on which it held at some instant. */
  readonly fromDay: Int32Array;
  readonly toDay: Int32Array;
}

/** Everything the sweep reads: numbers in columns, built once, asked often. */
export interface SweepInput {
  readonly clusters: number;
  readonly members: number;
  readonly products: number;
  readonly labels: readonly Label[];
  readonly activity: ActivityColumns;
  readonly states: StateColumns | null;
  /** Null: nothing says who belongs where; those who acted by then do. */
  readonly belonging: BelongingColumns | null;
  /** For users: 1 where the user has a history of its own. Null: clusters are counted. */
  readonly ownHistory: Uint8Array | null;
  /** What one activity counts in `events`: above 1 where activities are split. */
  readonly eventUnit: number;
  /** Qualifying activities that found no cluster, by day. */
  readonly unattributed: { readonly day: Int32Array; readonly events: Float64Array };
}

/** Where the rows of each cluster begin in a column of clusters in order; one more than there are clusters. */
export function offsetsOf(cluster: Int32Array, clusters: number): Int32Array {
  const offsets = new Int32Array(clusters + 1);
  for (const number of cluster) offsets[number + 1] = (offsets[number + 1] as number) + 1;
  for (let c = 0; c < clusters; c++) offsets[c + 1] = (offsets[c + 1] as number) + (offsets[c] as number);
  return offsets;
}
