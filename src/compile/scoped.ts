import { type Step, raw } from "../sql/fragment.ts";
import { byColumns, futureBucket, undatedBucket } from "./names.ts";
import { tallyOf } from "./seen.ts";
import type { Setting } from "./setting.ts";
import type { EventScale } from "./threshold.ts";

/** What the tally says beyond its rows. */
export interface TallyFacts {
  readonly scale: EventScale;
  /** Products with attributed activity in the reported periods, in order. */
  readonly products: readonly string[];
}

/** Whether sets are keyed by cluster and product, or also by the label each activity carried. */
export type Keying = "plain" | "labelled";

/** The columns that a set of active clusters is keyed by. */
export function setColumns({ question }: Setting, keying: Keying): readonly string[] {
  return [
    "cluster",
    "product",
    ...(keying === "labelled" ? ["stage", ...byColumns(question.definition.by.length)] : []),
  ];
}

/**
 * `scoped`: the dated, attributed, qualifying part of the tally, once for
 * everything (`product` null) and, when products are asked for, once more for
 * each product alone.
 */
export function scopedStep(setting: Setting): Step {
  const { needs, question } = setting;
  const tally = tallyOf(setting);
  const columns = [
    "bucket",
    "cluster",
    "parts",
    "events",
    "label_events",
    ...(needs.dayBits ? ["day_bits"] : []),
    ...(needs.member ? ["member"] : []),
    ...(needs.labels ? ["stage", ...byColumns(question.definition.by.length)] : []),
  ].join(", ");
  const where = `where cluster is not null and qualifies and bucket > ${undatedBucket} and bucket < ${futureBucket}`;
  const everything = `select ${columns}, cast(null as varchar) as product from ${tally} ${where}`;
  const each = `\nunion all\nselect ${columns}, product from ${tally} ${where} and product is not null`;
  return { name: "scoped", body: raw(everything + (needs.product ? each : "")) };
}

/** Whether `scoped` holds at most one row for each cluster and bucket. */
export function oneRowEach({ facts, question, needs }: Setting): boolean {
  const whole = facts.membership === null || question.definition.attribution !== "split";
  return whole && !needs.member && !needs.product && !needs.other && !needs.labels;
}

/** `a.x is not distinct from b.x and …`: equality under which null equals null. */
export function sameKeys(left: string, right: string, columns: readonly string[]): string {
  return columns
    .map((c) =>
      c === "product" || /^b\d+$/.test(c)
        ? `${left}.${c} is not distinct from ${right}.${c}`
        : `${left}.${c} = ${right}.${c}`,
    )
    .join(" and ");
}
