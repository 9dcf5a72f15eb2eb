import { type PredicateColumn, predicateSql } from "../compile/predicate.ts";
import { SmacError } from "../errors.ts";
import type { Predicate } from "../model/predicate.ts";
import { predicateColumns } from "../model/predicate-columns.ts";
import type { Facts } from "../query/facts.ts";
import { type Fragment, sql, text } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import { suggestion } from "../text/nearest.ts";

/** What a predicate may call the cluster and the member, in lower case. */
export interface SubjectNames {
  readonly cluster: readonly string[];
  readonly member: readonly string[];
}

/**
 * The facts without the clusters or members that a condition excludes. A
 * condition on `cluster` and attributes excludes clusters, from every file; one
 * on `member` excludes members; one on other columns excludes activity rows only
 * (that part is done where the rows are read).
 */
export function excludedFacts(facts: Facts, predicate: Predicate, names: SubjectNames): Facts {
  const named = [...predicateColumns(predicate)].map((name) => name.toLowerCase());
  const { cluster: clusterNames, member: memberNames } = names;
  const attributes = facts.attributes.map((name) => name.toLowerCase());
  const among = (...known: readonly (readonly string[])[]) => named.every((name) => known.flat().includes(name));
  if (among(clusterNames)) {
    const keep = (r: Fragment | null) => without(r, predicateSql(predicate, columnsOf(clusterNames, "cluster")));
    return {
      ...facts,
      membership: keep(facts.membership),
      stage: keep(facts.stage),
      attribute: keep(facts.attribute),
      record: keep(facts.record),
    };
  }
  if (among(memberNames))
    return {
      ...facts,
      membership: without(facts.membership, predicateSql(predicate, columnsOf(memberNames, "member"))),
    };
  if (!among(clusterNames, attributes)) {
    const unknown = named.find((name) => attributes.includes(name));
    if (unknown === undefined) return facts;
    throw new SmacError(
      "USAGE_BAD_PREDICATE",
      `exclude names the attribute “${unknown}” together with columns of the activities`,
      { hint: suggestion(unknown, [...clusterNames, ...facts.attributes]) },
    );
  }
  const { relation, columns } = lastAttributes(facts, names);
  const excluded = sql`select cluster from (${relation}) where ${predicateSql(predicate, columns)}`;
  const kept = (r: Fragment) => sql`select * from (${r}) where cluster is null or cluster not in (${excluded})`;
  const keep = (r: Fragment | null) => (r === null ? null : kept(r));
  const days = facts.activeDays ?? null;
  return {
    ...facts,
    activity: keep(facts.activity),
    membership: keep(facts.membership),
    stage: keep(facts.stage),
    attribute: keep(facts.attribute),
    record: keep(facts.record),
    // Days are of whom a membership gave them; without it they are nobody's.
    activeDays: days === null || facts.membership !== null ? null : { ...days, relation: kept(days.relation) },
  };
}

function without(relation: Fragment | null, condition: Fragment): Fragment | null {
  return relation === null ? null : sql`select * from (${relation}) where (${condition}) is not true`;
}

function columnsOf(names: readonly string[], column: string): ReadonlyMap<string, PredicateColumn> {
  return new Map(names.map((name) => [name, { sql: column, type: "text" as const }]));
}

function attributeColumns(
  clusterNames: readonly string[],
  attributes: readonly string[],
): ReadonlyMap<string, PredicateColumn> {
  const entries = attributes.map(
    (name, index) => [name.toLowerCase(), { sql: `v${index}`, type: "text" as const }] as const,
  );
  return new Map([...columnsOf(clusterNames, "cluster"), ...entries]);
}

/** The last known attributes of each cluster, a row each, and what a condition calls their columns. */
export function lastAttributes(
  facts: Facts,
  { cluster }: SubjectNames,
): { readonly relation: Fragment; readonly columns: ReadonlyMap<string, PredicateColumn> } {
  const last = facts.attributes.map(
    (name, index) =>
      sql`, arg_max(value, (coalesce("at", '-infinity'), value)) filter (name = ${text(name)} and value is not null) as v${index}`,
  );
  const relation = sql`select cluster${last.reduce((a, b) => sql`${a}${b}`)} from (${facts.attribute ?? sql`select null`}) where cluster is not null group by cluster`;
  return { relation, columns: attributeColumns(cluster, facts.attributes) };
}

/** The activities without those that a condition on their own columns excludes; the same facts when it names others. */
export function excludedActivities(facts: Facts, predicate: Predicate, names: SubjectNames): Facts {
  const columns = new Map<string, PredicateColumn>([
    ...columnsOf(names.cluster, "cluster"),
    ...columnsOf(names.member, "member"),
    ...["kind", "product", "source", ...facts.activityColumns].map(
      (name) => [name.toLowerCase(), { sql: identifier(name), type: "text" as const }] as const,
    ),
  ]);
  const own = [...predicateColumns(predicate)].every((name) => columns.has(name.toLowerCase()));
  if (facts.activity === null || !own) return facts;
  return { ...facts, activity: without(facts.activity, predicateSql(predicate, columns)), activeDays: null };
}
