import { type Step, raw } from "../sql/fragment.ts";
import { tables } from "./names.ts";
import { type Keying, type TallyFacts, oneRowEach, sameKeys, setColumns } from "./scoped.ts";
import type { Setting } from "./setting.ts";
import { scaledEvents, thresholdSql } from "./threshold.ts";

/** Which calendar periods sets are made for: all as wholes, or only those the range cut, as cut. */
export type Extent = "whole" | "clipped";

/** Which sets are made, and what their step is called. */
interface ActiveSet {
  readonly name: string;
  readonly keying: Keying;
  readonly extent: Extent;
  /** Whether a cluster may be told several times in a period. */
  readonly repeats?: boolean;
  /** The table of the periods; default: those of the question. */
  readonly periods?: string;
}

/**
 * The clusters that meet the threshold in each calendar period: a last step
 * named `name` with `i` and the set's columns, after the steps it needs. Expects
 * `scoped`, and `membership_known` where a share of members is asked for.
 */
export function activeSteps(setting: Setting, tally: TallyFacts, set: ActiveSet): readonly Step[] {
  const { threshold } = setting.question.definition;
  const keys = ["i", ...setColumns(setting, set.keying)];
  const placed = `${set.name}_placed`;
  const periods = set.periods ?? tables.period;
  if (metByAny(setting, tally)) {
    const body = raw(`select ${set.repeats === true ? "" : "distinct "}${keys.join(", ")} from ${placed}`);
    return [...placedSteps(placed, set.extent, periods), { name: set.name, body }];
  }
  const counted = `${set.name}_counted`;
  const events = set.keying === "labelled" ? "label_events" : "events";
  const share = threshold.members?.kind === "share";
  const measures = [
    `${scaledEvents(events, tally.scale)} as events`,
    ...(threshold.days > 1 ? [`${daysSql(setting)} as days`] : []),
    ...(threshold.members === null ? [] : ["count(distinct member) as members"]),
  ];
  const all = `${set.name}_all`;
  const from = share ? `${counted} c join ${all} m on ${sameKeys("c", "m", ["i", "cluster"])}` : `${counted} c`;
  return [
    ...placedSteps(placed, set.extent, periods),
    { name: counted, body: raw(`select ${keys.join(", ")}, ${measures.join(", ")} from ${placed} group by all`) },
    ...(share ? allMembersSteps(setting, { name: all, placed, extent: set.extent, periods }) : []),
    {
      name: set.name,
      body: raw(
        `select ${keys.map((k) => `c.${k}`).join(", ")} from ${from} where ${thresholdSql(threshold, tally.scale)}`,
      ),
    },
  ];
}

function daysSql(setting: Setting): string {
  if (setting.needs.dayBits) return "bit_count(bit_or(day_bits))";
  return oneRowEach(setting) ? "count(*)" : "count(distinct bucket)";
}

/** Whether any activity at all meets the threshold. */
function metByAny({ question }: Setting, { scale }: TallyFacts): boolean {
  const { threshold } = question.definition;
  return threshold.events <= 1 && threshold.days <= 1 && threshold.members === null && scale.unit === 1n;
}

/** `scoped` with each row's period `i`, found once for each bucket. */
function placedSteps(name: string, extent: Extent, periods: string): readonly Step[] {
  const within =
    extent === "whole"
      ? "t.bucket >= p.whole_start and t.bucket < p.whole_end"
      : "p.clipped and t.bucket >= p.start_day and t.bucket < p.end_day";
  const buckets = `${name}_bucket`;
  return [
    {
      name: buckets,
      body: raw(`select p.i, t.bucket from (select distinct bucket from scoped) t join ${periods} p on ${within}`),
    },
    { name, body: raw(`select b.i, t.* from scoped t join ${buckets} b on b.bucket = t.bucket`) },
  ];
}

/**
 * How many members each cluster has in each period, whatever the product: those
 * valid at any instant of it or acting for the cluster in it; without
 * memberships, those seen acting until its end.
 */
function allMembersSteps(
  { facts }: Setting,
  {
    name,
    placed,
    extent,
    periods,
  }: { readonly name: string; readonly placed: string; readonly extent: Extent; readonly periods: string },
): readonly Step[] {
  const end = extent === "whole" ? "whole_end" : "end_day";
  if (facts.membership === null) {
    return [
      {
        name,
        body: raw(`
select c.i, c.cluster, count(*) as all_members
from (select distinct x.i, x.cluster, p.${end} as end_day from ${placed} x join ${periods} p using (i)) c
join (select cluster, member, min(bucket) as bucket from scoped where product is null and member is not null group by all) f
  on f.cluster = c.cluster and f.bucket < c.end_day
group by all`),
      },
    ];
  }
  const [startAt, endAt] = extent === "whole" ? ["p.whole_start_at", "p.whole_end_at"] : ["p.start_at", "p.end_at"];
  return [
    {
      name: `${name}_each`,
      body: raw(`
select p.i, m.cluster, m.member
from membership_known m join ${periods} p on m.valid_from < ${endAt} and m.valid_to > ${startAt}
where m.valid_from < m.valid_to
union
select i, cluster, member from ${placed} where product is null and member is not null`),
    },
    { name, body: raw(`select i, cluster, count(*) as all_members from ${name}_each group by all`) },
  ];
}
