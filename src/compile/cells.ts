import { type Fragment, type Step, join, raw, sql, text } from "../sql/fragment.ts";
import { activeSteps } from "./active.ts";
import { type Reach, admittedSteps, heldOnce, heldStep } from "./held.ts";
import { byColumns, tables } from "./names.ts";
import { clippedSteps, combinationSql, membershipSteps } from "./run.ts";
import { type TallyFacts, sameKeys, scopedStep, setColumns } from "./scoped.ts";
import type { Setting } from "./setting.ts";
import { trailingSteps } from "./trailing.ts";

/** What is known of the periods when cells are asked for. */
export interface CellScope {
  readonly tally: TallyFacts;
  /** Whether the range cut any period. */
  readonly clipped: boolean;
}

/** The attributes that rows are split by at last: none when combinations are what is counted. */
export function rowBy({ question }: Setting): readonly string[] {
  return question.definition.unit === "combination" ? [] : byColumns(question.definition.by.length);
}

/** Whether a row admits only some clusters, or the definition has any population. */
export function hasAdmitted({ question }: Setting): boolean {
  const { definition } = question;
  if (definition.unit === "stage" || definition.unit === "component") return false;
  if (definition.unit === "combination") return definition.denominator !== "none";
  return definition.stages || definition.denominator !== "none" || definition.by.length > 0;
}

/** Whether a row counts only what was done while its stage (and attributes) were held. */
export function isLabelled({ question, needs }: Setting): boolean {
  return (
    needs.labels &&
    (question.definition.stages || question.definition.by.length > 0) &&
    question.definition.unit !== "combination"
  );
}

/**
 * Everything that both a number and the list behind it are made of:
 *
 * - `flagged(i, cluster, product, status)`: each cluster that is active (new,
 *   retained, resurrected) or dormant in a reported period, whatever its stage;
 * - `counting(i, cluster, stage, b0…, product, status, w)`: those a row counts;
 * - `admitted`, `population` and their `_total`s, where there are any.
 *
 * `reach`: in which periods it is known what clusters were.
 */
export function cellSteps(setting: Setting, scope: CellScope, reach: Reach = "before"): readonly Step[] {
  const labelled = isLabelled(setting);
  const reads = scope.clipped || labelled;
  return [
    ...(reads ? [...membershipSteps(setting), scopedStep(setting)] : []),
    ...(scope.clipped ? clippedSteps(setting, scope.tally) : []),
    flaggedStep(scope),
    ...(labelled ? labelledSteps(setting, scope) : []),
    ...admission(setting, reach),
    ...(stagedOnce(setting) ? [flaggedStageStep(setting)] : []),
    countingStep(setting, labelled),
    totalStep(setting),
  ];
}

function admission(setting: Setting, reach: Reach): readonly Step[] {
  if (!hasAdmitted(setting)) return [];
  const held = heldStep(setting, setting.question.definition.unit === "combination" ? "all" : reach);
  if (setting.question.definition.unit !== "combination") return [held, ...admittedSteps(setting, rowBy(setting))];
  const combined = raw(
    `select i, ${combinationSql(setting.question.definition.by.length)} as cluster, 0 as stage, bool_or(present) as present, 1 as w from customer_held group by 1, 2`,
  );
  return [{ name: "customer_held", body: held.body }, { name: "held", body: combined }, ...admittedSteps(setting, [])];
}

function flaggedStep({ tally, clipped }: CellScope): Step {
  const whole = clipped ? "p.reported and not p.clipped" : "p.reported";
  const products =
    tally.products.length === 0
      ? raw("product is null")
      : sql`(product is null or product in (${join(tally.products.map(text), ", ")}))`;
  const parts: Fragment[] = [
    raw(`
  select p.i, r.cluster, r.product, case when p.i > r.a then 'retained' when r.first then 'new' else 'resurrected' end as status
  from ${tables.run} r join ${tables.period} p on p.i >= r.a and p.i < r.b and ${whole}`),
    raw(`
  select p.i, r.cluster, r.product, 'dormant' from ${tables.run} r join ${tables.period} p on p.i = r.b and ${whole}`),
    ...(clipped ? clippedParts() : []),
  ];
  return { name: "flagged", body: sql`select * from (${join(parts, "\n  union all")}) where ${products}` };
}

