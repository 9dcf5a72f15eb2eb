import type { ClusterStatus } from "../../src/query/report.ts";
import type { History, OracleQuestion } from "./history.ts";
import { askedPeriods, cellFor } from "./oracle.ts";
import { type Cell, heldIn, type Place, type Weights } from "./oracle-cell.ts";
import { type Fraction, minus } from "./oracle-fraction.ts";
import { distinctCell } from "./oracle-over.ts";
import { type Period, previousPeriod } from "./oracle-range.ts";
import { statesOf } from "./oracle-states.ts";
import { groupsIn } from "./oracle-units.ts";
import type { World } from "./oracle-world.ts";

/** A number whose list is asked for. */
export interface ListedPlace {
  /** Which of the reported periods, from 0. With `over` `last` or `distinct` it is not looked at. */
  readonly period: number;
  /** Null: whatever the stage. */
  readonly stage: string | null;
  readonly product: string | null;
  /** The values of the attributes asked by; left out: whatever the values. */
  readonly by?: readonly (string | null)[];
  readonly status: ClusterStatus;
}

function without(all: Weights, some: Weights): Weights {
  const rest = new Map<string, Fraction>();
  for (const [unit, weight] of all) {
    const less = some.get(unit);
    const left = less === undefined ? weight : minus(weight, less);
    if (left.top > 0n) rest.set(unit, left);
  }
  return rest;
}

/** Of those held in the row, the ones that held another stage the period before. */
function movedInto(world: World, cell: Cell, held: Weights): Weights {
  const earlier = previousPeriod(cell.period, world.question);
  return new Map(
    [...held].filter(([unit]) => {
      const then = new Set(statesOf(world, unit, earlier).map((s) => s.stage));
      const now = new Set(statesOf(world, unit, cell.period).map((s) => s.stage));
      return [...then].some(
        (was) =>
          was !== null &&
          [...now].some(
            (is) => is !== null && is !== was && (cell.stage === null || is === cell.stage) && was !== cell.stage,
          ),
      );
    }),
  );
}

function listOf(world: World, cell: Cell, place: Place, status: ClusterStatus): Weights {
  const held = () => heldIn(world, place);
  switch (status) {
    case "active":
      return cell.active;
    case "inactive":
      return without(cell.population ?? held(), cell.active);
    case "all":
      return cell.population ?? held();
    case "moved":
      return movedInto(world, cell, held());
    default:
      return cell.lifecycle?.[status] ?? new Map();
  }
}

function cellsAsked(
  history: History,
  question: OracleQuestion,
  place: ListedPlace,
): { world: World; cells: Cell[]; place: Place } {
  const { period: index, status: _status, by, ...where } = place;
  const asked = by === undefined ? { ...question, by: question.definition === "segment" ? question.by : [] } : question;
  const { world, used } = askedPeriods(history, asked);
  const total = place.stage === null && by === undefined;
  const at = (period: Period): Place => ({ ...where, period, by: by ?? [], total });
  const chosen = question.over === "distinct" ? used : [question.over === "last" ? used.at(-1)! : used[index]!];
  return { world, cells: chosen.map((p) => cellFor(world, at(p))), place: at(chosen[0]!) };
}

/** The units behind a number with their weights: the number is their sum. */
export function oracleList(history: History, question: OracleQuestion, place: ListedPlace): Weights {
  const { world, cells, place: where } = cellsAsked(history, question, place);
  return listOf(world, cells.length === 1 ? cells[0]! : distinctCell(cells), where, place.status);
}

/** The groups of members who interacted, for each reported period. */
export function oracleInteractionGroups(
  history: History,
  question: OracleQuestion,
): { readonly start: number; readonly groups: string[][] }[] {
  const { world, periods } = askedPeriods(history, question);
  return periods.map((p) => ({ start: p.first, groups: groupsIn(world, p, null) }));
}
