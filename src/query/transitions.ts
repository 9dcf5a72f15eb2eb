import { grouped } from "./grouped.ts";
import { type Grid, byCombinations, printPeriod } from "./assemble.ts";
import type { MeasuredDefinition } from "./measured-rows.ts";
import { divide, rational, toNumber } from "./rational.ts";
import type { PrintedPeriod, Warning } from "./report.ts";

/** The moves between stages: `smac transitions --format json`. */
export interface Transitions {
  readonly definition: Omit<MeasuredDefinition, "sentence">;
  readonly rows: readonly Transition[];
  readonly stages: readonly StageBalance[];
  readonly warnings?: readonly Warning[];
}

/** The moves from one stage to another in a period; only moves that occur have a row. */
export interface Transition {
  readonly period: PrintedPeriod;
  /** The stage held just before; null: none. */
  readonly from: string | null;
  /** The stage that was entered; null: the cluster left the journey. */
  readonly to: string | null;
  /** The attribute values that held at the moves, where they are split. */
  readonly by: Readonly<Record<string, string | null>>;
  readonly moves: number;
  /** Distinct clusters that made them: a cluster may move there and back. */
  readonly clusters: number;
  /** Those that could have: they held `from` just before the period, or entered it in the period. Null from none, and where moves are split. */
  readonly could: number | null;
  /** `clusters` as a share of `could`: the conversion. */
  readonly rate: number | null;
  readonly held: Held;
}

/** How long a stage was held before it was left, in days of 24 hours, over the `known` stays whose beginning is dated. */
export interface Held {
  readonly known: number;
  readonly mean: number | null;
  readonly median: number | null;
}

/** What came into and went out of a stage in a period: `opening + entered − exited = closing`. */
export interface StageBalance {
  readonly period: PrintedPeriod;
  readonly stage: string;
  /** Clusters that held it just before the period. */
  readonly opening: number;
  readonly entered: number;
  readonly exited: number;
  /** Clusters that hold it at the period's end so far. */
  readonly closing: number;
  /** Of the stays that ended in the period. */
  readonly held: Held;
}

/** What both statements say of stays. */
interface HeldSums {
  readonly known: number;
  readonly total: bigint;
  readonly median: number | null;
}

/** One line of the statement of moves; stages by their numbers, 0 for none. */
export interface MoveCount extends HeldSums {
  readonly i: number;
  readonly before: number;
  readonly stage: number;
  readonly by: readonly (string | null)[];
  readonly moves: number;
  readonly clusters: number;
}

/** One line of the statement of balances. */
export interface BalanceCount extends HeldSums {
  readonly i: number;
  readonly stage: number;
  readonly opening: number;
  readonly entered: number;
  readonly exited: number;
  readonly closing: number;
  readonly could: number;
}

/** The moves of every period in the stages' order (none first), and each stage's balance. */
export function assembleTransitions(
  { definition, periods, stages, ...grid }: Grid,
  moves: readonly MoveCount[],
  balances: readonly BalanceCount[],
): Pick<Transitions, "rows" | "stages"> {
  const nameOf = (number: number) => stages.find((s) => s.number === number)?.name ?? null;
  const split = definition.by.length > 0;
  const combinations = byCombinations(
    { ...definition, unit: "cluster" },
    moves.map(({ by }) => ({ part: "row", by })),
  );
  const ranks = new Map(combinations.map((by, rank) => [JSON.stringify(by), rank]));
  const rank = ({ by }: MoveCount) => ranks.get(JSON.stringify(by)) ?? 0;
  const ordered = moves.toSorted(
    (a, b) => a.i - b.i || a.before - b.before || lastIfNone(a.stage) - lastIfNone(b.stage) || rank(a) - rank(b),
  );
  const byPeriod = grouped(ordered, ({ i }) => i);
  const rows = periods.flatMap((period) =>
    (byPeriod.get(period.index) ?? []).map((move): Transition => {
      const base = balances.find((b) => b.i === period.index && b.stage === move.before);
      const could = split || base === undefined ? null : base.could;
      return {
        period: printPeriod(definition, period),
        from: nameOf(move.before),
        to: nameOf(move.stage),
        by: Object.fromEntries(definition.by.map((name, index) => [name, move.by[index] ?? null])),
        moves: move.moves,
        clusters: move.clusters,
        could,
        rate: could === null || could === 0 ? null : move.clusters / could,
        held: heldOf(move),
      };
    }),
  );
  return { rows, stages: balancesOf({ ...grid, definition, periods, stages }, balances) };
}

function balancesOf({ definition, periods, stages }: Grid, balances: readonly BalanceCount[]): StageBalance[] {
  const found = new Map(balances.map((b) => [`${b.i} ${b.stage}`, b]));
  return periods.flatMap((period) =>
    stages.map(({ name, number }): StageBalance => {
      const b = found.get(`${period.index} ${number}`);
      return {
        period: printPeriod(definition, period),
        stage: name,
        opening: b?.opening ?? 0,
        entered: b?.entered ?? 0,
        exited: b?.exited ?? 0,
        closing: b?.closing ?? 0,
        held: b === undefined ? { known: 0, mean: null, median: null } : heldOf(b),
      };
    }),
  );
}

/** Who left the journey comes after all who moved within it. */
function lastIfNone(stage: number): number {
  return stage === 0 ? Number.MAX_SAFE_INTEGER : stage;
}

const dayMicros = 86_400_000_000n;

function heldOf({ known, total, median }: HeldSums): Held {
  if (known === 0) return { known, mean: null, median: null };
  const mean = divide(rational(total, BigInt(known)), rational(dayMicros, 1n));
  return { known, mean: toNumber(mean), median: median === null ? null : median / Number(dayMicros) };
}
