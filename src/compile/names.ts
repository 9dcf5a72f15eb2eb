/** The temporary tables that a question's statements leave for one another. */
export const tables = {
  /** Stage names with their place in the order, from 1. */
  stageOrder: "stage_order",
  /** What each cluster was, from instant to instant. */
  state: "smac_state",
  /** Qualifying activities, counted by cluster and day (or week, or month). */
  tally: "smac_tally",
  /** In which weeks or months clusters acted, where nothing more is asked of their activities. */
  seen: "smac_seen",
  /** What the tally would say of `seen`, as a view. */
  seenTally: "smac_seen_tally",
  /** Beside `seen`: the activities whose number is told, counted. */
  told: "smac_told",
  /** Activities of the days around one period, counted by cluster, day, member and product. */
  lately: "smac_lately",
  /** What each cluster did in a period and the one before, and when first and last. */
  deeds: "smac_deeds",
  /** The clusters of one page of a list. */
  page: "smac_page",
  /** The periods that matter, numbered without gaps. */
  period: "smac_period",
  /** The same without what a question asks of them, and with all later ones up to the last activity: stretches over them serve other questions, too. */
  wholePeriod: "smac_whole_period",
  /** Unbroken stretches of periods in which a cluster was active. */
  run: "smac_run",
  /** For users: the keys whose stage each user takes. */
  subject: "smac_subject",
} as const;

/** `bucket` of activities without an instant. */
export const undatedBucket = -2147483648;
/** `bucket` of activities after now. */
export const futureBucket = 2147483647;

/** The column that holds the n-th attribute of `by`. */
export function byColumn(index: number): string {
  return `b${index}`;
}

/** The columns of all attributes of `by`, in order. */
export function byColumns(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => byColumn(index));
}
