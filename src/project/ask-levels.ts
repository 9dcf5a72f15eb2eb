import { type CurveScope, levelsListStatement, levelsStatement } from "../compile/levels-statement.ts";
import { SmacError } from "../errors.ts";
import type { CellList } from "../query/cell-list.ts";
import type { Facts } from "../query/facts.ts";
import { type Level, type Levels, assembleLevels, parseLevels } from "../query/levels.ts";
import type { Question } from "../query/question.ts";
import { suggestion } from "../text/nearest.ts";
import { type DayRequest, dayEventsOf } from "./day-events.ts";
import {
  type CellRequest,
  type Measured,
  cellLines,
  cellList,
  cellNames,
  listedPeriod,
  measured,
  narrowed,
  placeOf,
  wholeOf,
} from "./measured.ts";
import type { Session } from "./session.ts";

/** Where the curve is cut. */
export interface LevelsRequest extends DayRequest {
  /** Rising numbers of active days, with names or without; default `1,4,15`. */
  readonly levels?: string | undefined;
}

/** A level of a cell. */
export interface LevelsListRequest extends LevelsRequest, CellRequest {
  /** Its name; or an exact number of active days. */
  readonly level: string | number;
}

/** The clusters of each period and row by their number of active days. */
export async function askLevels(
  session: Session,
  question: Question,
  facts: Facts,
  request: LevelsRequest,
): Promise<Levels> {
  const levels = parseLevels(request.levels);
  const scoped = dayEventsOf(request);
  const ready = await measured(session, question, facts, { detail: "days" });
  const { prepared, grid, definition, warned } = ready;
  const statement = levelsStatement(prepared.setting, curveScope(ready, request));
  const cells = await cellLines(session, prepared, statement, (row) => ({
    days: Number(row["days"]),
    n: wholeOf(row["n"]),
  }));
  const assembled = assembleLevels(grid, cells, levels);
  return { definition, levels, day_events: scoped, ...assembled, ...warned };
}

/**
 * The clusters of a level, or of an exact number of days.
 *
 * @throws SmacError `QUERY_UNKNOWN_LEVEL`.
 */
export async function askLevelsList(
  session: Session,
  question: Question,
  facts: Facts,
  request: LevelsListRequest,
): Promise<CellList> {
  const level = levelNamed(parseLevels(request.levels), request.level);
  const ready = await measured(session, narrowed(question, request), facts, {
    detail: "days",
    product: request.product,
  });
  const period = listedPeriod(ready);
  const place = placeOf(ready, period, request);
  const { setting } = ready.prepared;
  const statement = levelsListStatement(setting, curveScope(ready, request), { place, from: level.from, to: level.to });
  return cellList(session, ready, statement, {
    measure: "levels",
    weighed: period,
    cell: { level: request.level, ...cellNames(request) },
  });
}

function curveScope({ prepared, stages }: Measured, request: LevelsRequest): CurveScope {
  return { cells: prepared.scope, stages, dayEvents: dayEventsOf(request) };
}

function levelNamed(levels: readonly Level[], name: string | number): Pick<Level, "from" | "to"> {
  const found = levels.find((level) => level.name === name);
  if (found !== undefined) return found;
  if (/^\d{1,4}$/.test(String(name))) return { from: Number(name), to: Number(name) + 1 };
  throw new SmacError("QUERY_UNKNOWN_LEVEL", `there is no level “${name}”`, {
    hint: suggestion(
      String(name),
      levels.map((level) => level.name),
    ),
  });
}
