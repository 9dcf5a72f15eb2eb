import type { Facts } from "../../query/facts.ts";
import type { Fragment } from "../../sql/fragment.ts";
import { raw, sql } from "../../sql/fragment.ts";
import { answer, finding, known, knownActivities, own } from "./check.ts";
import type { Check, CheckMoment } from "./check.ts";
import { counted } from "../../text/counted.ts";

const duplicates: Check = {
  code: "CHECK_DUPLICATE_IDS",
  severity: "warning",
  needs: ["activity"],
  sql: (facts, moment) => {
    if (facts.activity === null || !facts.activityHas.id) return null;
    return answer(sql`
select '“' || id || '” of ' || source as example, count(distinct version) as "count"
from ${known(facts.activity, moment)} where id is not null
group by source, id, learned having count(distinct version) > 1 and ${own(moment, "min(coalesce(member, ''))")}`);
  },
  describe: finding({
    title: (total, versions) =>
      `${counted(total, "id")} with different content learned at the same moment (${counted(versions, "version")})`,
    next: "one version of each is used; check that the id column really identifies a row, or give a learned column",
    each: "version",
  }),
};

/** A condition: no membership of the member held at the activity's instant. */
function withoutMembership(facts: Facts, moment: CheckMoment): Fragment {
  if (facts.membership === null) return facts.activityHas.cluster ? raw("true") : raw("a.member is null");
  return sql`not exists (select 1 from ${known(facts.membership, moment)} m where m.member = a.member and m.cluster is not null
  and (m.valid_from is null or m.valid_from <= a."at") and (m.valid_to is null or m.valid_to > a."at"))`;
}

/** The activities that find no cluster of the kind: those that name one of another kind, or the others. */
function unattributed(elsewhere: boolean): Check["sql"] {
  return (facts, moment) => {
    const activities = knownActivities(facts, moment);
    const named = facts.activityHas.elsewhere === true;
    if (activities === null || (elsewhere && !named)) return null;
    const which = named ? `and ${elsewhere ? "" : "not "}a.elsewhere` : "";
    return answer(sql`
select coalesce('member “' || a.member || '”', 'rows that name neither member nor cluster') as example, count(*) as "count"
from ${activities} a where a.cluster is null and a."at" is not null ${which} and ${own(moment, "a.member")} and ${withoutMembership(facts, moment)} group by a.member`);
  };
}

const nowhere: Check = {
  code: "CHECK_UNATTRIBUTED",
  severity: "warning",
  needs: ["activity"],
  sql: unattributed(false),
  describe: finding({
    title: (_, activities) => `${counted(activities, "activity")} of no cluster, which count for nobody`,
    next: "name the cluster on the row, or add memberships that were valid at that time",
    each: "activity",
  }),
};

const elsewhere: Check = {
  code: "CHECK_OTHER_KIND",
  severity: "note",
  needs: ["activity"],
  sql: unattributed(true),
  describe: finding({
    title: (_, activities) =>
      `${counted(activities, "activity")} of no cluster of this kind, which count for clusters of other kinds alone`,
    next: "nothing, where their members belong to none; else add memberships that were valid at that time",
    each: "activity",
  }),
};

/** What can be wrong with activities. */
export const activityChecks: readonly Check[] = [duplicates, nowhere, elsewhere];
