import type { ListedFacts } from "./reason.ts";

/** A cluster with its place in a ranking and why it is there. */
export interface RankedCluster {
  readonly rank: number;
  readonly cluster: string;
  readonly name: string | null;
  readonly owner: string | null;
  readonly stage: string | null;
  /** 0 to 100: how it compares with the most engaged cluster of the list, by days, members and activities. */
  readonly score: number;
  readonly days: number;
  readonly events: number;
  readonly members: number;
  /** Active days now less those of the period before; of a period that is not over, of its same days. */
  readonly trend: number;
  readonly needsSupport: boolean;
  readonly reasons: readonly string[];
}

/**
 * Clusters by engagement, or those that need support first. Engagement is the
 * mean of active days, acting members and activities, each as a share of the
 * list's greatest; support is needed by who lost more active days than chance explains. `soFar`: the
 * period is not over, and compared with the same days of the one before.
 */
export function rankClusters(
  clusters: readonly ListedFacts[],
  order: "engaged" | "support",
  soFar = false,
): readonly RankedCluster[] {
  // One by one: a call cannot be given a hundred thousand of them.
  const greatest = (of: (c: ListedFacts) => number) => clusters.reduce((most, c) => Math.max(most, of(c)), 1);
  const most = {
    days: greatest((c) => c.days),
    events: greatest((c) => c.events),
    members: greatest((c) => c.members),
  };
  const ranked = clusters.map((c) => {
    const support = supportReasonsOf(c, soFar);
    return {
      cluster: c.cluster,
      name: c.name,
      owner: c.owner,
      stage: c.stage,
      score: Math.round((100 * (c.days / most.days + c.members / most.members + c.events / most.events)) / 3),
      days: c.days,
      events: c.events,
      members: c.members,
      trend: c.days - c.daysBefore,
      needsSupport: support.length > 0,
      reasons: order === "support" || c.days === 0 ? support : engagementReasons(c, { ...most, before: before(soFar) }),
    };
  });
  const chosen = order === "support" ? ranked.filter((c) => c.needsSupport) : ranked;
  const urgency = (c: (typeof ranked)[number]) => (order === "support" ? c.trend : -c.score);
  return chosen
    .toSorted((a, b) => urgency(a) - urgency(b) || b.events - a.events || (a.cluster < b.cluster ? -1 : 1))
    .map((c, index) => ({ rank: index + 1, ...c }));
}

/**
 * Why somebody should look after a cluster; empty: no reason. It did more before, and does so much less now that
 * chance does not explain it; who did little before has little to lose, and who did nothing nothing.
 */
export function supportReasonsOf(c: ListedFacts, soFar = false): readonly string[] {
  if (fell(c.days, c.daysBefore))
    return c.status === "dormant"
      ? [`went quiet: ${counted(c.daysBefore)} ${before(soFar)}, ${c.days === 0 ? "none" : `only ${c.days}`} now`]
      : [`falling: ${counted(c.days)}, ${c.daysBefore} ${before(soFar)}`];
  // Activities come in bunches: half of them may be missing without anything having happened.
  if (fell(c.events, c.eventsBefore) && c.events * 3 <= c.eventsBefore)
    return [`fewer activities: ${c.events}, ${c.eventsBefore} ${before(soFar)}`];
  return [];
}

/** Whether a count fell by at least twice its usual spread, which is its square root. */
function fell(now: number, then: number): boolean {
  return now < then && (then - now) ** 2 >= 4 * then;
}

function counted(days: number): string {
  return `${days} active ${days === 1 ? "day" : "days"}`;
}

function before(soFar: boolean): string {
  return soFar ? "in the same days of the period before" : "the period before";
}

function engagementReasons(
  c: ListedFacts,
  most: { readonly days: number; readonly events: number; readonly members: number; readonly before: string },
): readonly string[] {
  const reasons: string[] = [];
  if (c.days === most.days) reasons.push("most active days");
  if (c.members === most.members && c.members > 1) reasons.push("most members acting");
  if (c.events === most.events) reasons.push("most activities");
  if (c.daysBefore > 0 && c.days >= c.daysBefore * 2)
    reasons.push(`rising: ${counted(c.days)}, ${c.daysBefore} ${most.before}`);
  return reasons;
}

/** How a cluster stands among those of its list. */
export interface Standing {
  readonly score: number;
  readonly trend: number;
  /** Why it is engaged; of one that did nothing, none. */
  readonly reasons: readonly string[];
}

/** The same of each cluster of a list, asked one by one, where nobody needs their order. */
export function standingAmong(clusters: readonly ListedFacts[], soFar = false): (c: ListedFacts) => Standing {
  const most = { days: 1, events: 1, members: 1, before: before(soFar) };
  for (const { days, events, members } of clusters) {
    most.days = Math.max(most.days, days);
    most.events = Math.max(most.events, events);
    most.members = Math.max(most.members, members);
  }
  return (c) => ({
    score: Math.round((100 * (c.days / most.days + c.members / most.members + c.events / most.events)) / 3),
    trend: c.days - c.daysBefore,
    reasons: c.days === 0 ? [] : engagementReasons(c, most),
  });
}
