import { sql } from "../../sql/fragment.ts";
import { answer, finding, known, knownActivities, own } from "./check.ts";
import type { Check } from "./check.ts";
import { counted } from "../../text/counted.ts";

const orphans: Check = {
  code: "CHECK_ORPHAN_MEMBERS",
  severity: "warning",
  needs: ["activity", "membership"],
  sql: (facts, moment) => {
    const activities = knownActivities(facts, moment);
    if (activities === null || facts.membership === null || !facts.activityHas.member) return null;
    const here = facts.activityHas.elsewhere === true ? "and not a.elsewhere" : "";
    return answer(sql`
select '“' || a.member || '”' as example, count(*) as "count"
from ${activities} a anti join ${known(facts.membership, moment)} m on a.member = m.member
where a.member is not null and a."at" is not null ${here} and ${own(moment, "a.member")} group by a.member`);
  },
  describe: finding({
    title: (members, activities) =>
      `${counted(members, "acting member")} in no membership (${counted(activities, "activity")})`,
    next: "add them to the memberships; until then their activities count only for clusters that the rows themselves name",
    each: "activity",
  }),
};

const overlaps: Check = {
  code: "CHECK_OVERLAPPING_MEMBERSHIPS",
  severity: "note",
  needs: ["membership"],
  sql: (facts, moment) =>
    facts.membership &&
    answer(sql`
select '“' || member || '” in “' || cluster || '”: from ' || coalesce(strftime(valid_from, '%Y-%m-%d'), 'always') || ', while the one before ends ' ||
  case when earlier = 'infinity' then 'never' else strftime(earlier, '%Y-%m-%d') end as example, 1 as "count"
from (
  select member, cluster, valid_from,
    max(coalesce(valid_to, 'infinity')) over (partition by member, cluster order by valid_from nulls first rows between unbounded preceding and 1 preceding) as earlier
  from (
    select * from ${known(facts.membership, moment)} where valid_to is null or valid_from is null or valid_to > valid_from
    qualify row_number() over (partition by member, cluster, valid_from order by learned desc nulls last, valid_to desc nulls first) = 1
  )
)
where earlier > coalesce(valid_from, '-infinity') and member is not null and cluster is not null`),
  describe: finding({
    title: (total) =>
      `${counted(total, "membership")} that begin before the same member's membership in the same cluster has ended`,
    next: "end the earlier one where the later begins; when both hold, an activity still counts once for the cluster",
  }),
};

const reversed: Check = {
  code: "CHECK_MEMBERSHIP_ENDS_FIRST",
  severity: "error",
  needs: ["membership"],
  sql: (facts, moment) =>
    facts.membership &&
    answer(sql`
select '“' || coalesce(member, '') || '” in “' || coalesce(cluster, '') || '”: ' || strftime(valid_from, '%Y-%m-%d %H:%M') || ' to ' || strftime(valid_to, '%Y-%m-%d %H:%M') as example, 1 as "count"
from ${known(facts.membership, moment)} where valid_to < valid_from`),
  describe: finding({
    title: (total) => `${counted(total, "membership")} ending before their beginning, so that they never hold`,
    next: "swap or correct the two dates; look whether day and month were exchanged",
  }),
};

/** What can be wrong with who belongs where. */
export const membershipChecks: readonly Check[] = [orphans, overlaps, reversed];
