import type { Counts, PrintedPeriod, ReportRow, TotalRow } from "../../src/query/report.ts";
import type { History, OracleQuestion } from "./history.ts";
import { daysSeen, meetingUnits } from "./oracle-active.ts";
import { type Cell, cellOf, combinationsIn, compareCombinations, type Place } from "./oracle-cell.ts";
import { dividedBy, toNumber } from "./oracle-fraction.ts";
import { compareText } from "./oracle-order.ts";
import { type Line, type Measures, measuresOf, overPeriods, usedPeriods } from "./oracle-over.ts";
import { isComplete, kindOf, type Period, previousPeriod, printSpan, reportedPeriods } from "./oracle-range.ts";
import { deedsIn, weightOf } from "./oracle-states.ts";
import { daysOfStages, groupsCell, isInteraction, segmentCell, stagesCell } from "./oracle-units.ts";
import { type World, worldOf } from "./oracle-world.ts";

/** What the oracle says of a question: the numbers of `smac report`. */
export interface OracleReport {
  readonly rows: readonly ReportRow[];
  readonly totals: readonly TotalRow[];
  readonly unattributed: { readonly activities: number; readonly clusters_without_stage: number };
}

/** The world of a question and its reported periods. */
export interface AskedPeriods {
  readonly world: World;
  readonly periods: readonly Period[];
  /** The periods in the numbers: all, or with `over` the complete ones. */
  readonly used: readonly Period[];
}

/** The lists behind a report, period by period, in the order printed. */
export interface OracleCells extends AskedPeriods {
  readonly rows: readonly Cell[];
  readonly totals: readonly Cell[];
}

/** The lists of one row, by the definition's unit. */
export function cellFor(world: World, place: Place): Cell {
  switch (world.question.definition) {
    case "segment":
      return segmentCell(world, place);
    case "project-stages":
      return stagesCell(world, place);
    case "interaction-groups":
      return groupsCell(world, place);
    default:
      return cellOf(world, place);
  }
}

/** The definitions that count something else than clusters or members have one row for all stages. */
function stagesOfRows(world: World): (string | null)[] {
  const { definition, stages } = world.question;
  const split = stages && !["segment", "project-stages", "interaction-groups"].includes(definition);
  return split ? [...world.stageNames] : [null];
}

function combinationsOfRows(world: World, p: Period): (string | null)[][] {
  return ["segment", "interaction-groups"].includes(world.question.definition) ? [[]] : combinationsIn(world, p);
}

/** Every product with attributed activity in the reported periods, after null for everything. */
function productsOfRows(world: World, periods: readonly Period[]): (string | null)[] {
  if (!world.question.products) return [null];
  const groups = world.question.definition === "interaction-groups";
  const attributed = periods
    .flatMap((p) => deedsIn(world, p))
    .filter((deed) => (groups ? (deed.row.cluster ?? deed.row.member) !== null : deed.pieces.length > 0));
  const products = new Set(attributed.map((deed) => deed.row.product).filter((product) => product !== null));
  return [null, ...[...products].sort(compareText)];
}

/** Which periods the question is about. */
export function askedPeriods(history: History, question: OracleQuestion): AskedPeriods {
  const world = worldOf(history, question);
  const seen = daysSeen(world) ?? (question.definition === "project-stages" ? daysOfStages(world) : null);
  const periods = reportedPeriods(question, seen);
  return { world, periods, used: question.over === "none" ? periods : usedPeriods(periods, question) };
}

/** All lists behind the report. */
export function oracleCells(history: History, question: OracleQuestion): OracleCells {
  const { world, periods, used } = askedPeriods(history, question);
  const products = productsOfRows(world, periods);
  const rows = used.flatMap((p) =>
    stagesOfRows(world).flatMap((stage) =>
      products.flatMap((product) =>
        combinationsOfRows(world, p).map((by) => cellFor(world, { period: p, stage, product, by, total: false })),
      ),
    ),
  );
  const totals = used.map((p) => cellFor(world, { period: p, stage: null, product: null, by: [], total: true }));
  return { world, periods, used, rows, totals };
}

