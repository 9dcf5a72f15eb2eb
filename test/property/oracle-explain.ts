import type { History, OracleQuestion } from "./history.ts";
import { cellOf, type Cell } from "./oracle-cell.ts";
import { periodOfDay } from "./oracle-calendar.ts";
import { dividedBy, type Fraction, fraction, minus, ONE, sum, toNumber, ZERO } from "./oracle-fraction.ts";
import { daysNamed, isComplete, type Period, period } from "./oracle-range.ts";
import { lastInstant, stateAt } from "./oracle-states.ts";
import { DAY, instantOfWall, offsetAt } from "./oracle-time.ts";
import { type World, worldOf } from "./oracle-world.ts";

/** The parts of a change, in the order they are told. */
export const PARTS = ["behaviour", "mix", "entry", "exit", "restated", "definition"] as const;
type Part = (typeof PARTS)[number];
type Shares = Record<Part, Map<string, Fraction>>;

/** A change, exactly. */
export interface ExactExplanation {
  readonly count: Record<Part | "change", Fraction>;
  readonly rate: Record<Part | "change", Fraction> | null;
  /** Each cluster's share of the parts of the count. */
  readonly clusters: Shares;
  /** Each cluster's share of the parts of the rate; null when it is not explained. */
  readonly rateClusters: Shares | null;
}

/** One side of the comparison: who is in the population, who of them is active, and in which stage. */
interface Side {
  readonly population: ReadonlySet<string>;
  readonly active: ReadonlySet<string>;
  readonly stage: (unit: string) => string | null;
}

function wholePeriod(name: string, question: OracleQuestion): Period {
  const days = daysNamed(name, question.period);
  const span = periodOfDay(question.period.kind === "trailing" ? days.end - 1 : days.first, question.period);
  return period(span, span, question.timezone);
}

/** The earlier period, cut after as many whole days and the same time of day as the later one has had so far. */
function likeForLike(earlier: Period, later: Period, question: OracleQuestion): Period {
  const { now, timezone } = question;
  if (isComplete(later, question) || now < later.start || now >= later.stop) return earlier;
  const wall = now + offsetAt(timezone, now);
  const cut = instantOfWall(timezone, wall + (earlier.first - later.first) * DAY);
  return { ...earlier, stop: Math.min(earlier.stop, cut + 1) };
}

function totalOf(world: World, p: Period): Cell {
  return cellOf(world, { period: p, stage: null, product: null, by: [], total: true });
}

function sideOf(world: World, p: Period): Side {
  const cell = totalOf(world, p);
  const at = world.question.stageAt === "start" ? p.start : lastInstant(p, world.question.now);
  return {
    population: new Set(cell.population!.keys()),
    active: new Set(cell.active.keys()),
    stage: (unit) => stateAt(world, unit, at).stage,
  };
}

function rateOf(side: Side, among: readonly string[]): Fraction {
  return fraction(among.filter((unit) => side.active.has(unit)).length, among.length);
}

function activity(side: Side, unit: string): Fraction {
  return side.active.has(unit) ? ONE : ZERO;
}

/** The mean of a stage's rates among the common clusters in both periods; if it is empty in one, the other's. */
function meanRate(stage: string | null, common: readonly string[], sides: readonly [Side, Side]): Fraction {
  const rates = sides.flatMap((side) => {
    const inStage = common.filter((unit) => side.stage(unit) === stage);
    return inStage.length === 0 ? [] : [rateOf(side, inStage)];
  });
  return dividedBy(sum(rates), fraction(rates.length));
}

function noShares(): Shares {
  return {
    behaviour: new Map(),
    mix: new Map(),
    entry: new Map(),
    exit: new Map(),
    restated: new Map(),
    definition: new Map(),
  };
}

function sharesOfCount(before: Side, after: Side): Shares {
  const shares = noShares();
  const common = [...before.population].filter((unit) => after.population.has(unit));
  for (const unit of common) {
    const mix = minus(
      meanRate(after.stage(unit), common, [before, after]),
      meanRate(before.stage(unit), common, [before, after]),
    );
    shares.mix.set(unit, mix);
    shares.behaviour.set(unit, minus(minus(activity(after, unit), activity(before, unit)), mix));
  }
  for (const unit of after.population) if (!before.population.has(unit)) shares.entry.set(unit, activity(after, unit));
  for (const unit of before.population)
    if (!after.population.has(unit)) shares.exit.set(unit, minus(ZERO, activity(before, unit)));
  return shares;
}

