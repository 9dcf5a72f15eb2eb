import type { History, OracleQuestion } from "./history.ts";
import { type AskedPeriods, askedPeriods } from "./oracle.ts";
import { type Period } from "./oracle-range.ts";
import { lastInstant } from "./oracle-states.ts";
import { DAY } from "./oracle-time.ts";
import { attributeAt, stageAt, type World } from "./oracle-world.ts";

/** A cluster's change of stage. Null: none. */
export interface OracleMove {
  readonly cluster: string;
  readonly at: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly by: readonly (string | null)[];
  /** How long it held the stage it left, in days of 24 hours; null: unknown. */
  readonly held: number | null;
}

/** The question that moves are asked by: about stages alone. */
export function movesQuestion(question: OracleQuestion): OracleQuestion {
  return {
    ...question,
    definition: "project-stages",
    stages: true,
    stageAt: "end",
    denominator: "none",
    over: "none",
    products: false,
    threshold: { events: 1, days: 1, members: null },
  };
}

function movesOfCluster(world: World, cluster: string): OracleMove[] {
  const rows = [...(world.stageRows.get(cluster) ?? [])].sort((a, b) =>
    (a.at ?? -Infinity) < (b.at ?? -Infinity) ? -1 : 1,
  );
  const moves: OracleMove[] = [];
  let held: string | null = null;
  let since: number | null = null;
  for (const { stage, at } of rows) {
    if (stage === held) continue;
    if (at !== null) {
      const by = world.question.by.map((name) => attributeAt(world, cluster, name, at));
      const stayed = held === null || since === null ? null : (at - since) / DAY;
      moves.push({ cluster, at, from: held, to: stage, by, held: stayed });
    }
    held = stage;
    since = at;
  }
  return moves;
}

/** The periods asked about, and every move there is. */
export function oracleMoves(history: History, question: OracleQuestion): AskedPeriods & { moves: OracleMove[] } {
  const asked = askedPeriods(history, movesQuestion(question));
  const { world } = asked;
  return { ...asked, moves: [...world.stageRows.keys()].flatMap((cluster) => movesOfCluster(world, cluster)) };
}

/** The moves of a period. */
export function movesIn(moves: readonly OracleMove[], p: Period): OracleMove[] {
  return moves.filter(({ at }) => p.start <= at && at < p.stop);
}

/** Clusters that held a stage just before the period or entered it in the period. */
export function couldMove(world: World, moves: readonly OracleMove[], p: Period, stage: string): Set<string> {
  const before = [...world.stageRows.keys()].filter((cluster) => stageAt(world, cluster, p.start - 1) === stage);
  const entered = movesIn(moves, p).filter((move) => move.to === stage);
  return new Set([...before, ...entered.map((move) => move.cluster)]);
}

/** A stage's balance in a period. */
export function balanceOf(world: World, moves: readonly OracleMove[], p: Period, stage: string) {
  const clusters = [...world.stageRows.keys()];
  const inside = movesIn(moves, p);
  return {
    opening: clusters.filter((cluster) => stageAt(world, cluster, p.start - 1) === stage).length,
    entered: inside.filter((move) => move.to === stage).length,
    exited: inside.filter((move) => move.from === stage).length,
    closing: clusters.filter((cluster) => stageAt(world, cluster, lastInstant(p, world.question.now)) === stage).length,
    held: heldOf(inside.filter((move) => move.from === stage)),
  };
}

/** Mean and median of how long the stages left were held. */
export function heldOf(moves: readonly OracleMove[]) {
  const known = moves.flatMap(({ held }) => (held === null ? [] : [held])).sort((a, b) => a - b);
  if (known.length === 0) return { known: 0, mean: null, median: null };
  const middle = known.length / 2;
  const median = known.length % 2 === 1 ? known[Math.floor(middle)]! : (known[middle - 1]! + known[middle]!) / 2;
  return { known: known.length, mean: known.reduce((a, b) => a + b, 0) / known.length, median };
}
