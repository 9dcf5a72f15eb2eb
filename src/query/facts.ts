import type { Fragment } from "../sql/fragment.ts";
import type { Day } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";

/** A SELECT that yields facts, with the values bound to its `?` marks in order. */
export type Relation = Fragment;

/**
 * Every fact a question may need, as relations of the engine. Each relation
 * holds *all versions* of its facts: the compiler itself applies what was known
 * at `as-of`, what had happened by `now`, and the tie rules (spec section 4,
 * rules 7 to 10). Keys are text, already trimmed, empty turned into null.
 * Instants are TIMESTAMP in UTC; a null `at` is undated; a null `learned` was
 * always known; a null `forgotten` still stands.
 *
 * | relation | columns |
 * |---|---|
 * | activity | source, id, at, learned, forgotten, cluster, member, kind, product, other, stage, version, and one column for each of `activityAttributes` and `activityColumns` |
 * | membership | member, cluster, valid_from, valid_to, is_primary, learned, forgotten |
 * | stage | cluster, stage, at, learned, forgotten |
 * | attribute | cluster, name, value, at, learned, forgotten |
 * | record | cluster, name, owner, created, deleted, learned, forgotten |
 */
export interface Facts {
  readonly activity: Relation | null;
  readonly membership: Relation | null;
  readonly stage: Relation | null;
  readonly attribute: Relation | null;
  readonly record: Relation | null;
  /** Which columns of `activity` are more than a constant null. */
  readonly activityHas: {
    readonly id: boolean;
    readonly learned: boolean;
    readonly cluster: boolean;
    readonly member: boolean;
    readonly product: boolean;
    readonly other: boolean;
    readonly stage: boolean;
    /** `elsewhere`: whether the row names a cluster of another kind. */
    readonly elsewhere?: boolean;
    /** Whether each version says, in a column of its own, if it is excluded. */
    readonly exclusion?: boolean;
    /** False when the source promises that every row has an instant. */
    readonly undated: boolean;
  };
  /** Columns of `activity` that state an attribute of its cluster. */
  readonly activityAttributes: readonly string[];
  /** Further columns of `activity` that a predicate may name. */
  readonly activityColumns: readonly string[];
  /** Names of the attributes known in `attribute`. */
  readonly attributes: readonly string[];
  /** Where a stage comes from: a dated history, today's attribute, or nowhere. */
  readonly stageSource: "history" | "attribute" | null;
  /** The stages' order as the project or the flags state it; null: the default order. */
  readonly stageOrder: readonly string[] | null;
  /**
   * Qualified or not, the attributed activities counted by local day, when a
   * store keeps them: `cluster, day, member, kind, product, parts, is_primary,
   * events, first_at, last_at`; `parts` 0: found no cluster. For what is known today.
   * `cut`: a day from which on all activity lies after a moment, when some does;
   * it says nothing of questions about other moments.
   */
  readonly activeDays?: {
    readonly relation: Relation;
    readonly timezone: string;
    readonly cut?: { readonly now: Instant; readonly day: Day };
  } | null;
  /**
   * The rows of `activity` with keys as their source wrote them, so that a
   * statement may group first and make the few groups' keys text (`asKey`
   * of sql/key.ts). Stands only while `activity` is the relation `of`.
   */
  readonly asWritten?: { readonly of: Relation; readonly relation: Relation } | null;
  /** First and last instant of `activity`, in microseconds since 1970 UTC, when cheaply known. */
  readonly span: { readonly first: number; readonly last: number } | null;
}
