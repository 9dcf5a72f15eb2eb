import { compareText, greatest, groupBy, orderStages } from "./oracle-order.ts";
import type { ActivityFact, AttributeFact, History, MembershipFact, OracleQuestion, StageFact } from "./history.ts";

/** What was known at `as-of`, one version of each fact, nothing after `now`. */
export interface KnownFacts {
  readonly dated: readonly (ActivityFact & { readonly at: number })[];
  /** Rows without a time: no activities, but what they say of a cluster is known. */
  readonly undated: readonly ActivityFact[];
  readonly memberships: readonly MembershipFact[] | null;
  readonly stages: readonly StageFact[] | null;
  readonly attributes: readonly AttributeFact[];
  /** The stages that are told of, in their order. */
  readonly stageNames: readonly string[];
}

function learnedWhen(fact: { readonly learned?: number | null }): number {
  return fact.learned ?? -Infinity;
}

function knownAt<T extends { readonly learned?: number | null }>(facts: readonly T[], asOf: number): T[] {
  return facts.filter((fact) => learnedWhen(fact) <= asOf);
}

/** Rule 8: of the activities with one id, the version learned last, else the greater as text. */
function oneVersionEach(activities: readonly ActivityFact[]): ActivityFact[] {
  const nameless = activities.filter((a) => (a.id ?? null) === null);
  const named = groupBy(
    activities.filter((a) => (a.id ?? null) !== null),
    (a) => a.id!,
  );
  const versions = [...named.values()].map((group) =>
    greatest(group, (a, b) => compareNumbers(learnedWhen(a), learnedWhen(b)) || compareText(a.text, b.text))!,
  );
  return [...nameless, ...versions];
}

/** Works for infinities too, where a difference would not. */
export function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rule 8: same member, cluster and start: the one learned last; else the longer, else the primary one. */
function oneMembershipEach(memberships: readonly MembershipFact[]): MembershipFact[] {
  const groups = groupBy(memberships, (m) => JSON.stringify([m.member, m.cluster, m.validFrom]));
  const better = (a: MembershipFact, b: MembershipFact) =>
    compareNumbers(learnedWhen(a), learnedWhen(b)) ||
    compareNumbers(a.validTo ?? Infinity, b.validTo ?? Infinity) ||
    Number(a.primary) - Number(b.primary);
  return [...groups.values()].map((group) => greatest(group, better)!);
}

/** Rule 8: rows of one cluster at one instant: the one learned last, then null, then the furthest. */
function oneStageEach(stages: readonly StageFact[], order: readonly string[]): StageFact[] {
  const groups = groupBy(stages, (s) => JSON.stringify([s.cluster, s.at]));
  const rank = (s: StageFact) => (s.stage === null ? order.length : order.indexOf(s.stage));
  return [...groups.values()].map((group) =>
    greatest(group, (a, b) => compareNumbers(learnedWhen(a), learnedWhen(b)) || rank(a) - rank(b))!,
  );
}

/** The stage rows in force, and the stages they name in their order. */
function stagesUsed(
  stages: readonly StageFact[],
  { asOf, now, stageOrder }: OracleQuestion,
): { rows: StageFact[]; names: string[] } {
  const namesOf = (rows: readonly StageFact[]) =>
    orderStages(
      rows.map((s) => s.stage).filter((s) => s !== null),
      stageOrder,
    );
  const known = knownAt(stages, asOf).filter((s) => s.cluster !== null && (s.at === null || s.at <= now));
  const rows = oneStageEach(known, namesOf(known));
  return { rows, names: namesOf(rows) };
}

/** The activities as known at an instant, one version of each. */
export function standingActivities(activities: readonly ActivityFact[], asOf: number): ActivityFact[] {
  return oneVersionEach(knownAt(activities, asOf));
}

/** The facts the question may use: versions and ties settled first, then what lies after `now` left out. */
export function knownFacts(history: History, question: OracleQuestion): KnownFacts {
  const { asOf, now } = question;
  const notAfterNow = (at: number | null) => at === null || at <= now;
  const activities = standingActivities(history.activities, asOf).filter((a) => notAfterNow(a.at));
  const stages = history.stages === null ? null : stagesUsed(history.stages, question);
  const stated = activities.map((a) => a.stage ?? null).filter((s) => s !== null);
  const memberships = knownAt(history.memberships ?? [], asOf).filter((m) => m.member !== null && m.cluster !== null);
  return {
    dated: activities.filter((a): a is ActivityFact & { at: number } => a.at !== null),
    undated: activities.filter((a) => a.at === null),
    memberships:
      history.memberships === null ? null : oneMembershipEach(memberships).filter((m) => notAfterNow(m.validFrom)),
    stages: stages === null ? null : stages.rows,
    attributes: knownAt(history.attributes ?? [], asOf).filter((a) => a.cluster !== null && notAfterNow(a.at)),
    stageNames: stages === null ? orderStages(stated, question.stageOrder) : stages.names,
  };
}
