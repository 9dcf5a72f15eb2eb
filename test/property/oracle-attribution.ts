import type { ActivityFact, History, MembershipFact, OracleQuestion } from "./history.ts";
import { type Fraction, fraction, ONE } from "./oracle-fraction.ts";
import { compareNumbers, type KnownFacts } from "./oracle-facts.ts";
import { compareText, greatest } from "./oracle-order.ts";

/** One unit that an activity counts for. */
export interface Piece {
  readonly unit: string;
  /** The cluster the activity went to; differs from the unit where members are counted. */
  readonly cluster: string | null;
  readonly share: Fraction;
}

/** Whether the membership holds at the instant. */
export function isValidAt(m: MembershipFact, at: number): boolean {
  return (m.validFrom ?? -Infinity) <= at && at < (m.validTo ?? Infinity);
}

/** Flagged, else joined last, else the smallest key. */
function primaryOf(valid: readonly MembershipFact[]): MembershipFact {
  return greatest(
    valid,
    (a, b) =>
      Number(a.primary) - Number(b.primary) ||
      compareNumbers(a.validFrom ?? -Infinity, b.validFrom ?? -Infinity) ||
      compareText(b.cluster!, a.cluster!),
  )!;
}

/** The clusters an activity goes to, each with its share of the event. */
function clustersOf(
  row: ActivityFact,
  history: History,
  facts: KnownFacts,
  question: OracleQuestion,
): { cluster: string; share: Fraction }[] {
  if (row.cluster !== null) return [{ cluster: row.cluster, share: ONE }];
  if (facts.memberships === null)
    return row.member === null || history.hasClusters ? [] : [{ cluster: row.member, share: ONE }];
  const { at } = row;
  if (at === null) return [];
  const valid = facts.memberships.filter((m) => m.member === row.member && isValidAt(m, at));
  if (valid.length === 0) return [];
  if (question.attribution === "primary") return [{ cluster: primaryOf(valid).cluster!, share: ONE }];
  const clusters = [...new Set(valid.map((m) => m.cluster!))];
  const share = question.attribution === "split" ? fraction(1, clusters.length) : ONE;
  return clusters.map((cluster) => ({ cluster, share }));
}

/** Whether the definition counts members rather than clusters. */
export function countsMembers(question: OracleQuestion): boolean {
  return question.definition === "stage-users";
}

/** The units an activity counts for; none: it is unattributed. */
export function piecesOf(row: ActivityFact, history: History, facts: KnownFacts, question: OracleQuestion): Piece[] {
  const clusters = clustersOf(row, history, facts, question);
  if (!countsMembers(question)) return clusters.map(({ cluster, share }) => ({ unit: cluster, cluster, share }));
  const { member } = row;
  if (member === null) return [];
  if (clusters.length === 0) return [{ unit: member, cluster: null, share: ONE }];
  return clusters.map(({ cluster, share }) => ({ unit: member, cluster, share }));
}
