import { earlierPeriods } from "./oracle-active.ts";
import { type Cell, cellOf, combinationsIn, lifecycleOf, type Place, type Weights } from "./oracle-cell.ts";
import { ONE } from "./oracle-fraction.ts";
import { compareText } from "./oracle-order.ts";
import { type Period, previousPeriod } from "./oracle-range.ts";
import { deedsIn } from "./oracle-states.ts";
import { dayOf } from "./oracle-time.ts";
import type { World } from "./oracle-world.ts";

function eachOnce(keys: Iterable<string>): Weights {
  return new Map([...keys].map((key) => [key, ONE]));
}

/** `segment`: the combinations of attribute values that have an active customer, and those that have any. */
function combinations(
  world: World,
  p: Period,
  product: string | null,
): { active: Set<string>; population: Set<string> | null } {
  const active = new Set<string>();
  const population = world.question.denominator === "all" ? new Set<string>() : null;
  for (const by of combinationsIn(world, p)) {
    const cell = cellOf(world, { period: p, stage: null, product, by, total: false });
    if (cell.active.size > 0) active.add(JSON.stringify(by));
    if ((cell.population?.size ?? 0) > 0) population?.add(JSON.stringify(by));
  }
  return { active, population };
}

/** The row of `segment`: its clusters are the combinations. */
export function segmentCell(world: World, place: Place): Cell {
  const { period: p, product } = place;
  const { active, population } = combinations(world, p, product);
  const before = combinations(world, previousPeriod(p, world.question), product).active;
  const everBefore = new Set(
    earlierPeriods(world, p).flatMap((earlier) => [...combinations(world, earlier, product).active]),
  );
  const dormant = [...before].filter((key) => !active.has(key) && (population === null || population.has(key)));
  return {
    ...place,
    by: [],
    active: eachOnce(active),
    population: population === null ? null : eachOnce(population),
    lifecycle: lifecycleOf(eachOnce(active), before, everBefore, eachOnce(dormant)),
    left: null,
  };
}

/** The stages whose population is not empty. */
function stagesInProgress(world: World, p: Period, place: Place): Set<string> {
  const asked = { ...world, question: { ...world.question, denominator: "stage" as const } };
  const held = (stage: string) =>
    cellOf(asked, { period: p, stage, product: null, by: place.by, total: false }).population!.size > 0;
  return new Set(world.stageNames.filter(held));
}

/** The periods before P−1, until nothing changes any more. */
function periodsOfStages(world: World, p: Period): Period[] {
  const { question } = world;
  const instants = (world.facts.stages ?? []).map((s) => s.at).filter((at) => at !== null);
  const stated = [...world.statements.values()]
    .flat()
    .map((s) => s.at)
    .filter((at) => at !== -Infinity);
  const firstDay = Math.min(...[...instants, ...stated].map((at) => dayOf(question.timezone, at)), p.first - 1);
  const before: Period[] = [];
  let earlier = previousPeriod(previousPeriod(p, question), question);
  for (; earlier.end > firstDay; earlier = previousPeriod(earlier, question)) before.push(earlier);
  return [...before, earlier];
}

/** The row of `project-stages`: its clusters are the stages with somebody in them. */
export function stagesCell(world: World, place: Place): Cell {
  const active = stagesInProgress(world, place.period, place);
  const before = stagesInProgress(world, previousPeriod(place.period, world.question), place);
  const everBefore = new Set(
    periodsOfStages(world, place.period).flatMap((earlier) => [...stagesInProgress(world, earlier, place)]),
  );
  const dormant = [...before].filter((stage) => !active.has(stage));
  return {
    ...place,
    active: eachOnce(active),
    population: null,
    lifecycle: lifecycleOf(eachOnce(active), before, everBefore, eachOnce(dormant)),
    left: null,
  };
}

/** The groups of two or more members who interacted in the period, each in order, the groups by their first. */
export function groupsIn(world: World, p: Period, product: string | null): string[][] {
  const groups: Set<string>[] = [];
  for (const { row } of deedsIn(world, p)) {
    if (!isInteraction(row) || (product !== null && row.product !== product)) continue;
    const joined = new Set([row.member!, row.other!]);
    for (const group of groups.filter((g) => g.has(row.member!) || g.has(row.other!))) {
      for (const member of group) joined.add(member);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(joined);
  }
  return groups.map((group) => [...group].sort(compareText)).sort((a, b) => compareText(a[0]!, b[0]!));
}

/** Whether the activity is one of a member with another. */
export function isInteraction(row: { readonly member: string | null; readonly other?: string | null }): boolean {
  return row.member !== null && (row.other ?? null) !== null && row.member !== row.other;
}

/** The row of `interaction-groups`: each group goes by its first member. */
export function groupsCell(world: World, place: Place): Cell {
  const groups = groupsIn(world, place.period, place.product);
  return {
    ...place,
    by: [],
    active: eachOnce(groups.map((group) => group[0]!)),
    population: null,
    lifecycle: null,
    left: null,
  };
}

/** The days of the first and the last dated change of stage. */
export function daysOfStages(world: World): { first: number; end: number } | null {
  const instants = (world.facts.stages ?? []).map((s) => s.at).filter((at) => at !== null);
  if (instants.length === 0) return null;
  const days = instants.map((at) => dayOf(world.question.timezone, at));
  return { first: Math.min(...days), end: Math.max(...days) + 1 };
}
