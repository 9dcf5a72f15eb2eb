import { knownAttributes, knownRecords } from "../compile/known.ts";
import { SmacError } from "../errors.ts";
import type { Facts } from "../query/facts.ts";
import type { AttributeFilter, Question } from "../query/question.ts";
import type { Warning } from "../query/report.ts";
import { type Fragment, join, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { suggestion } from "../text/nearest.ts";

/**
 * The facts of the clusters that all filters keep. An attribute's value is the
 * last one known, as with `exclude`: a filter says which clusters are looked at,
 * and these are looked at for all of time.
 *
 * @throws SmacError `QUERY_UNKNOWN_ATTRIBUTE`.
 */
export function filteredFacts(facts: Facts, question: Question): Facts {
  const filters = question.filter ?? [];
  if (filters.length === 0) return facts;
  const names = [...facts.attributes, ...(facts.record === null ? [] : ["owner"])];
  const unknown = filters.find(({ attribute }) => !names.includes(attribute));
  if (unknown !== undefined) {
    throw new SmacError("QUERY_UNKNOWN_ATTRIBUTE", `no attribute is called “${unknown.attribute}”`, {
      hint: suggestion(unknown.attribute, names),
    });
  }
  const conditions = filters.map((filter) => conditionOf(facts, question, filter));
  const keep = (relation: Fragment | null): Fragment | null =>
    relation === null ? null : sql`select * from (${relation}) where ${join(conditions, " and ")}`;
  if (facts.membership !== null && question.definition.attribution !== "all") throw notShared(question);
  const kept = join(conditions, " and ");
  const days = facts.activeDays ?? null;
  return {
    ...facts,
    activity:
      facts.activity === null
        ? null
        : sql`select * from (${facts.activity}) where case when cluster is not null then ${kept} else ${elsewhere(facts, kept)} end`,
    membership: keep(facts.membership),
    stage: keep(facts.stage),
    attribute: keep(facts.attribute),
    record: keep(facts.record),
    activeDays:
      days === null
        ? null
        : { ...days, relation: sql`select * from (${days.relation}) where cluster is null or (${kept})` },
  };
}

/** What a careful reader should know of numbers that are filtered. */
export function filterWarnings({ filter = [] }: Question): readonly Warning[] {
  return filter.map(({ attribute, values, not }) => {
    const named = values.map((value) => (value === null ? "none" : `“${value}”`)).join(" or ");
    return { code: "FILTERED", message: `only clusters whose ${attribute} is ${not ? "not " : ""}${named}` };
  });
}

/** Of an activity without a cluster of its own: whether its member belongs to others than the kept alone. */
function elsewhere({ membership }: Facts, kept: Fragment): Fragment {
  if (membership === null) return raw("true");
  return sql`(member is null or member not in (select member from (${membership}) where member is not null) or member in (select member from (${membership}) where member is not null and ${kept}))`;
}

function notShared({ definition }: Question): SmacError {
  return new SmacError(
    "QUERY_NOT_FILTERED",
    `“${definition.name}” shares activities among the clusters of a member, which a filter would change`,
    {
      hint: "split by the attribute instead, or ask for attribution=all",
    },
  );
}

/** An attribute that is called `owner` goes before the owner of the cluster's own record. */
function conditionOf(facts: Facts, question: Question, { attribute, values, not }: AttributeFilter): Fragment {
  const known = valuesOf(facts, question, attribute);
  const named = values.filter((value) => value !== null);
  const having =
    named.length === 0
      ? raw("false")
      : sql`value in (${join(
          named.map((value) => text(value)),
          ", ",
        )})`;
  const among = sql`cluster in (select cluster from (${known}) where ${having})`;
  const kept = values.includes(null) ? sql`(${among} or cluster not in (select cluster from (${known})))` : among;
  return not ? sql`(not ${kept})` : kept;
}

/** `cluster, value`: the last known value of each cluster that has one. */
function valuesOf(facts: Facts, { asOf, now }: Question, attribute: string): Fragment {
  const attributes = facts.attributes.includes(attribute) ? knownAttributes(facts, asOf, now) : null;
  if (attributes !== null)
    return withSteps(
      [attributes],
      sql`select cluster, arg_max(value, ("at", coalesce(learned, '-infinity'), value)) as value from attribute_known where name = ${text(attribute)} and value is not null group by cluster`,
    );
  const records = attribute === "owner" ? knownRecords(facts, asOf) : null;
  if (records === null)
    return raw("select cast(null as varchar) as cluster, cast(null as varchar) as value where false");
  return withSteps([records], raw("select cluster, owner as value from record_known where owner is not null"));
}
