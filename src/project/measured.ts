import type { CellPlace } from "../compile/cell-active.ts";
import { rowBy } from "../compile/cells.ts";
import { tallyOf } from "../compile/seen.ts";
import { SmacError } from "../errors.ts";
import { type Grid, printPeriod } from "../query/assemble.ts";
import type { CellCluster, CellList } from "../query/cell-list.ts";
import type { Facts } from "../query/facts.ts";
import type { MeasuredCell, MeasuredDefinition } from "../query/measured-rows.ts";
import { type Question, isWeighted } from "../query/question.ts";
import { divide, rational, toNumber } from "../query/rational.ts";
import type { Warning } from "../query/report.ts";
import { sentenceOf } from "../query/sentence.ts";
import { type TimelinePeriod, overPeriods } from "../query/timeline.ts";
import { type Fragment, sql, text } from "../sql/fragment.ts";
import { listedDefinition, productNamed, stageNumber } from "./ask-clusters.ts";
import { type Prepared, prepare, preparedGrid } from "./prepare.ts";
import { type Session, query } from "./session.ts";

/** Which cell's list is asked for, beside its period: null and left out mean everything. */
export interface CellRequest {
  readonly stage?: string | undefined;
  readonly product?: string | undefined;
  /** Values of the definition's attributes, by name. */
  readonly by?: Readonly<Record<string, string | null>> | undefined;
}

/** A question made ready for a measure: its tables, and the grid of its rows. */
export interface Measured {
  readonly prepared: Prepared;
  readonly grid: Grid;
  /** The numbers of the rows' stages, in order. */
  readonly stages: readonly number[];
  readonly definition: MeasuredDefinition;
  /** What an answer ends with: warnings, where there are any. */
  readonly warned: { readonly warnings?: readonly Warning[] };
}

/**
 * Makes the tables that a measure is read from. Measures look at each period by
 * itself: a definition's `over` is left aside, and said to be. `product`: one
 * that is asked for by name.
 *
 * @throws SmacError `QUERY_NO_CLUSTERS` when the definition counts something
 * else than clusters or members.
 */
export async function measured(
  session: Session,
  question: Question,
  facts: Facts,
  { detail, product }: { readonly detail: boolean | "days"; readonly product?: string | undefined },
): Promise<Measured> {
  const { definition } = question;
  if (definition.unit !== "cluster" && definition.unit !== "member") {
    throw new SmacError("QUERY_NO_CLUSTERS", `the definition “${definition.name}” does not count clusters one by one`, {
      hint: "ask for one that does, for example --definition customers",
    });
  }
  const ready = await prepare(session, { ...question, definition: { ...definition, over: "none" } }, facts, detail);
  const prepared = product === undefined ? ready : await withProduct(session, ready, product);
  const grid = preparedGrid(prepared);
  const warnings = [...prepared.warnings, ...overWarning(question)];
  return {
    prepared,
    grid,
    stages: grid.stages.map(({ number }) => number),
    definition: { name: definition.name, version: definition.version, sentence: sentenceOf(grid.definition) },
    warned: warnings.length > 0 ? { warnings } : {},
  };
}

/** A product that occurs, but in no reported period, is still one that a list can be asked of. */
async function withProduct(session: Session, prepared: Prepared, product: string): Promise<Prepared> {
  const { scope, setting } = prepared;
  if (scope.tally.products.includes(product) || !setting.needs.product) return prepared;
  const found = await query(session, sql`select 1 from ${tallyOf(setting)} where product = ${text(product)} limit 1`);
  if (found.length === 0) return prepared;
  const tally = { ...scope.tally, products: [...scope.tally.products, product] };
  return { ...prepared, scope: { ...scope, tally } };
}

function overWarning({ definition: { name, over } }: Question): readonly Warning[] {
  if (over === "none") return [];
  const message = `“${name}” takes several periods together (${over}); here each period is told by itself`;
  return [{ code: "OVER_UNUSED", message }];
}