/** A period that the range cut is compared with the whole period before it. */
function clippedParts(): readonly Fragment[] {
  const same = sameKeys("r", "c", ["cluster", "product"]);
  return [
    raw(`
  select c.i, c.cluster, c.product, case when bool_or(r.b >= c.i) then 'retained' when bool_or(r.a < c.i) then 'resurrected' else 'new' end
  from clipped_active c left join ${tables.run} r on ${same} and r.a < c.i
  group by c.i, c.cluster, c.product`),
    raw(`
  select p.i, r.cluster, r.product, 'dormant'
  from ${tables.run} r join ${tables.period} p on p.clipped and p.i - 1 >= r.a and p.i - 1 < r.b
  anti join clipped_active c on c.i = p.i and ${same}`),
  ];
}

/** `labelled_at`: the sets of clusters that met the threshold by what they did while a stage was held. */
function labelledSteps(setting: Setting, { tally, clipped }: CellScope): readonly Step[] {
  const { period } = setting.question.definition;
  const columns = setColumns(setting, "labelled");
  if (period.kind === "trailing") {
    return [
      ...trailingSteps(setting, tally, { name: "labelled_run", keying: "labelled", window: period.days }),
      {
        name: "labelled_at",
        body: raw(
          `select p.i, ${columns.map((c) => `r.${c}`).join(", ")} from labelled_run r join ${tables.period} p on p.reported and p.i >= r.a and p.i < r.b`,
        ),
      },
    ];
  }
  const whole = activeSteps(setting, tally, { name: "labelled_whole", keying: "labelled", extent: "whole" });
  const cut = clipped
    ? activeSteps(setting, tally, { name: "labelled_clipped", keying: "labelled", extent: "clipped" })
    : [];
  const unclipped = `select l.* from labelled_whole l join ${tables.period} p on p.i = l.i and p.reported and not p.clipped`;
  return [
    ...whole,
    ...cut,
    { name: "labelled_at", body: raw(clipped ? `${unclipped} union all select * from labelled_clipped` : unclipped) },
  ];
}

/** Whether rows admit clusters by the one stage they held: then `flagged_stage` tells who was in which, and who in none. */
export function stagedOnce(setting: Setting): boolean {
  const { definition } = setting.question;
  const plain = definition.stages && definition.denominator !== "all" && definition.unit === "cluster";
  return plain && heldOnce(setting) && !isLabelled(setting);
}

/** `flagged_stage`: `flagged` with the stage and attributes that each cluster held; null for those in no stage. */
function flaggedStageStep(setting: Setting): Step {
  const b = rowBy(setting)
    .map((c) => `, d.${c}`)
    .join("");
  return {
    name: "flagged_stage",
    body: raw(
      `select f.*, d.stage${b}, d.w from flagged f left join admitted d on d.i = f.i and d.cluster = f.cluster`,
    ),
  };
}

function countingStep(setting: Setting, labelled: boolean): Step {
  const by = rowBy(setting);
  const { definition } = setting.question;
  const b = (table: string) => by.map((c) => `, ${table}.${c}`).join("");
  if (!hasAdmitted(setting))
    return { name: "counting", body: raw("select i, cluster, 0 as stage, product, status, 1 as w from flagged") };
  if (stagedOnce(setting)) {
    const kept = `select i, cluster, stage${by.map((c) => `, ${c}`).join("")}, product, status, w from flagged_stage where stage is not null`;
    return { name: "counting", body: raw(kept) };
  }
  const admitted = `select d.i, d.cluster, d.stage${b("d")}, f.product, f.status, d.w from admitted d join flagged f on f.i = d.i and f.cluster = d.cluster`;
  if (!labelled) return { name: "counting", body: raw(admitted) };
  const stage = definition.stages ? "l.stage" : "0 as stage";
  const held = definition.stages ? "where l.stage > 0" : "";
  return {
    name: "counting",
    body: raw(`
select l.i, l.cluster, ${stage}${b("l")}, f.product, f.status, 1 as w
from labelled_at l join flagged f on ${sameKeys("f", "l", ["i", "cluster", "product"])} and f.status <> 'dormant' ${held}
union all
${admitted} where f.status = 'dormant'`),
  };
}

/** `counting_total`: the same without the stage condition, attributes and products. */
function totalStep(setting: Setting): Step {
  const { definition } = setting.question;
  const everything = !hasAdmitted(setting) || (!definition.stages && definition.denominator === "none");
  // With one state for each cluster and period, the rows are the total's parts.
  const ofRows = heldOnce(setting) && definition.denominator !== "all" && !isLabelled(setting);
  return {
    name: "counting_total",
    body: raw(
      everything
        ? "select i, cluster, status, 1 as w from flagged where product is null"
        : ofRows
          ? "select i, cluster, status, w from counting where product is null"
          : "select d.i, d.cluster, f.status, d.w from admitted_total d join flagged f on f.i = d.i and f.cluster = d.cluster and f.product is null",
    ),
  };
}
