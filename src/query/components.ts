import type { Threshold } from "../model/definition.ts";

/** Interactions of two members on one day of a period. */
export interface Edge {
  readonly i: number;
  readonly member: string;
  readonly other: string;
  readonly product: string | null;
  readonly day: number;
  readonly events: number;
  readonly last_at: number;
}

/** A group of members joined by interactions, directly or through others. */
export interface Component {
  /** In order; at least two. The first names the group. */
  readonly members: readonly string[];
  readonly events: number;
  readonly days: number;
  readonly lastAt: number;
}

/**
 * The groups of each period that meet the threshold, by their smallest member.
 * A share of members is always met: a group is made of those who act.
 */
export function componentsOf(edges: readonly Edge[], threshold: Threshold): ReadonlyMap<number, readonly Component[]> {
  const periods = new Map<number, Edge[]>();
  for (const edge of edges) {
    const list = periods.get(edge.i);
    if (list === undefined) periods.set(edge.i, [edge]);
    else list.push(edge);
  }
  return new Map([...periods].map(([i, list]) => [i, joined(list).filter((c) => meets(c, threshold))]));
}

function meets({ events, days, members }: Component, threshold: Threshold): boolean {
  const enough = threshold.members?.kind === "count" ? members.length >= threshold.members.count : true;
  return events >= threshold.events && days >= threshold.days && enough;
}

function joined(edges: readonly Edge[]): readonly Component[] {
  const parent = new Map<string, string>();
  for (const { member, other } of edges) {
    const [a, b] = [rootOf(parent, member), rootOf(parent, other)];
    if (a !== b) parent.set(a < b ? b : a, a < b ? a : b);
  }
  const groups = new Map<string, { members: Set<string>; events: number; days: Set<number>; lastAt: number }>();
  for (const { member, other, day, events, last_at } of edges) {
    const root = rootOf(parent, member);
    const group = groups.get(root) ?? { members: new Set(), events: 0, days: new Set(), lastAt: last_at };
    group.members.add(member).add(other);
    group.events += events;
    group.days.add(day);
    group.lastAt = Math.max(group.lastAt, last_at);
    groups.set(root, group);
  }
  const components = [...groups.values()].map((g) => ({
    members: [...g.members].toSorted(byCode),
    events: g.events,
    days: g.days.size,
    lastAt: g.lastAt,
  }));
  return components.toSorted((a, b) => byCode(a.members[0] ?? "", b.members[0] ?? ""));
}

/** Follows the parents to the smallest member, and shortens the way. */
function rootOf(parent: Map<string, string>, member: string): string {
  let root = member;
  for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
  for (let at = member; at !== root;) {
    const up = parent.get(at) ?? root;
    parent.set(at, root);
    at = up;
  }
  return root;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
