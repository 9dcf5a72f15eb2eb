import type { ListPlace } from "../compile/list-statement.ts";
import { knownAttributes, knownMemberships, knownRecords } from "../compile/known.ts";
import { tables } from "../compile/names.ts";
import { SmacError } from "../errors.ts";
import { printPeriod } from "../query/assemble.ts";
import type { ClusterMember, ClusterPage, ClusterPeriod } from "../query/cluster-page.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { reasonOf } from "../query/reason.ts";
import { sentenceOf } from "../query/sentence.ts";
import type { TimelinePeriod } from "../query/timeline.ts";
import { type Fragment, int, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { periodName, previousPeriod } from "../time/calendar.ts";
import { formatDay } from "../time/day.ts";
import { formatInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import { listedFacts } from "./listed-facts.ts";
import { focusOf, focused } from "./focus.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { type Session, query } from "./session.ts";

const usualPeriods = 12;
const mostMembers = 1000;

/**
 * The page of one cluster: by default its last twelve periods, the current one included (of trailing windows: days).
 *
 * @throws SmacError `QUERY_UNKNOWN_CLUSTER` when no fact names it.
 */
export async function askClusterPage(
  session: Session,
  question: Question,
  facts: Facts,
  cluster: string,
): Promise<ClusterPage> {
  const own = factsOf(facts, cluster);
  const record = await recordOf(session, own, question, cluster);
  const asked = pageQuestion(question, facts);
  const prepared = await prepare(session, asked, { ...own, span: facts.span }, true);
  const periods = prepared.periods.filter((p) => p.reported);
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) throw new Error("an asked-for period is always in the timeline");
  const counted: ClusterPeriod[] = [];
  for (const period of periods) counted.push(await countedIn(session, prepared, period, cluster));
  const members = await membersOf(session, prepared, { cluster, first, last });
  const { definition } = asked;
  return {
    definition: { name: definition.name, version: definition.version, sentence: sentenceOf(definition) },
    cluster,
    kind: definition.cluster,
    ...record,
    periods: counted,
    stages: await stagesOf(session, prepared, cluster),
    attributes: await attributesOf(session, own, question),
    days: await daysOf(session, { cluster, first, last }),
    members: members.slice(0, mostMembers),
    members_all: members.length,
    products: await productsOf(session, prepared, { cluster, first, last }),
    ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}),
  };
}

/** The facts that can say anything of a cluster: its own, and those of everybody who ever belonged to it. */
function factsOf(facts: Facts, cluster: string): Facts {
  const is = (relation: Fragment | null): Fragment | null =>
    relation === null ? null : sql`select * from (${relation}) where cluster = ${text(cluster)}`;
  const belonging = facts.membership;
  const theirs =
    belonging === null
      ? null
      : sql`select * from (${belonging}) where member in (select member from (${belonging}) where cluster = ${text(cluster)})`;
  const through = theirs === null ? raw("") : sql` or (cluster is null and member in (select member from (${theirs})))`;
  const days = facts.activeDays ?? null;
  return {
    ...facts,
    activity:
      facts.activity === null
        ? null
        : sql`select * from (${facts.activity}) where cluster = ${text(cluster)}${through}`,
    membership: theirs,
    stage: is(facts.stage),
    attribute: is(facts.attribute),
    record: is(facts.record),
    activeDays: days === null ? null : { ...days, relation: is(days.relation) ?? days.relation },
  };
}

function pageQuestion(question: Question, facts: Facts): Question {
  const asked = focused(question, facts);
  if (question.from !== null) return { ...asked, from: question.from };
  const { period } = asked.definition;
  const focus = focusOf(question, openZone(asked.definition.timezone));
  let start = focus;
  for (let n = 1; n < usualPeriods; n++) start = previousPeriod(period, start);
  return { ...asked, from: period.kind === "trailing" ? { start: start.end - 1, end: start.end } : start };
}

async function recordOf(session: Session, facts: Facts, { asOf, now }: Question, cluster: string) {
  const step = knownRecords(facts, asOf);
  const [row] =
    step === null
      ? []
      : await query<{ name: string | null; owner: string | null; created: number | null; deleted: number | null }>(
          session,
          withSteps([step], raw("select name, owner, created, deleted from record_known")),
        );
  if (row === undefined && !(await isNamed(session, facts)))
    throw new SmacError("QUERY_UNKNOWN_CLUSTER", `there is no cluster “${cluster}”`, {
      hint: "clusters are named by their key, as in the first column of a list",
    });
  const at = (instant: number | null | undefined) =>
    instant === null || instant === undefined || instant > now ? null : formatInstant(instant);
  return { name: row?.name ?? null, owner: row?.owner ?? null, created: at(row?.created), deleted: at(row?.deleted) };
}

/** Whether any fact names the cluster that these are the facts of. */
async function isNamed(session: Session, { activity, membership, stage, attribute }: Facts): Promise<boolean> {
  for (const relation of [stage, attribute, membership, activity]) {
    if (relation === null) continue;
    if ((await query(session, sql`select 1 as one from (${relation}) limit 1`)).length > 0) return true;
  }
  return false;
}

