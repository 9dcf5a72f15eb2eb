import type { PeriodRule } from "../time/calendar.ts";
import type { Predicate } from "./predicate.ts";

/** At which instants of a period a stage is looked at (spec section 4, `stage.at`). */
export type StageAt = "end" | "start" | "any" | "activity" | "time-weighted";
/** What the active clusters are divided by. */
export type Denominator = "stage" | "all" | "none";
/** What an activity of a member of several clusters counts for. */
export type Attribution = "all" | "primary" | "split";
/** How several periods become one row. */
export type Over = "none" | "mean" | "last" | "distinct";

/**
 * What the definition counts: the clusters themselves, the members, the
 * combinations of attribute values, the stages that hold anybody, or the groups
 * of members who interacted.
 */
export type Unit = "cluster" | "member" | "combination" | "stage" | "component";

/** `members: 20%` is a share, kept as an exact fraction; `members: 3` a count. */
export type MembersThreshold =
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "share"; readonly numerator: number; readonly denominator: number };

/** A cluster is active when all that is not null holds, over the same activities. */
export interface Threshold {
  readonly events: number;
  readonly days: number;
  readonly members: MembersThreshold | null;
}

/** A named set of parameters that makes a number (spec section 4). Plain data. */
export interface Definition {
  readonly name: string;
  readonly version: number;
  readonly unit: Unit;
  /** The cluster kind that is counted, as the sentence names it. */
  readonly cluster: string;
  /** Which activities qualify; null: all. */
  readonly activity: Predicate | null;
  readonly threshold: Threshold;
  readonly period: PeriodRule;
  /** Whether the rows are split by stage. */
  readonly stages: boolean;
  readonly stageAt: StageAt;
  readonly denominator: Denominator;
  readonly attribution: Attribution;
  readonly products: boolean;
  readonly by: readonly string[];
  readonly over: Over;
  /** Clusters, members and rows that are left out. */
  readonly exclude: readonly Predicate[];
  /** The reporting zone, an IANA name. */
  readonly timezone: string;
}
