import type { Fragment } from "../../sql/fragment.ts";
import { int, join, sql, text } from "../../sql/fragment.ts";
import { answer, finding, known, knownActivities, own } from "./check.ts";
import type { Check, CheckMoment } from "./check.ts";
import { counted } from "../../text/counted.ts";

/** The stated order as rows of (name, place). */
function placed(order: readonly string[]): Fragment {
  const rows = order.map((stage, index) => sql`(${text(stage)}, ${int(index)})`);
  return sql`(values ${join(rows, ", ")})`;
}

function ordered({ stageOrder }: CheckMoment): readonly string[] | null {
  return stageOrder === null || stageOrder.length === 0 ? null : stageOrder;
}

const backwards: Check = {
  code: "CHECK_STAGE_BACKWARDS",
  severity: "warning",
  needs: ["stage"],
  sql: (facts, moment) => {
    const order = ordered(moment);
    if (facts.stage === null || facts.stageSource === "attribute" || order === null) return null;
    return answer(sql`
select '“' || cluster || '”: ' || before || ' → ' || stage || ' on ' || strftime("at", '%Y-%m-%d') as example, 1 as "count"
from (
  select cluster, s.stage, s."at", o.place,
    lag(s.stage) over (partition by cluster order by s."at" nulls first) as before, lag(o.place) over (partition by cluster order by s."at" nulls first) as place_before
  from (
    select * from ${known(facts.stage, moment)} where cluster is not null
    qualify row_number() over (partition by cluster, "at" order by learned desc nulls last, stage) = 1
  ) s left join ${placed(order)} as o(name, place) on o.name = s.stage
)
where place < place_before`);
  },
  describe: finding({
    title: (total) => `${counted(total, "stage change")} going backwards`,
    next: "fine where clusters really go back; else look for dates in the wrong order, or correct the stages' order",
  }),
};

const together: Check = {
  code: "CHECK_STAGES_AT_ONE_INSTANT",
  severity: "warning",
  needs: ["stage"],
  sql: (facts, moment) =>
    facts.stage &&
    answer(sql`
select '“' || cluster || '”: ' || string_agg(distinct coalesce(stage, '(left)'), ', ' order by coalesce(stage, '(left)')) || coalesce(' at ' || strftime("at", '%Y-%m-%d %H:%M'), ' without a date') as example,
  count(distinct coalesce(stage, '')) as "count"
from ${known(facts.stage, moment)} where cluster is not null
group by cluster, "at", learned having count(distinct coalesce(stage, '')) > 1`),
  describe: finding({
    title: (total) => `${counted(total, "time")} a cluster has two stages at one instant`,
    next: "the one learned last counts, then leaving, then the furthest; give the rows times of day, or keep one",
  }),
};

const unknown: Check = {
  code: "CHECK_UNKNOWN_STAGE",
  severity: "warning",
  needs: ["stage"],
  sql: (facts, moment) => {
    const order = ordered(moment);
    if (facts.stage === null || order === null) return null;
    return answer(sql`
select '“' || s.stage || '”' as example, count(*) as "count"
from ${known(facts.stage, moment)} s anti join ${placed(order)} as o(name, place) on o.name = s.stage
where s.stage is not null group by s.stage`);
  },
  describe: finding({
    title: (total, rows) => `${counted(total, "stage name")} outside the stated order (${counted(rows, "row")})`,
    next: "add them to stages.order, or correct their spelling; they are listed after the others",
    each: "row",
  }),
};

const missing: Check = {
  code: "CHECK_CLUSTERS_WITHOUT_STAGE",
  severity: "note",
  needs: ["stage"],
  sql: (facts, moment) => {
    const activities = facts.activityHas.cluster ? knownActivities(facts, moment) : null;
    const named = [
      activities === null ? null : sql`select cluster, 1 as n from ${activities}`,
      facts.record === null ? null : sql`select cluster, 0 as n from ${known(facts.record, moment)}`,
      facts.membership === null ? null : sql`select cluster, 0 as n from ${known(facts.membership, moment)}`,
    ].filter((part) => part !== null);
    if (facts.stage === null || named.length === 0) return null;
    return answer(sql`
select '“' || c.cluster || '”' as example, sum(n) as "count"
from (${join(named, " union all ")}) c anti join ${known(facts.stage, moment)} s on s.cluster = c.cluster
where c.cluster is not null and ${own(moment, "c.cluster")} group by c.cluster`);
  },
  describe: finding({
    title: (total, activities) => `${counted(total, "cluster")} without any stage (${counted(activities, "activity")})`,
    next: "they are in no row by stage; give them a stage, or check that their keys are spelled as in the stages",
    each: "activity",
  }),
};

/** What can be wrong with the journey. */
export const stageChecks: readonly Check[] = [backwards, together, unknown, missing];
