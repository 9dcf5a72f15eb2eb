import { type Fragment, type Step, raw, sql, withSteps } from "../sql/fragment.ts";
import { activeSteps } from "./active.ts";
import { heldStep } from "./held.ts";
import { knownMemberships } from "./known.ts";
import { byColumns, tables } from "./names.ts";
import { type TallyFacts, scopedStep } from "./scoped.ts";
import { seenBitsStep } from "./seen.ts";
import type { Setting } from "./setting.ts";
import type { Day } from "../time/day.ts";
import { trailingSteps } from "./trailing.ts";

/** As many periods as a whole number of the engine has bits, but for its sign and the end of the last. */
const mostBits = 62;

/** The periods that stretches are found in. */
export interface PeriodsOfRuns {
  readonly count: number;
  readonly start: Day;
  /** The table of these periods. */
  readonly table: string;
}

/**
 * The statement that finds the unbroken stretches of periods in which a cluster
 * met the threshold, whatever stage it held:
 * `smac_run(cluster, product, a, b, first)`, half-open in the periods' numbers.
 * From them follow the active sets of every period and the lifecycle. `periods`
 * says how many there are, and on which day the first begins.
 */
export function runStatement(setting: Setting, tally: TallyFacts, periods: PeriodsOfRuns): Fragment {
  return sql`create or replace temp table ${tables.run} as\n${runQuery(setting, tally, periods)}`;
}

function runQuery(setting: Setting, tally: TallyFacts, periods: PeriodsOfRuns): Fragment {
  const { definition } = setting.question;
  if (definition.unit === "stage")
    return withSteps(
      [heldStep(setting, "all", "held", "whole"), stageSets("stage_at"), ...islandSteps("stage_at")],
      islands(),
    );
  const few = periods.count <= mostBits;
  const seen = few && definition.unit === "cluster" ? seenBitsStep(setting, periods) : null;
  if (seen !== null) return withSteps([seen, spanStep(periods.count)], spans());
  const steps = setSteps(setting, tally, { repeats: few, periods: periods.table });
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
  if (few) return withSteps([...steps, activeBitsStep, spanStep(periods.count)], spans());
  return withSteps([...steps, ...islandSteps("active")], islands());
}

/** Up to `active`: sets of (i, cluster, product), or stretches (a, b) for trailing windows. */
function setSteps(
  setting: Setting,
  tally: TallyFacts,
  calendar: { readonly repeats: boolean; readonly periods: string },
): readonly Step[] {
  const { period } = setting.question.definition;
  const set = { name: "active", keying: "plain" } as const;
  const steps =
    period.kind === "trailing"
      ? trailingSteps(setting, tally, { ...set, window: period.days })
      : activeSteps(setting, tally, { ...set, ...calendar, extent: "whole" });
  return [...membershipSteps(setting), scopedStep(setting), ...steps];
}

/** `membership_known`, where a share of the members is asked for. */
export function membershipSteps({ facts, question }: Setting): readonly Step[] {
  if (question.definition.threshold.members?.kind !== "share") return [];
  const step = knownMemberships(facts, question.asOf, question.now);
  return step === null ? [] : [step];
}

/** `active_bits`: for each cluster and product a whole number with a bit for each period in which it was active. */
const activeBitsStep: Step = {
  name: "active_bits",
  body: raw("select cluster, product, bit_or(1::bigint << i) as bits from active group by cluster, product"),
};

/** `span`: the stretches of `active_bits` as lists of where they begin and end. */
function spanStep(periods: number): Step {
  const where = (bits: string) => `list_filter(range(${periods + 1}), lambda i: (${bits} >> i) & 1 = 1)`;
  return {
    name: "span",
    body: raw(`
select cluster, product, ${where("begins")} as begins, ${where("ends")} as ends
from (select cluster, product, bits & ~(bits << 1) as begins, (bits << 1) & ~bits as ends from active_bits)`),
  };
}

function spans(): Fragment {
  return raw(
    "select cluster, product, a, b, a = began as first from (select cluster, product, unnest(begins) as a, unnest(ends) as b, begins[1] as began from span)",
  );
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
