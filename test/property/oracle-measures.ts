import type { History, OracleQuestion } from "./history.ts";
import { meetingUnits } from "./oracle-active.ts";
import { countsMembers } from "./oracle-attribution.ts";
import { type Cell, heldIn, type Place, type Weights } from "./oracle-cell.ts";
import {
  compareFractions,
  dividedBy,
  type Fraction,
  fraction,
  minus,
  ONE,
  plus,
  smaller,
  sum,
  toNumber,
  ZERO,
} from "./oracle-fraction.ts";
import { type OracleCells, oracleCells } from "./oracle.ts";
import { isComplete, type Period } from "./oracle-range.ts";
import { deedsIn, stateAt } from "./oracle-states.ts";
import { startOfDay } from "./oracle-time.ts";
import { stageOfPiece, type World } from "./oracle-world.ts";

/** All lists of a question, period by period. */
export function measuredCells(history: History, question: OracleQuestion): OracleCells {
  return oracleCells(history, { ...question, over: "none" });
}

/** What a unit did in a period for a cell. */
interface Did {
  readonly days: number;
  readonly events: Fraction;
}

/** Whether the cell looks only at what was done while its state held. */
function isLabelled({ question }: World, place: Place): boolean {
  return question.stageAt === "activity" && !place.total && (question.stages || place.by.length > 0);
}

/** The days on which a unit did at least so many things for the cell. */
function didIn(world: World, unit: string, place: Place, p: Period, dayEvents = 1): Did {
  const perDay = new Map<number, Fraction>();
  for (const deed of deedsIn(world, p)) {
    if (place.product !== null && deed.row.product !== place.product) continue;
    const pieces = deed.pieces.filter((piece) => {
      if (piece.unit !== unit) return false;
      if (!isLabelled(world, place)) return true;
      const stage = stageOfPiece(world, piece, deed.at);
      const { by } = stateAt(world, unit, deed.at);
      return (!world.question.stages || stage === place.stage) && place.by.every((value, i) => by[i] === value);
    });
    if (pieces.length === 0) continue;
    const counted = smaller(ONE, sum(pieces.map((piece) => piece.share)));
    perDay.set(deed.day, plus(perDay.get(deed.day) ?? ZERO, counted));
  }
  const counting = [...perDay.values()].filter((n) => compareFractions(n, fraction(dayEvents)) >= 0);
  return { days: counting.length, events: sum(perDay.values()) };
}

function placeOf(cell: Cell, total: boolean): Place {
  return { period: cell.period, stage: cell.stage, product: cell.product, by: cell.by, total };
}

/** Days of the period that have begun. */
function daysBegun({ question }: World, p: Period): number {
  let days = 0;
  for (let day = p.first; day < p.end; day++) if (startOfDay(question.timezone, day) <= question.now) days++;
  return days;
}

/** The cohort of a cell at each later reported period: who of it was active then. */
export function cohortAt(all: OracleCells, cell: Cell, later: Period): Weights {
  const active = meetingUnits(all.world, later, cell.product);
  return new Map([...cell.lifecycle!.new].filter(([unit]) => active.has(unit)));
}

/** Retention's numbers of a cell. */
export function retentionOf(all: OracleCells, cell: Cell) {
  const size = sum(cell.lifecycle!.new.values());
  const later = all.periods.filter((p) => p.end >= cell.period.end && p.first >= cell.period.first);
  return {
    size: toNumber(size),
    ages: later.map((p, age) => {
      const kept = sum(cohortAt(all, cell, p).values());
      const rate = size.top === 0n ? null : toNumber(dividedBy(kept, size));
      return { age, complete: isComplete(p, all.world.question), kept: toNumber(kept), rate };
    }),
  };
}

/** Stickiness's numbers of a cell. */
export function stickinessOf({ world }: OracleCells, cell: Cell, total: boolean, dayEvents: number) {
  const place = placeOf(cell, total);
  const active = sum(cell.active.values());
  const days = sum(
    [...cell.active].map(([unit, w]) => times(w, didIn(world, unit, place, cell.period, dayEvents).days)),
  );
  const begun = daysBegun(world, cell.period);
  const none = active.top === 0n;
  return {
    active: toNumber(active),
    active_days: toNumber(days),
    days_per_active: none ? null : toNumber(dividedBy(days, active)),
    period_days: begun,
    stickiness: none || begun === 0 ? null : toNumber(dividedBy(days, active)) / begun,
  };
}

function times(weight: Fraction, n: number): Fraction {
  return fraction(weight.top * BigInt(n), weight.over);
}

/** Everybody a cell is about: of users, and where there are no stages, only those seen by the period's end. */
function baseOf(world: World, cell: Cell, place: Place): Weights {
  const { stages, denominator } = world.question;
  if (cell.population !== null) return cell.population;
  const seen = new Set(
    world.deeds.filter((deed) => deed.at < cell.period.stop).flatMap((deed) => deed.pieces.map((piece) => piece.unit)),
  );
  const anybody = place.total ? !stages && denominator === "none" : !stages && place.by.length === 0;
  if (anybody) return new Map([...seen].map((unit) => [unit, ONE]));
  const held = [...heldIn(world, place)];
  const acting = countsMembers(world.question) || (!stages && denominator === "none");
  return new Map(acting ? held.filter(([unit]) => seen.has(unit)) : held);
}

/** Each unit of a cell with its days, once for the active part of its weight and once, at 0, for the rest. */
export function levelledOf({ world }: OracleCells, cell: Cell, total: boolean, dayEvents: number) {
  const place = placeOf(cell, total);
  const active = [...cell.active].map(([unit, weight]) => ({
    unit,
    weight,
    days: didIn(world, unit, place, cell.period, dayEvents).days,
  }));
  const rest = [...baseOf(world, cell, place)].map(([unit, weight]) => ({
    unit,
    weight: minus(weight, cell.active.get(unit) ?? ZERO),
    days: 0,
  }));
  return [...active, ...rest.filter(({ weight }) => weight.top > 0n)];
}

/** The curve of a cell: number of days → clusters. */
export function curveOf(all: OracleCells, cell: Cell, total: boolean, dayEvents: number): Record<string, number> {
  const curve = new Map<number, Fraction>();
  for (const { weight, days } of levelledOf(all, cell, total, dayEvents))
    curve.set(days, plus(curve.get(days) ?? ZERO, weight));
  return Object.fromEntries([...curve].map(([days, n]) => [String(days), toNumber(n)]));
}

/** What each active cluster of a cell did with each product in the period; the empty text: without one. */
export function matrixOf({ world }: OracleCells, cell: Cell, total: boolean) {
  const products = new Set(deedsIn(world, cell.period).map((deed) => deed.row.product));
  const place = placeOf(cell, total);
  return [...cell.active.keys()].map((unit) => {
    const own = [...products].map((product) => {
      const only = { ...world, deeds: world.deeds.filter((deed) => deed.row.product === product) };
      return [product ?? "", didIn(only, unit, { ...place, product: null }, cell.period)] as const;
    });
    return {
      unit,
      cells: Object.fromEntries(
        own.filter(([, did]) => did.days > 0).map(([product, did]) => [product, [did.days, toNumber(did.events)]]),
      ),
    };
  });
}
