import type { Attribution } from "../model/definition.ts";
import type { Facts } from "../query/facts.ts";
import { type Step, raw, sql } from "../sql/fragment.ts";

/**
 * The steps from `activity_qualified` (and `membership_known`) to `attributed`: one
 * row for each activity and cluster it counts for, with `parts` (how many
 * clusters share it; 1 when it is not split). An activity that found no cluster
 * stays, once, with a null cluster.
 *
 * The cluster is the one named on the activity; else those the member belonged
 * to at its instant; else, when neither clusters nor memberships are given, the
 * member itself (spec section 4).
 */
export function attributionSteps(facts: Facts, attribution: Attribution, columns: readonly string[]): readonly Step[] {
  const kept = ["at", ...columns].map((c) => `a.${c}`).join(", ");
  if (facts.membership === null) {
    const cluster = facts.activityHas.cluster ? "a.cluster" : "a.member";
    return [
      {
        name: "attributed",
        body: raw(`select ${kept}, ${cluster} as cluster, 1 as parts, true as is_primary from activity_qualified a`),
      },
    ];
  }
  const primaryOnly = attribution === "primary" ? "and b.is_primary" : "";
  const parts = attribution === "split" ? "case when a.cluster is null then coalesce(b.parts, 1) else 1 end" : "1";
  return [
    ...belongingSteps(),
    {
      name: "attributed",
      // The engine compares each row with each where a condition of an outer join is about one side alone.
      body: sql`
select ${kept}, coalesce(a.cluster, b.cluster) as cluster, ${parts} as parts, coalesce(b.is_primary, true) as is_primary
from activity_qualified a left join belonging b
  on b.member = case when a.cluster is null then a.member end and a.at >= b.from_at and a.at < b.to_at ${primaryOnly}`,
    },
  ];
}

/**
 * `belonging`: for each member, the time line cut wherever a membership begins
 * or ends; in each piece its clusters, how many they are (`parts`), and which is
 * the primary one: flagged, else joined last, else the smallest key.
 */
function belongingSteps(): readonly Step[] {
  return [
    {
      name: "membership_cut",
      body: raw(`
select member, "at" as from_at, lead("at") over (partition by member order by "at") as to_at
from (select member, valid_from as "at" from membership_known union select member, valid_to from membership_known)`),
    },
    {
      name: "belonging",
      body: raw(`
select c.member, m.cluster, c.from_at, c.to_at,
  count(*) over (partition by c.member, c.from_at) as parts,
  row_number() over (partition by c.member, c.from_at order by bool_or(m.is_primary) desc, max(m.valid_from) desc, m.cluster) = 1 as is_primary
from membership_cut c join membership_known m
  on m.member = c.member and m.valid_from <= c.from_at and m.valid_to > c.from_at
where c.to_at is not null
group by c.member, c.from_at, c.to_at, m.cluster`),
    },
  ];
}
