import { compareFractions, fraction, ONE, plus, smaller, sum, ZERO } from "./oracle-fraction.ts";
import { countsMembers, type Piece } from "./oracle-attribution.ts";
import { type Period, previousPeriod } from "./oracle-range.ts";
import { type Condition, deedsIn, lastInstant, stateAt } from "./oracle-states.ts";
import { type Deed, stageOfPiece, type World } from "./oracle-world.ts";

/** A unit's activity in a period: whole deeds, and how much of each counts for it. */
interface Doing {
  readonly deed: Deed;
  readonly pieces: readonly Piece[];
}

/** The members of a cluster: those valid at any instant of the period or acting for it; without memberships, those seen acting until its end. */
function membersOf(world: World, unit: string, p: Period): Set<string> {
  const memberships = world.facts.memberships;
  const actsFor = (deed: Deed) => deed.pieces.some((piece) => piece.unit === unit);
  const acting = world.deeds.filter(
    (deed) => actsFor(deed) && deed.at < p.stop && (memberships === null || p.start <= deed.at),
  );
  const members = new Set(acting.map((deed) => deed.row.member).filter((m) => m !== null));
  if (countsMembers(world.question)) return members;
  for (const m of memberships ?? []) {
    const from = m.validFrom ?? -Infinity;
    const to = m.validTo ?? Infinity;
    const last = Math.max(p.start, lastInstant(p, world.question.now));
    if (m.cluster === unit && from < to && from <= last && to > p.start) members.add(m.member!);
  }
  return members;
}

function meetsMembers(world: World, unit: string, p: Period, doings: readonly Doing[]): boolean {
  const wanted = world.question.threshold.members;
  if (wanted === null) return true;
  const acting = new Set(doings.map(({ deed }) => deed.row.member).filter((m) => m !== null)).size;
  if (wanted.kind === "count") return acting >= wanted.count;
  const members = membersOf(world, unit, p).size;
  if (members === 0) return false;
  return compareFractions(fraction(acting, members), fraction(wanted.numerator, wanted.denominator)) >= 0;
}

function meetsThreshold(world: World, unit: string, p: Period, doings: readonly Doing[]): boolean {
  const { events, days } = world.question.threshold;
  if (doings.length === 0) return false;
  const counted = sum(
    doings.map(({ pieces }) =>
      smaller(
        ONE,
        pieces.reduce((total, piece) => plus(total, piece.share), ZERO),
      ),
    ),
  );
  if (compareFractions(counted, fraction(events)) < 0) return false;
  if (new Set(doings.map(({ deed }) => deed.day)).size < days) return false;
  return meetsMembers(world, unit, p, doings);
}

const remembered = new WeakMap<World, Map<string, Set<string>>>();

/** A(P): the units that meet the threshold with the period's activity, whatever stage they held. */
export function meetingUnits(world: World, p: Period, product: string | null): Set<string> {
  const known = remembered.get(world) ?? new Map<string, Set<string>>();
  remembered.set(world, known);
  const key = JSON.stringify([p.start, p.stop, product]);
  const units = known.get(key) ?? meetingDuring(world, p, product, null);
  known.set(key, units);
  return units;
}

/** The units that meet the threshold with that part of the period's activity that happened in a state. */
export function meetingDuring(world: World, p: Period, product: string | null, during: Condition): Set<string> {
  const doings = new Map<string, Doing[]>();
  for (const deed of deedsIn(world, p)) {
    if (product !== null && deed.row.product !== product) continue;
    for (const unit of new Set(deed.pieces.map((piece) => piece.unit))) {
      const mine = deed.pieces.filter((piece) => piece.unit === unit);
      const pieces =
        during === null
          ? mine
          : mine.filter((piece) =>
              during({ ...stateAt(world, unit, deed.at), stage: stageOfPiece(world, piece, deed.at) }),
            );
      if (pieces.length > 0) doings.set(unit, [...(doings.get(unit) ?? []), { deed, pieces }]);
    }
  }
  return new Set([...doings].filter(([unit, done]) => meetsThreshold(world, unit, p, done)).map(([unit]) => unit));
}

/** All periods before P−1 that may hold activity, latest first. */
export function earlierPeriods(world: World, p: Period): Period[] {
  const firstDay = Math.min(...world.deeds.map((deed) => deed.day));
  const before: Period[] = [];
  let earlier = previousPeriod(previousPeriod(p, world.question), world.question);
  while (world.deeds.length > 0 && earlier.end > firstDay) {
    before.push(earlier);
    earlier = previousPeriod(earlier, world.question);
  }
  return before;
}

/** The days of the first and the last qualifying activity. */
export function daysSeen(world: World): { first: number; end: number } | null {
  const days = world.deeds.map((deed) => deed.day);
  return days.length === 0 ? null : { first: Math.min(...days), end: Math.max(...days) + 1 };
}
