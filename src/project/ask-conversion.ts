import {
  type ConversionListPlace,
  conversionListStatement,
  conversionStatement,
} from "../compile/conversion-statement.ts";
import { SmacError } from "../errors.ts";
import { printPeriod } from "../query/assemble.ts";
import type { MoveList } from "../query/cell-list.ts";
import { type Conversion, type ConversionCount, assembleConversion } from "../query/conversion.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { movedCluster, stageGrid, stageNamed } from "./ask-transitions.ts";
import { type Value, listedPeriod } from "./measured.ts";
import { type Session, query } from "./session.ts";

/** Within how many days of its entry a cluster has to go on, and how far. */
export interface ConversionRequest {
  /** Days of 24 hours; default 90. */
  readonly days?: number | undefined;
  /** The stage to reach, or one after it; default: the next. */
  readonly into?: string | undefined;
}

/** Whose entries are listed. */
export interface ConversionListRequest extends ConversionRequest {
  /** The stage that was entered. */
  readonly stage: string;
  /** Those that went on in time, those that did not, or (default) all. */
  readonly which?: ConversionListPlace["which"] | undefined;
}

const usualDays = 90;
/** A hundred years. */
const mostDays = 36_500;

/**
 * Of those that entered a stage in a period, how many went on within so many days of their entry.
 *
 * @throws SmacError `QUERY_NO_STAGE_HISTORY`, `QUERY_UNKNOWN_STAGE`, `QUERY_NO_STAGE`.
 */
export async function askConversion(
  session: Session,
  question: Question,
  facts: Facts,
  { days: asked = usualDays, into }: ConversionRequest,
): Promise<Conversion> {
  const days = Math.min(asked, mostDays);
  const { prepared, grid } = await stageGrid(session, unsplit(question), facts);
  const place = { days, into: stageReached(grid, into) };
  const rows = await query<Record<string, Value>>(session, conversionStatement(prepared.setting, place));
  const { now, asOf, through, definition } = question;
  const counts = rows.map((row): ConversionCount => ({
    i: Number(row["i"]),
    stage: Number(row["stage"]),
    entered: Number(row["entered"]),
    converted: Number(row["converted"]),
    median: row["median"] === null || row["median"] === undefined ? null : Number(row["median"]),
  }));
  return {
    definition: { name: definition.name, version: definition.version },
    days,
    into: grid.stages.find(({ number }) => number === place.into)?.name ?? null,
    rows: assembleConversion(grid, counts, { ...place, known: Math.min(now, asOf, through ?? now) }),
    ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}),
  };
}

/** The clusters behind a number of {@link askConversion}: when they entered, what they reached, and how long it took. */
export async function askConversionList(
  session: Session,
  question: Question,
  facts: Facts,
  { days: asked = usualDays, into, stage, which = "entered" }: ConversionListRequest,
): Promise<MoveList> {
  const days = Math.min(asked, mostDays);
  const { prepared, grid } = await stageGrid(session, unsplit(question), facts);
  const period = listedPeriod({ prepared, grid });
  const number = stageNamed(grid, stage);
  if (number === null || number === 0) throw noStage();
  const place = { days, into: stageReached(grid, into), index: period.index, stage: number, which };
  const rows = await query<Record<string, Value>>(session, conversionListStatement(prepared.setting, place));
  const clusters = rows.map((row) => movedCluster(row, grid));
  return {
    measure: "conversion",
    period: printPeriod(grid.definition, period),
    cell: { stage, which, days, ...(into === undefined ? {} : { into }) },
    count: clusters.length,
    clusters,
    ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}),
  };
}

/** Entries are told of stages as a whole. */
function unsplit(question: Question): Question {
  return { ...question, definition: { ...question.definition, by: [] } };
}

function stageReached(grid: Parameters<typeof stageNamed>[0], into: string | undefined): number | null {
  const number = stageNamed(grid, into);
  if (number !== 0) return number;
  throw noStage();
}

function noStage(): SmacError {
  return new SmacError("QUERY_NO_STAGE", "a conversion is from one stage into another", { hint: "name a stage" });
}
