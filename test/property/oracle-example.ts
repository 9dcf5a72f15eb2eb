import type { ActivityFact, AttributeFact, History, MembershipFact, OracleQuestion, StageFact } from "./history.ts";
import { dayNumber, DAY } from "./oracle-time.ts";

/** An instant of 2026 in UTC as the examples write it: `01-05` is that day's first instant. */
export function day(text: string): number {
  const [month, date] = text.split("-").map(Number);
  return dayNumber(2026, month!, date!) * DAY;
}

/** Noon of a day of 2026 in UTC. */
export function noon(text: string): number {
  return day(text) + DAY / 2;
}

/** Activities at noon, written `x 01-05`, or `x/m 01-05` with a member, or `/m 01-05` without cluster. */
export function acts(...lines: string[]): ActivityFact[] {
  return lines.map((line) => {
    const [who, when] = line.split(" ") as [string, string];
    const [cluster, member = ""] = who.split("/") as [string, string?];
    return { at: noon(when), cluster: cluster || null, member: member || null, kind: null, product: null, text: line };
  });
}

/** Stage rows, written `x lead 01-01`; the stage `-` is null, a missing day undated. */
export function stages(...lines: string[]): StageFact[] {
  return lines.map((line) => {
    const [cluster, stage, when] = line.split(" ") as [string, string, string?];
    return { cluster, stage: stage === "-" ? null : stage, at: when === undefined ? null : day(when), learned: null };
  });
}

/** Memberships, written `a t 01-01 01-10`; `-` is open. */
export function joins(...lines: string[]): MembershipFact[] {
  return lines.map((line) => {
    const [member, cluster, from, to] = line.split(" ") as [string, string, string, string];
    const instant = (text: string) => (text === "-" ? null : day(text));
    return { member, cluster, validFrom: instant(from), validTo: instant(to), primary: false, learned: null };
  });
}

/** Attribute statements, written `x region EMEA 01-01`. */
export function states(...lines: string[]): AttributeFact[] {
  return lines.map((line) => {
    const [cluster, name, value, when] = line.split(" ") as [string, string, string, string?];
    return { cluster, name, value, at: when === undefined ? null : day(when), learned: null };
  });
}

/** A history of those facts. */
export function told(facts: Partial<History>): History {
  const activities = facts.activities ?? [];
  return {
    activities,
    memberships: null,
    stages: null,
    attributes: null,
    hasClusters: activities.some((a) => a.cluster !== null),
    hasMembers: activities.some((a) => a.member !== null),
    hasProducts: activities.some((a) => a.product !== null),
    hasStageColumn: false,
    ...facts,
  };
}

/** A monthly `stage-rate` in UTC, asked at the end of 2026, unless said. */
export function asked(changes: Partial<OracleQuestion> = {}): OracleQuestion {
  return {
    definition: "stage-rate",
    period: { kind: "month", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" },
    timezone: "UTC",
    threshold: { events: 1, days: 1, members: null },
    stages: true,
    stageAt: "end",
    denominator: "stage",
    attribution: "all",
    products: false,
    by: [],
    over: "none",
    stageOrder: null,
    from: null,
    to: null,
    range: "expand",
    now: day("12-31"),
    asOf: changes.now ?? day("12-31"),
    through: null,
    ...changes,
  };
}
