import type { Transitions } from "../../api/schema.ts";
import { keyOf } from "../../calendar/periods.ts";
import { stageName } from "../../words/names.ts";
import { count, countOf } from "../../words/numbers.ts";

/** A way that clusters went in a period. */
export type Move = Transitions["rows"][number];
/** What came into and went out of a stage. */
export type Balance = Transitions["stages"][number];

/** The ways of one period, and its stages in their order. */
export interface PeriodFlow {
  readonly moves: readonly Move[];
  readonly stages: readonly Balance[];
}

/** The flow of the period with a name. */
export function flowIn(answer: Transitions, key: string): PeriodFlow {
  return {
    moves: answer.rows.filter((row) => keyOf(row.period) === key),
    stages: answer.stages.filter((row) => keyOf(row.period) === key),
  };
}

/** The name of a stage for the API: `none` before and after all stages. */
export function placeName(stage: string | null): string {
  return stage ?? "none";
}

/** The number of moves with an end outside the journey. */
export function outside(moves: readonly Move[], end: "from" | "to"): number {
  return moves.filter((move) => move[end] === null).reduce((sum, move) => sum + move.moves, 0);
}

/** What a reader should see first: the way that most took. */
export function flowTitle({ moves }: PeriodFlow, when: string): string {
  const inside = moves.filter((move) => move.from !== null && move.to !== null);
  const top = inside.toSorted((a, b) => b.moves - a.moves)[0];
  const left = outside(moves, "to");
  const leaving = left === 0 ? "nobody left" : `${count(left)} left`;
  if (top === undefined)
    return left === 0
      ? `Nobody changed stage ${when}`
      : `${countOf(left, "cluster")} left ${when}, nobody changed stage`;
  return `${countOf(top.moves, "cluster")} went from ${stageName(top.from)} to ${stageName(top.to)} ${when}, ${leaving}`;
}

/** Stages one after the other, with what went on from the first to the second in each period. */
export interface Step {
  readonly from: string;
  readonly to: string;
}

/** The steps of the journey. */
export function stepsOf(stages: readonly Balance[]): readonly Step[] {
  return stages.slice(1).map((stage, index) => ({ from: stages[index]?.stage ?? "", to: stage.stage }));
}
