import type { Facts } from "../query/facts.ts";
import { type Fragment, type Step, raw, sql } from "../sql/fragment.ts";
import { asKey } from "../sql/key.ts";
import { type Day, civilOf } from "../time/day.ts";
import { aboveZero, slotOf } from "./bucket.ts";
import { knownActivity } from "./known.ts";
import { tables, undatedBucket } from "./names.ts";
import type { Setting } from "./setting.ts";
import { countsFromDays } from "./tally-from-days.ts";

/** The slots (weeks or months) that activities can lie in, as they are numbered by `slotOf`. */
export interface SlotRange {
  readonly first: number;
  readonly count: number;
}

/** As many slots as a whole number of the engine has bits, without its sign. */
const mostSlots = 62;

/**
 * The slots of the data, when it is enough to know in which of them a cluster
 * acted, however often: one activity meets the threshold, nothing looks at what
 * an activity was, a store has not counted them, and the slots are few. Null otherwise.
 */
export function seenSlots(setting: Setting): SlotRange | null {
  const { facts, question, needs, clock } = setting;
  if (countsFromDays(setting)) return null;
  const { threshold, activity, unit } = question.definition;
  const once = threshold.events === 1 && threshold.days <= 1 && threshold.members === null;
  const plain = facts.membership === null && !facts.activityHas.id && activity === null && unit !== "member";
  const whole = !needs.member && !needs.other && !needs.labels && !needs.instants && needs.grain !== "day";
  const { span } = facts;
  if (!once || !plain || !whole || facts.activity === null || span === null || span.last > question.now) return null;
  // A slot more at each end: a wall clock that is set back may show an earlier one.
  const first = slotNumber(needs.grain, clock.zone.localDay(span.first), clock.weekStart) - 1;
  const count = slotNumber(needs.grain, clock.zone.localDay(span.last), clock.weekStart) + 2 - first;
  return count <= mostSlots ? { first, count } : null;
}

function slotNumber(grain: Setting["needs"]["grain"], day: number, weekStart: "monday" | "sunday"): number {
  const { year, month } = civilOf(day);
  if (grain === "month") return (year + aboveZero.years) * 12 + month - 1;
  return Math.floor((day - (weekStart === "monday" ? 4 : 3)) / 7) + aboveZero.weeks;
}

/**
 * The statement that finds in which slots each cluster acted:
 * `smac_seen(cluster, product, slots, events, dated, first_at)`. `slots` has a
 * bit for each slot of the range, from the first; `dated` counts the events
 * that have an instant. The engine groups by one column as written several
 * times as fast as by a month and a column.
 */
export function seenStatement(setting: Setting, { first }: SlotRange): Fragment {
  const { needs, clock, question, facts } = setting;
  const { slot } = slotOf(needs.grain, clock, { now: question.now, last: facts.span?.last ?? null });
  const known = knownActivity(asWritten(facts), question.asOf);
  const [product, productKey] = needs.product ? [", product", `, ${asKey("product")} as product`] : ["", ""];
  const counts = (all: string, dated: string, at: string) =>
    `${all} as events, ${dated} as dated, min(${at}) as first_at`;
  return sql`create or replace temp table ${tables.seen} as
select ${asKey("written")} as cluster${productKey}, bit_or(slots) as slots, ${counts("cast(sum(events) as bigint)", "cast(sum(dated) as bigint)", "first_at")}
from (
  select ${keyColumn(facts)} as written${product}, bit_or(1::bigint << (${slot} - ${first})) as slots, ${counts("count(*)", `count("at")`, `"at"`)}
  from (${known?.body ?? raw("")})
  group by all
)
group by all`;
}

/** Whether activities are there whose number is told: of no cluster, or of one that is called NULL. */
export function toldProbe(): Fragment {
  return raw(`select count(*) as n from ${tables.seen} where ${told("cluster")}`);
}

/**
 * What {@link seenStatement} found as a tally, worked out where it is read. Each
 * slot in which a cluster acted counts as one activity, dated the cluster's
 * first; the activities whose number is told are counted in `smac_told`.
 */
export function seenTallyStatement(
  setting: Setting,
  { first, count }: SlotRange,
  { hasTold }: { readonly hasTold: boolean },
): Fragment {
  const { bucket } = slotOf(setting.needs.grain, setting.clock, { now: 0, last: 0 });
  const product = setting.needs.product ? ", product" : "";
  const usual = "true as qualifies, 1 as parts";
  const counted = hasTold ? `\nunion all by name\nselect * from ${tables.told}` : "";
  return raw(`create or replace temp view ${tables.seenTally} as
select ${bucket} as bucket, cluster${product}, ${usual}, 1 as events, 1 as label_events, first_at
from (
  select cluster${product}, first_at, ${first} + n as slot
  from ${tables.seen} join range(${count}) as slots(n) on (slots >> n) & 1 = 1 where not ${told("cluster")}
)
union all by name
select ${undatedBucket} as bucket, cluster${product}, ${usual}, events - dated as events, events - dated as label_events
from ${tables.seen} where events > dated and not ${told("cluster")}${counted}`);
}

/** The relation that holds the tally. */
export function tallyOf(setting: Setting): string {
  return seenSlots(setting) === null ? tables.tally : tables.seenTally;
}

/**
 * `active_bits`: for each cluster and product (null: everything) a whole number
 * with a bit for each of so many periods in which it acted, from the first's
 * start on; null where periods are not the slots themselves.
 */
export function seenBitsStep(setting: Setting, periods: { readonly count: number; readonly start: Day }): Step | null {
  const { needs, question, clock } = setting;
  const { period } = question.definition;
  const slots = seenSlots(setting);
  const same = period.kind === "week" || (period.kind === "month" && period.calendar === "gregorian");
  if (slots === null || !same) return null;
  const shift = slotNumber(needs.grain, periods.start, clock.weekStart) - slots.first;
  const ones = (count: number): bigint => 2n ** BigInt(Math.max(count, 0)) - 1n;
  const bits =
    shift < 0
      ? `(slots & ${ones(periods.count + shift)}) << ${Math.min(-shift, periods.count)}`
      : `(slots >> ${Math.min(shift, mostSlots)}) & ${ones(periods.count)}`;
  const everything = `select cluster, cast(null as varchar) as product, bit_or(${bits}) as bits from ${tables.seen} where cluster is not null group by cluster`;
  const each = `\nunion all\nselect cluster, product, ${bits} from ${tables.seen} where cluster is not null and product is not null`;
  return { name: "active_bits", body: raw(everything + (needs.product ? each : "")) };
}

/** The facts with only the activities whose number is told, as a relation with keys. */
export function toldFacts(facts: Facts): Facts {
  return {
    ...facts,
    asWritten: null,
    activity: sql`select * from (${facts.activity ?? raw("")}) where ${told(keyColumn(facts))}`,
  };
}

function told(key: string): string {
  return `coalesce(upper(${key}) = 'NULL', true)`;
}

/** Whoever is counted where no memberships are given. */
function keyColumn({ activityHas }: Facts): string {
  return activityHas.cluster ? "cluster" : "member";
}

/** The activities with keys as written, where they are known so. */
function asWritten(facts: Facts): Facts {
  const written = facts.asWritten ?? null;
  return written !== null && written.of === facts.activity ? { ...facts, activity: written.relation } : facts;
}