function countsOf(m: Measures): Counts {
  const { active, population, lifecycle: l } = m;
  return {
    active: toNumber(active),
    population: population === null ? null : toNumber(population),
    rate: population === null || population.top === 0n ? null : toNumber(dividedBy(active, population)),
    new: l === null ? null : toNumber(l.new),
    retained: l === null ? null : toNumber(l.retained),
    resurrected: l === null ? null : toNumber(l.resurrected),
    dormant: l === null ? null : toNumber(l.dormant),
  };
}

/** A period as printed. */
export function printPeriod(world: World, p: Period): PrintedPeriod {
  const firstActivity = Math.min(...world.deeds.map((deed) => deed.at));
  const cut = previousPeriod(p, world.question).start < firstActivity;
  return {
    kind: kindOf(world.question.period),
    ...printSpan(p),
    complete: isComplete(p, world.question),
    ...(p.clipped ? { clipped: true as const } : {}),
    ...(cut ? { history: "cut" as const } : {}),
  };
}

/** The used periods of an `over` as one. */
function printUsed(world: World, used: readonly Period[]): PrintedPeriod {
  return {
    kind: `range:${kindOf(world.question.period)}`,
    ...printSpan({ first: used[0]!.first, end: used.at(-1)!.end }),
    complete: used.every((p) => isComplete(p, world.question)),
    ...(used.some((p) => p.clipped) ? { clipped: true as const } : {}),
  };
}

function linesOf(cells: readonly Cell[], all: OracleCells): { line: Line; printed: PrintedPeriod }[] {
  const { world, used } = all;
  if (used.length === 0) return [];
  if (world.question.over === "none")
    return cells.map((cell) => ({
      line: { cell, measures: measuresOf(cell) },
      printed: printPeriod(world, cell.period),
    }));
  return overPeriods(cells, used, world.question).map((line) => ({ line, printed: printUsed(world, used) }));
}

/** Activities of the reported periods that found nobody; clusters active in one of them and in no stage then. */
function unattributedIn(all: OracleCells): OracleReport["unattributed"] {
  const { world, periods } = all;
  const groups = world.question.definition === "interaction-groups";
  const deeds = new Set(periods.flatMap((p) => deedsIn(world, p)));
  const lost = [...deeds].filter((deed) => (groups ? !isInteraction(deed.row) : deed.pieces.length === 0));
  const stageless = new Set<string>();
  if (world.question.stages && world.question.definition !== "project-stages") {
    for (const p of periods) {
      for (const unit of meetingUnits(world, p, null)) {
        if (weightOf(world, unit, p, (s) => s.stage !== null).top === 0n) stageless.add(unit);
      }
    }
  }
  return { activities: lost.length, clusters_without_stage: stageless.size };
}

function byNames(cell: Cell, question: OracleQuestion): Record<string, string | null> {
  return Object.fromEntries(cell.by.map((value, i) => [question.by[i]!, value]));
}

/** Every number of the question, straight from the sets. */
export function oracleReport(history: History, question: OracleQuestion): OracleReport {
  const all = oracleCells(history, question);
  const rows = linesOf(all.rows, all).map(({ line: { cell, measures }, printed }) => ({
    row: {
      period: printed,
      stage: cell.stage,
      by: byNames(cell, question),
      product: cell.product,
      ...countsOf(measures),
    },
    cell,
  }));
  if (question.over !== "none") rows.sort((a, b) => compareRows(a.cell, b.cell, all));
  const totals = linesOf(all.totals, all).map(({ line: { measures }, printed }) => ({
    period: printed,
    ...countsOf(measures),
    ...(measures.left === null ? {} : { left: toNumber(measures.left) }),
  }));
  return { rows: rows.map(({ row }) => row), totals, unattributed: unattributedIn(all) };
}

/** Stage order, product (null first), then `by`. */
function compareRows(a: Cell, b: Cell, all: OracleCells): number {
  const stages = all.world.stageNames;
  const rank = (cell: Cell) => (cell.stage === null ? -1 : stages.indexOf(cell.stage));
  const products =
    a.product === b.product ? 0 : a.product === null ? -1 : b.product === null ? 1 : compareText(a.product, b.product);
  return rank(a) - rank(b) || products || compareCombinations(a.by, b.by);
}