/** Its line in the list of a period, the same as in the list of all. */
async function countedIn(
  session: Session,
  prepared: Prepared,
  period: TimelinePeriod,
  cluster: string,
): Promise<ClusterPeriod> {
  const { question } = prepared.setting;
  const { definition } = question;
  const place: ListPlace = {
    index: period.index,
    stage: definition.stages ? null : 0,
    product: null,
    by: null,
    status: "all",
  };
  const listed = await listedFacts(session, prepared, { place, period });
  const row = listed.find((one) => one.cluster === cluster);
  const named = {
    name: periodName(definition.period, period.whole),
    period: printPeriod(definition, period),
  };
  if (row === undefined) {
    const reason = definition.stages ? "in no stage then, so not looked at" : "not there then, so not looked at";
    return { ...named, counts: false, status: null, weight: 0, stage: null, events: 0, days: 0, members: 0, reason };
  }
  const names = {
    now: named.name,
    before: periodName(definition.period, previousPeriod(definition.period, period.whole)),
  };
  return {
    ...named,
    counts: ["new", "retained", "resurrected"].includes(row.status),
    status: row.status,
    weight: row.weight,
    stage: row.stage,
    events: row.events,
    days: row.days,
    members: row.members,
    reason: reasonOf(row, { definition, names, end: Math.min(period.endAt, question.now) }),
  };
}

async function stagesOf(
  session: Session,
  { setting, stages }: Prepared,
  cluster: string,
): Promise<ClusterPage["stages"]> {
  if (!setting.needs.state || !setting.question.definition.stages) return [];
  const rows = await query<{ stage: number; from_us: number | null; to_us: number | null }>(
    session,
    sql`select stage, case when isfinite(from_at) then epoch_us(from_at) end as from_us, case when isfinite(to_at) then epoch_us(to_at) end as to_us
from ${tables.state} where cluster = ${text(cluster)} order by from_at`,
  );
  const spans: { stage: number; from: number | null; to: number | null }[] = [];
  for (const { stage, from_us, to_us } of rows) {
    const before = spans.at(-1);
    if (before !== undefined && before.stage === Number(stage)) before.to = to_us === null ? null : Number(to_us);
    else
      spans.push({
        stage: Number(stage),
        from: from_us === null ? null : Number(from_us),
        to: to_us === null ? null : Number(to_us),
      });
  }
  const at = (instant: number | null): string | null => (instant === null ? null : formatInstant(instant));
  return spans.map(({ stage, from, to }) => ({
    stage: stage === 0 ? null : (stages[stage - 1] ?? null),
    from: at(from),
    to: at(to),
  }));
}

async function attributesOf(
  session: Session,
  facts: Facts,
  { asOf, now }: Question,
): Promise<ClusterPage["attributes"]> {
  const step = knownAttributes(facts, asOf, now);
  if (step === null) return [];
  const rows = await query<{ name: string; value: string | null; at_us: number | null }>(
    session,
    withSteps(
      [step],
      raw(
        `select name, value, case when isfinite("at") then epoch_us("at") end as at_us from attribute_known order by name, "at" desc, learned desc nulls last, value desc`,
      ),
    ),
  );
  return rows
    .filter(({ name }) => facts.attributes.includes(name))
    .map(({ name, value, at_us }) => ({
      attribute: name,
      value,
      since: at_us === null ? null : formatInstant(Number(at_us)),
    }));
}

interface Within {
  readonly cluster: string;
  readonly first: TimelinePeriod;
  readonly last: TimelinePeriod;
}

function deedsOf({ cluster, first, last }: Within): Fragment {
  return sql`from ${tables.tally} where cluster = ${text(cluster)} and qualifies and bucket >= ${int(first.start)} and bucket < ${int(last.end)}`;
}

async function daysOf(session: Session, within: Within): Promise<ClusterPage["days"]> {
  const rows = await query<{ bucket: number; events: number }>(
    session,
    sql`select bucket, sum(events)::double as events ${deedsOf(within)} group by bucket order by bucket`,
  );
  return rows.map(({ bucket, events }) => ({ day: formatDay(Number(bucket)), events: Number(events) }));
}

async function productsOf(session: Session, { setting }: Prepared, within: Within): Promise<ClusterPage["products"]> {
  if (!setting.needs.product) return [];
  const rows = await query<{ product: string; days: number; events: number; last: number | null }>(
    session,
    sql`select product, count(distinct bucket) as days, sum(events)::double as events, max(last_at) as last ${deedsOf(within)} and product is not null group by product order by days desc, product`,
  );
  return rows.map(({ product, days, events, last }) => ({
    product,
    days: Number(days),
    events: Number(events),
    last: last === null ? null : formatInstant(last),
  }));
}

/** Who belonged to it, and who acted for it in the periods; who acted last comes first. */
async function membersOf(session: Session, { setting }: Prepared, within: Within): Promise<readonly ClusterMember[]> {
  const { facts, question } = setting;
  const belonging = knownMemberships(facts, question.asOf, question.now);
  const acted = sql`select member, sum(events)::double as events, count(distinct bucket) as days, max(last_at) as last_at ${deedsOf(within)} and member is not null group by member`;
  const belonged =
    belonging === null
      ? raw(
          "select cast(null as varchar) as member, cast(null as timestamp) as valid_from, cast(null as timestamp) as valid_to where false",
        )
      : sql`select member, min(valid_from) as valid_from, max(valid_to) as valid_to from membership_known where cluster = ${text(within.cluster)} group by member`;
  const rows = await query<
    Record<"from_us" | "to_us" | "last_us" | "events" | "days", number | null> & { member: string }
  >(
    session,
    withSteps(
      belonging === null ? [] : [belonging],
      sql`
select member, case when isfinite(b.valid_from) then epoch_us(b.valid_from) end as from_us, case when isfinite(b.valid_to) then epoch_us(b.valid_to) end as to_us,
  a.events, a.days, epoch_us(a.last_at) as last_us
from (${belonged}) b full join (${acted}) a using (member) order by a.last_at desc nulls last, member`,
    ),
  );
  const at = (instant: number | null): string | null => (instant === null ? null : formatInstant(Number(instant)));
  return rows.map((row) => ({
    member: row.member,
    from: at(row.from_us),
    to: at(row.to_us),
    events: Number(row.events ?? 0),
    days: Number(row.days ?? 0),
    last: at(row.last_us),
  }));
}
