import type { Definition } from "../model/definition.ts";
import type { Facts } from "./facts.ts";
import type { Instant } from "../time/instant.ts";
import type { Period } from "../time/calendar.ts";

/** A definition asked over a range, at a moment, as known at a moment. Plain data. */
export interface Question {
  readonly definition: Definition;
  /** First and last asked-for period, both inclusive; null: where the activities begin and end. */
  readonly from: Period | null;
  readonly to: Period | null;
  readonly range: "expand" | "clip";
  readonly now: Instant;
  readonly asOf: Instant;
  /** Until when today's stage is looked up, where that is not `now` itself: a period that is cut short keeps it. */
  readonly stageNow?: Instant;
  /** The instant the sources are read through, where they say so. */
  readonly through: Instant | null;
  /** Which clusters are looked at; absent: all. */
  readonly filter?: readonly AttributeFilter[];
}

/** Clusters by the last known value of one attribute; null stands for having none. */
export interface AttributeFilter {
  readonly attribute: string;
  readonly values: readonly (string | null)[];
  /** All others than these. */
  readonly not: boolean;
}

/** What the statements of a question need to carry, so that nothing is counted that no one asked for. */
export interface Needs {
  /** How finely activities are counted: whole weeks or months where the threshold does not look inside. */
  readonly grain: "day" | "week" | "month";
  /** Whether the days of each month that had activity are kept beside it, for a threshold on days. */
  readonly dayBits: boolean;
  readonly member: boolean;
  readonly product: boolean;
  readonly other: boolean;
  /** Whether each activity carries the stage and attributes held at its instant. */
  readonly labels: boolean;
  /** Whether what a cluster was (stage, attributes, existence) matters at all. */
  readonly state: boolean;
  /** The last instant of each group, for lists. */
  readonly instants: boolean;
  /** Whether existence (first evidence, deletion) matters. */
  readonly existence: boolean;
}

/**
 * What a question needs, read off its definition. `detail` asks for all that a
 * list of clusters shows; `days` only for single days, `instants` only for when
 * each cluster acted last.
 */
export function needsOf(question: Question, facts: Facts, detail: boolean | "days" | "instants"): Needs {
  const { definition } = question;
  const component = definition.unit === "component";
  const labels = definition.stageAt === "activity" && (definition.stages || definition.by.length > 0);
  const todaysStage = facts.stageSource === "attribute" && (definition.stages || definition.unit === "stage");
  const existence = definition.denominator === "all" || definition.by.length > 0 || todaysStage;
  return {
    grain: detail === true || detail === "days" || component ? "day" : grainOf(question),
    dayBits: (detail === false || detail === "instants") && !component && countsDaysOfMonths(question),
    member: detail === true || component || definition.threshold.members !== null,
    product: definition.products,
    other: component,
    labels: labels || definition.unit === "member",
    state:
      definition.stages || definition.by.length > 0 || definition.denominator === "all" || definition.unit === "stage",
    instants: detail === true || detail === "instants",
    existence,
  };
}

function grainOf(question: Question): Needs["grain"] {
  const { period, threshold } = question.definition;
  if (countsDaysOfMonths(question)) return "month";
  if (period.kind === "trailing" || period.kind === "day" || threshold.days > 1 || question.range === "clip")
    return "day";
  if (period.kind === "week") return "week";
  return period.calendar === "4-4-5" ? "week" : "month";
}

/** Whether days are asked for, and every period is one whole month. */
function countsDaysOfMonths({ definition: { period, threshold }, range }: Question): boolean {
  return threshold.days > 1 && period.kind === "month" && period.calendar === "gregorian" && range !== "clip";
}

/** Whether clusters weigh less than 1: the share of the period's days on which their state held. */
export function isWeighted({ stageAt, stages, denominator, by, unit }: Definition): boolean {
  const counted = unit === "cluster" || unit === "member";
  return counted && stageAt === "time-weighted" && (stages || denominator === "all" || by.length > 0);
}
