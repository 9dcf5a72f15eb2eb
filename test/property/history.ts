import type { Attribution, Denominator, MembersThreshold, Over, StageAt } from "../../src/model/definition.ts";
import type { PeriodRule } from "../../src/time/calendar.ts";

/** One row of the activity file that matches the row filter. Instants are microseconds since 1970 UTC. */
export interface ActivityFact {
  readonly at: number | null;
  readonly id?: string | null;
  readonly learned?: number | null;
  readonly cluster: string | null;
  readonly member: string | null;
  readonly kind: string | null;
  readonly product: string | null;
  readonly other?: string | null;
  readonly stage?: string | null;
  readonly attributes?: Readonly<Record<string, string | null>>;
  /** The row as text, its fields joined by commas: the last resort of the tie rule. */
  readonly text: string;
}

/** A member belonged to a cluster from an instant until another; null is open. */
export interface MembershipFact {
  readonly member: string | null;
  readonly cluster: string | null;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly primary: boolean;
  readonly learned: number | null;
}

/** A cluster entered a stage; a null stage means that it left the journey. */
export interface StageFact {
  readonly cluster: string | null;
  readonly stage: string | null;
  readonly at: number | null;
  readonly learned: number | null;
}

/** A cluster's attribute was stated; a null value states nothing. */
export interface AttributeFact {
  readonly cluster: string | null;
  readonly name: string;
  readonly value: string | null;
  readonly at: number | null;
  readonly learned: number | null;
}

/** Everything that was told about the clusters, all versions, in any order. */
export interface History {
  readonly activities: readonly ActivityFact[];
  readonly memberships: readonly MembershipFact[] | null;
  readonly stages: readonly StageFact[] | null;
  readonly attributes: readonly AttributeFact[] | null;
  /** Whether the activities have a column that names the cluster. */
  readonly hasClusters: boolean;
  readonly hasMembers: boolean;
  readonly hasProducts: boolean;
  /** Whether the activities have a column that names the cluster's stage. */
  readonly hasStageColumn: boolean;
  /** Whether the activities have a column that names the other member of an interaction. */
  readonly hasOthers?: boolean;
  /** The attributes that have a history of their own, also those of which nothing is told. */
  readonly attributeNames?: readonly string[];
  /** The attributes that the activities have a column for, also those of which nothing is stated. */
  readonly statedNames?: readonly string[];
}

/** The ten published definitions. */
export type PresetName =
  | "customers"
  | "clusters"
  | "stage-rate"
  | "active-share"
  | "segment"
  | "customer-share"
  | "monthly-mean"
  | "stage-users"
  | "project-stages"
  | "interaction-groups";

/** A question with every parameter settled, the preset's defaults included. */
export interface OracleQuestion {
  readonly definition: PresetName;
  readonly period: PeriodRule;
  readonly timezone: string;
  readonly threshold: { readonly events: number; readonly days: number; readonly members: MembersThreshold | null };
  /** Whether rows are split by stage. */
  readonly stages: boolean;
  readonly stageAt: StageAt;
  readonly denominator: Denominator;
  readonly attribution: Attribution;
  readonly products: boolean;
  readonly by: readonly string[];
  readonly over: Over;
  readonly stageOrder: readonly string[] | null;
  /** First and last period or day as written, both inclusive. */
  readonly from: string | null;
  readonly to: string | null;
  readonly range: "expand" | "clip";
  readonly now: number;
  readonly asOf: number;
  /** The instant the source is complete through; null: it says nothing. */
  readonly through: number | null;
}
