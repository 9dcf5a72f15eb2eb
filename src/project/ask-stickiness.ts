import { stickinessListStatement, stickinessStatement } from "../compile/stickiness-statement.ts";
import type { CellList } from "../query/cell-list.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { type Stickiness, assembleStickiness } from "../query/stickiness.ts";
import {
  type CellRequest,
  cellLines,
  cellList,
  cellNames,
  listedPeriod,
  measured,
  narrowed,
  placeOf,
  wholeOf,
} from "./measured.ts";
import { type DayRequest, dayEventsOf } from "./day-events.ts";
import type { Session } from "./session.ts";

/** How often active clusters are active, for each period and row. */
export async function askStickiness(
  session: Session,
  question: Question,
  facts: Facts,
  request: DayRequest,
): Promise<Stickiness> {
  const dayEvents = dayEventsOf(request);
  const { prepared, grid, definition, warned } = await measured(session, question, facts, { detail: "days" });
  const statement = stickinessStatement(prepared.setting, prepared.scope, dayEvents);
  const cells = await cellLines(session, prepared, statement, (row) => ({
    active: wholeOf(row["active"]),
    activeDays: wholeOf(row["active_days"]),
  }));
  return { definition, day_events: dayEvents, ...assembleStickiness(grid, cells), ...warned };
}

/** The active clusters of a cell with their days. */
export async function askStickinessList(
  session: Session,
  question: Question,
  facts: Facts,
  request: CellRequest & DayRequest,
): Promise<CellList> {
  const ready = await measured(session, narrowed(question, request), facts, {
    detail: "days",
    product: request.product,
  });
  const { setting, scope } = ready.prepared;
  const period = listedPeriod(ready);
  const place = placeOf(ready, period, request);
  const statement = stickinessListStatement(setting, scope, { place, dayEvents: dayEventsOf(request) });
  return cellList(session, ready, statement, {
    measure: "stickiness",
    weighed: period,
    cell: cellNames(request),
  });
}
