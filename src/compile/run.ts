import { type Fragment, type Step, raw, sql, withSteps } from "../sql/fragment.ts";
import { activeSteps } from "./active.ts";
import { heldStep } from "./held.ts";
import { knownMemberships } from "./known.ts";
import { byColumns, tables } from "./names.ts";
import { type TallyFacts, scopedStep } from "./scoped.ts";
import type { Setting } from "./setting.ts";
import { trailingSteps } from "./trailing.ts";

/**
 * The statement that finds the unbroken stretches of periods in which a cluster
 * met the threshold, whatever stage it held:
 * `smac_run(cluster, product, a, b, first)`, half-open in the periods' numbers.
 * From them follow the active sets of every period and the lifecycle.
 */
export function runStatement(setting: Setting, tally: TallyFacts): Fragment {
  return sql`create or replace temp table ${tables.run} as\n${runQuery(setting, tally)}`;
}

function runQuery(setting: Setting, tally: TallyFacts): Fragment {
  const { definition } = setting.question;
  if (definition.unit === "stage")
    return withSteps(
      [heldStep(setting, "all", "held", "whole"), stageSets("stage_at"), ...islandSteps("stage_at")],
      islands(),
    );
  const steps = setSteps(setting, tally);
  if (definition.unit === "combination") {
    return withSteps(
      [
        ...steps,
        heldStep(setting, "all", "held", "whole"),
        combinationSets(setting, "combination_at"),
        ...islandSteps("combination_at"),
      ],
      islands(),
    );
  }
  if (definition.period.kind === "trailing") {
    return withSteps(
      steps,
      raw("select cluster, product, a, b, a = min(a) over (partition by cluster, product) as first from active"),
    );
  }
  return withSteps([...steps, ...islandSteps("active")], islands());
}

/** Up to `active`: sets of (i, cluster, product), or stretches (a, b) for trailing windows. */
function setSteps(setting: Setting, tally: TallyFacts): readonly Step[] {
  const { period } = setting.question.definition;
  const set = { name: "active", keying: "plain" } as const;
  const steps =
    period.kind === "trailing"
      ? trailingSteps(setting, tally, { ...set, window: period.days })
      : activeSteps(setting, tally, { ...set, extent: "whole" });
  return [...membershipSteps(setting), scopedStep(setting), ...steps];
}

/** `membership_known`, where a share of the members is asked for. */
export function membershipSteps({ facts, question }: Setting): readonly Step[] {
  if (question.definition.threshold.members?.kind !== "share") return [];
  const step = knownMemberships(facts, question.asOf, question.now);
  return step === null ? [] : [step];
}

function islandSteps(from: string): readonly Step[] {
  return [
    {
      name: "island",
      body: raw(`
select cluster, product, min(i) as a, max(i) + 1 as b
from (select *, i - row_number() over (partition by cluster, product order by i) as island from ${from})
group by cluster, product, island`),
    },
  ];
}

function islands(): Fragment {
  return raw("select cluster, product, a, b, a = min(a) over (partition by cluster, product) as first from island");
}

/** The stages that hold somebody, as the things counted. */
function stageSets(name: string): Step {
  return {
    name,
    body: raw(
      `select distinct h.i, o.name as cluster, cast(null as varchar) as product from held h join ${tables.stageOrder} o using (stage)`,
    ),
  };
}

/** The combinations of attribute values that active customers have, as the things counted. */
function combinationSets({ question }: Setting, name: string, customers = "active"): Step {
  const trailing = question.definition.period.kind === "trailing";
  const active = trailing
    ? `(select p.i, r.cluster, r.product from active r join ${tables.period} p on p.i >= r.a and p.i < r.b)`
    : customers;
  return {
    name,
    body: raw(
      `select distinct a.i, ${combinationSql(question.definition.by.length)} as cluster, a.product from ${active} a join held h on h.i = a.i and h.cluster = a.cluster`,
    ),
  };
}

/**
 * `clipped_active`: the sets of the periods that the range cut, as cut, whatever
 * it is that is counted.
 */
export function clippedSteps(setting: Setting, tally: TallyFacts): readonly Step[] {
  const { unit } = setting.question.definition;
  const only = (from: string) => ({
    name: "clipped_active",
    body: raw(`select x.* from ${from} x join ${tables.period} p on p.i = x.i and p.clipped`),
  });
  if (unit === "stage")
    return [heldStep(setting, "all", "held", "clipped"), stageSets("clipped_stage"), only("clipped_stage")];
  const customers = activeSteps(setting, tally, {
    name: unit === "combination" ? "clipped_customers" : "clipped_active",
    keying: "plain",
    extent: "clipped",
  });
  if (unit !== "combination") return customers;
  return [
    ...customers,
    { ...heldStep(setting, "all", "held_as_cut", "clipped") },
    renamed(combinationSets(setting, "clipped_combination", "clipped_customers")),
    only("clipped_combination"),
  ];
}

function renamed(step: Step): Step {
  return {
    name: step.name,
    body: { sql: step.body.sql.replace("join held h", "join held_as_cut h"), params: step.body.params },
  };
}

/** A combination of attribute values as one text. */
export function combinationSql(count: number): string {
  return `cast(to_json([${byColumns(count).join(", ")}]) as varchar)`;
}