/** A value of a statement's row, as the engine gives it. */
export type Value = string | number | bigint | boolean | null | undefined;

/** The lines of a statement about cells, each with what `read` takes from it. */
export async function cellLines<T>(
  session: Session,
  prepared: Prepared,
  statement: Fragment,
  read: (row: Readonly<Record<string, Value>>) => T,
): Promise<(MeasuredCell & T)[]> {
  const by = rowBy(prepared.setting);
  const rows = await query<Record<string, Value>>(session, statement);
  return rows.map((row) => ({
    part: row["part"] === "total" ? ("total" as const) : ("row" as const),
    i: Number(row["i"]),
    stage: Number(row["stage"]),
    by: by.map((column) => textOf(row[column])),
    product: textOf(row["product"]),
    ...read(row),
  }));
}

/** A whole number of any size. */
export function wholeOf(value: Value): bigint {
  return BigInt(value ?? 0);
}

/** A text or null. */
export function textOf(value: Value): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** The question narrowed to the attributes that a list names values of. */
export function narrowed(question: Question, { by }: CellRequest): Question {
  return { ...question, definition: listedDefinition(question.definition, { by }) };
}

/** The period that a list is about when none is named: the last asked for, else the last complete one. */
export function listedPeriod({ prepared, grid }: Pick<Measured, "prepared" | "grid">): TimelinePeriod {
  const period = prepared.setting.question.to === null ? overPeriods(grid.periods).at(-1) : grid.periods.at(-1);
  if (period !== undefined) return period;
  throw new SmacError("QUERY_NO_PERIOD", "there is no activity and no period was asked for", {
    hint: "name a period, for example --in 2026-03",
  });
}

/** The place of a cell in a period. */
export function placeOf({ prepared }: Measured, period: TimelinePeriod, request: CellRequest): CellPlace {
  const { by } = prepared.setting.question.definition;
  return {
    index: period.index,
    stage: stageNumber(prepared, request.stage),
    product: productNamed(prepared, request.product),
    by: request.by === undefined ? null : by.map((name) => request.by?.[name] ?? null),
  };
}

/** What a list says of itself beside its clusters. */
export interface CellTitle {
  readonly measure: string;
  /** The period whose weights the clusters have. */
  readonly weighed: TimelinePeriod;
  /** The period the list is about, where it is another. */
  readonly about?: TimelinePeriod;
  readonly cell: CellList["cell"];
}

/** The list of a cell from the statement of its clusters. */
export async function cellList(
  session: Session,
  { prepared, warned }: Measured,
  statement: Fragment,
  title: CellTitle,
): Promise<CellList> {
  const { definition } = prepared.setting.question;
  const rows = await query<Record<string, Value>>(session, statement);
  const parts = BigInt(isWeighted(definition) ? Math.max(title.weighed.daysSoFar, 1) : 1);
  const { unit } = prepared.scope.tally.scale;
  const share = (value: Value, of: bigint) => toNumber(divide(rational(wholeOf(value), 1n), rational(of, 1n)));
  const clusters = rows.map((row): CellCluster => ({
    cluster: String(row["cluster"]),
    name: textOf(row["name"]),
    owner: textOf(row["owner"]),
    weight: share(row["w"], parts),
    days: Number(row["days"]),
    events: share(row["events"], unit),
  }));
  const sum = rows.reduce((total, row) => total + wholeOf(row["w"]), 0n);
  return {
    measure: title.measure,
    period: printPeriod(definition, title.about ?? title.weighed),
    cell: title.cell,
    count: share(sum, parts),
    clusters,
    ...warned,
  };
}

/** The parts of a cell that were named, for the list's title. */
export function cellNames(request: CellRequest): Record<string, string | number | null> {
  const { stage, product, by = {} } = request;
  return {
    ...(stage === undefined ? {} : { stage }),
    ...(product === undefined ? {} : { product }),
    ...Object.fromEntries(Object.entries(by).map(([name, value]) => [`by.${name}`, value])),
  };
}
