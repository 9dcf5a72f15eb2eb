import { type Step, raw } from "../sql/fragment.ts";
import type { Definition, StageAt } from "../model/definition.ts";
import type { Extent } from "./active.ts";
import { byColumns, tables } from "./names.ts";
import type { Setting } from "./setting.ts";

/** Which periods are looked at: those of the report, these and the one before, or all. */
export type Reach = "reported" | "before" | "all";

/**
 * `held`: what each cluster was in each period by the definition's `stage.at`:
 * `i, cluster, stage, present, b0…, w`. The weight `w` is 1, or, time-weighted,
 * the number of the period's days so far at whose last instant it held. Under
 * the `clipped` extent the bounds are those the range left.
 */
export function heldStep(setting: Setting, reach: Reach, name = "held", extent: Extent = "clipped"): Step {
  const { definition } = setting.question;
  const by = byColumns(definition.by.length)
    .map((c) => `, s.${c}`)
    .join("");
  const weight = definition.stageAt === "time-weighted" ? `sum(${overlapDays(extent)}) as w` : "1 as w";
  const grouped = atOneInstant(definition) ? "" : `\ngroup by p.i, s.cluster, s.stage, s.present${by}`;
  const within = reached[reach];
  const own =
    definition.unit === "member"
      ? `and s.cluster in (select cluster from ${tables.subject} where state_key = cluster)`
      : "";
  const states = `
select p.i, s.cluster, s.stage, s.present${by}, ${weight}
from ${tables.period} p join ${tables.state} s on ${condition(definition.stageAt, extent)}
where ${within} ${own}${grouped}`;
  return {
    name,
    body: raw(definition.unit === "member" ? `${states}\nunion all\n${heldByDeeds(by, within)}` : states),
  };
}

const reached: Readonly<Record<Reach, string>> = {
  reported: "p.reported",
  before: `p.i >= (select min(i) - 1 from ${tables.period} where reported)`,
  all: "true",
};

/** Whether states are looked at at one instant of a period: then a cluster has one. */
function atOneInstant({ stageAt }: Definition): boolean {
  return stageAt === "end" || stageAt === "start";
}

/** Whether `held` has at most one row for each period and cluster. */
export function heldOnce({ question: { definition } }: Setting): boolean {
  return atOneInstant(definition) && definition.unit !== "member";
}

/** Users without a stage history of their own hold the stages of the clusters they acted for, as of then. */
function heldByDeeds(by: string, within: string): string {
  return `
select p.i, s.cluster, s.stage, true as present${by}, 1 as w
from ${tables.period} p join ${tables.tally} s on s.bucket >= p.start_day and s.bucket < p.end_day
where ${within} and s.qualifies and s.cluster is not null and s.cluster not in (select cluster from ${tables.subject} where state_key = cluster)
group by p.i, s.cluster, s.stage${by}`;
}

/** The period's bounds as SQL: of the whole period, or as the range cut it. */
function boundsOf(extent: Extent) {
  const whole = extent === "whole" ? "whole_" : "";
  const start = extent === "whole" ? "p.whole_start" : "p.start_day";
  const days = `p.${whole}days_so_far`;
  return { startAt: `p.${whole}start_at`, endAt: `p.${whole}end_at`, start, days, soFar: `(${start} + ${days})` };
}

function overlapDays(extent: Extent): string {
  const { start, soFar } = boundsOf(extent);
  return `least(${soFar}, s.to_day) - greatest(${start}, s.from_day)`;
}

function condition(at: StageAt, extent: Extent): string {
  const { startAt, endAt, start, days, soFar } = boundsOf(extent);
  switch (at) {
    case "end":
      return `s.from_at < ${endAt} and s.to_at >= ${endAt}`;
    case "start":
      return `s.from_at <= ${startAt} and s.to_at > ${startAt}`;
    case "time-weighted":
      return `${days} > 0 and s.from_day < ${soFar} and s.to_day > ${start} and s.from_day < s.to_day`;
    default:
      return `s.from_at < ${endAt} and s.to_at > ${startAt}`;
  }
}

/**
 * From `held`: `admitted` (which clusters each row admits, with their weight)
 * and `population` (what it is divided by, where there is a denominator), and
 * the same for the totals, recomputed from the sets.
 */
export function admittedSteps(setting: Setting, by: readonly string[]): readonly Step[] {
  const { definition } = setting.question;
  const all = definition.denominator === "all";
  const filter = [...(definition.stages ? ["stage > 0"] : []), ...(all ? ["present"] : [])].join(" and ") || "true";
  const weight = definition.stageAt === "time-weighted" ? "sum(w)" : "1";
  const stage = definition.stages ? "stage" : "0 as stage";
  const b = by.map((c) => `, ${c}`).join("");
  const group = (columns: string, where: string) =>
    raw(`select ${columns}, ${weight} as w from held where ${where}${heldOnce(setting) ? "" : " group by all"}`);
  const steps: Step[] = [
    { name: "admitted", body: group(`i, cluster, ${stage}${b}`, filter) },
    { name: "admitted_total", body: group("i, cluster", all ? "present" : filter) },
  ];
  if (definition.denominator === "none") return steps;
  const stages = definition.denominator === "stage";
  return [
    ...steps,
    {
      name: "population",
      body: stages ? raw("select * from admitted") : group(`i, cluster, 0 as stage${b}`, "present"),
    },
    { name: "population_total", body: stages ? raw("select * from admitted_total") : group("i, cluster", "present") },
  ];
}