function sharesOfRate(count: Shares, before: Side, after: Side): Shares {
  const shares = noShares();
  const common = [...count.mix.keys()];
  const [u0, u1] = [[...before.population], [...after.population]];
  for (const part of ["mix", "behaviour"] as const) {
    for (const [unit, share] of count[part]) shares[part].set(unit, dividedBy(share, fraction(common.length)));
  }
  const stayed0 = common.length === 0 ? null : rateOf(before, common);
  const stayed1 = common.length === 0 ? rateOf(before, u0) : rateOf(after, common);
  for (const unit of count.entry.keys())
    shares.entry.set(unit, dividedBy(minus(activity(after, unit), stayed1), fraction(u1.length)));
  for (const unit of count.exit.keys()) {
    shares.exit.set(
      unit,
      stayed0 === null ? ZERO : dividedBy(minus(stayed0, activity(before, unit)), fraction(u0.length)),
    );
  }
  return shares;
}

function addUp(shares: Shares, restated: Fraction, definition: Fraction): Record<Part | "change", Fraction> {
  const [behaviour, mix, entry, exit] = [shares.behaviour, shares.mix, shares.entry, shares.exit].map((part) =>
    sum(part.values()),
  ) as [Fraction, Fraction, Fraction, Fraction];
  const change = sum([behaviour, mix, entry, exit, restated, definition]);
  return { behaviour, mix, entry, exit, restated, definition, change };
}

/** What had been said of the earlier period: then, and by the definition of then. */
interface Told {
  readonly count: readonly [then: Fraction, asKnownNow: Fraction, now: Fraction];
  readonly rate: readonly [then: Fraction | null, asKnownNow: Fraction | null, now: Fraction | null];
}

function toldOf(history: History, p: Period, question: OracleQuestion, then: OracleQuestion): Told {
  const questions = [then, { ...then, asOf: question.asOf, now: question.now }, question];
  const cells = questions.map((q) => totalOf(worldOf(history, q), p));
  const count = cells.map((cell) => sum(cell.active.values()));
  const rate = cells.map((cell) =>
    cell.population === null || cell.population.size === 0 ? null : fraction(cell.active.size, cell.population.size),
  );
  return { count: count as never, rate: rate as never };
}

/**
 * The change of the overall count and rate between two periods, named as in
 * `--from` (spec section 6). `then`: the question as it was put when the earlier
 * period was told, where that differs.
 */
export function oracleExplain(
  history: History,
  question: OracleQuestion,
  names: readonly [string, string],
  then: OracleQuestion = question,
): ExactExplanation {
  if (question.denominator === "none" || !["end", "start"].includes(question.stageAt))
    throw new Error("a change is explained only with a denominator and stage.at end or start");
  const world = worldOf(history, question);
  const later = wholePeriod(names[1], question);
  const earlier = likeForLike(wholePeriod(names[0], question), later, question);
  const [before, after] = [sideOf(world, earlier), sideOf(world, later)];
  const told = toldOf(history, earlier, question, then);
  const clusters = sharesOfCount(before, after);
  const count = addUp(clusters, minus(told.count[1], told.count[0]), minus(told.count[2], told.count[1]));
  const [r0, r1, r2] = told.rate;
  if (after.population.size === 0 || r0 === null || r1 === null || r2 === null)
    return { count, rate: null, clusters, rateClusters: null };
  const rateClusters = sharesOfRate(clusters, before, after);
  return { count, rate: addUp(rateClusters, minus(r1, r0), minus(r2, r1)), clusters, rateClusters };
}

/** The parts as numbers. */
export function partsAsNumbers(parts: Record<Part | "change", Fraction>): Record<Part | "change", number> {
  return Object.fromEntries(Object.entries(parts).map(([part, share]) => [part, toNumber(share)])) as Record<
    Part | "change",
    number
  >;
}

/** The difference of the two periods' overall counts, for checking the parts. */
export function changeOfCount(history: History, question: OracleQuestion, names: readonly [string, string]): Fraction {
  const world = worldOf(history, question);
  const later = wholePeriod(names[1], question);
  const earlier = likeForLike(wholePeriod(names[0], question), later, question);
  const size = (p: Period) => sum(totalOf(world, p).active.values());
  return minus(size(later), size(earlier));
}
