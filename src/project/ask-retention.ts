import { retentionListStatement, retentionStatement } from "../compile/retention-statement.ts";
import { SmacError } from "../errors.ts";
import type { CellList } from "../query/cell-list.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { type Retention, assembleRetention } from "../query/retention.ts";
import type { TimelinePeriod } from "../query/timeline.ts";
import { periodContaining, periodName } from "../time/calendar.ts";
import { parsePeriodName } from "../time/period-name.ts";
import {
  type CellRequest,
  type Measured,
  cellLines,
  cellList,
  cellNames,
  measured,
  narrowed,
  placeOf,
  wholeOf,
} from "./measured.ts";
import type { Session } from "./session.ts";

/** A cohort at an age. */
export interface RetentionListRequest extends CellRequest {
  /** The name of the cohort's period, e.g. `2026-01`. */
  readonly cohort: string;
  /** Periods later; default 0: the whole cohort. */
  readonly age?: number | undefined;
  /** Those that were not active then, instead of those that were. */
  readonly lost?: boolean | undefined;
}

/** The cohorts of each period and row, and who of them was active later. */
export async function askRetention(session: Session, question: Question, facts: Facts): Promise<Retention> {
  const { prepared, grid, definition, warned } = await measured(session, question, facts, { detail: false });
  const statement = retentionStatement(prepared.setting, prepared.scope);
  const cells = await cellLines(session, prepared, statement, (row) => ({
    age: Number(row["age"]),
    n: wholeOf(row["n"]),
  }));
  return { definition, ...assembleRetention(grid, cells), ...warned };
}

/**
 * The clusters of a cohort that were, or were not, active at an age.
 *
 * @throws SmacError `QUERY_UNKNOWN_COHORT`, `QUERY_BAD_AGE`.
 */
export async function askRetentionList(
  session: Session,
  question: Question,
  facts: Facts,
  request: RetentionListRequest,
): Promise<CellList> {
  const { age = 0, lost = false } = request;
  const ready = await measured(session, narrowed(question, request), facts, {
    detail: "days",
    product: request.product,
  });
  const { setting, scope } = ready.prepared;
  const cohort = cohortNamed(ready, request.cohort);
  const later = ready.grid.periods.find((p) => p.index === cohort.index + age);
  if (later === undefined || age < 0) throw badAge(ready, cohort, age);
  const place = placeOf(ready, cohort, request);
  return cellList(session, ready, retentionListStatement(setting, scope, { place, age, lost }), {
    measure: "retention",
    weighed: cohort,
    about: later,
    cell: { cohort: request.cohort, age, ...(lost ? { lost: "yes" } : {}), ...cellNames(request) },
  });
}

function cohortNamed({ grid }: Measured, name: string): TimelinePeriod {
  const { period: rule } = grid.definition;
  const named = parsePeriodName(name, rule);
  const whole = periodContaining(rule, rule.kind === "trailing" ? named.end - 1 : named.start);
  const found = grid.periods.find((p) => p.whole.start === whole.start);
  if (found !== undefined) return found;
  const names = [grid.periods.at(0), grid.periods.at(-1)].map((p) =>
    p === undefined ? "" : periodName(rule, p.whole),
  );
  throw new SmacError("QUERY_UNKNOWN_COHORT", `“${name}” is no cohort of the asked-for periods`, {
    hint:
      grid.periods.length === 0
        ? "there is no activity; name periods with --from and --to"
        : `there are those from ${names.join(" to ")}`,
  });
}

function badAge({ grid }: Measured, cohort: TimelinePeriod, age: number): SmacError {
  const oldest = (grid.periods.at(-1)?.index ?? 0) - cohort.index;
  const name = periodName(grid.definition.period, cohort.whole);
  return new SmacError("QUERY_BAD_AGE", `the cohort “${name}” has no age ${age}`, {
    hint: `give a whole number from 0 to ${oldest}; a later --to reaches further`,
  });
}
