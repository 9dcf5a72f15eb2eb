import type { Facts } from "../../query/facts.ts";
import type { Fragment } from "../../sql/fragment.ts";
import { instant, sql } from "../../sql/fragment.ts";
import { all, answer, finding, known } from "./check.ts";
import type { Check, CheckMoment, FactsName } from "./check.ts";
import { counted } from "../../text/counted.ts";

/** Where instants of facts stand: relation, column, and what a fact is called. */
const dated: readonly { readonly relation: FactsName; readonly column: string; readonly noun: string }[] = [
  { relation: "activity", column: '"at"', noun: "activities" },
  { relation: "stage", column: '"at"', noun: "stages" },
  { relation: "attribute", column: '"at"', noun: "attribute values" },
  { relation: "membership", column: "valid_from", noun: "memberships (start)" },
  { relation: "membership", column: "valid_to", noun: "memberships (end)" },
  { relation: "record", column: "created", noun: "records (created)" },
  { relation: "record", column: "deleted", noun: "records (deleted)" },
];

type Dated = (typeof dated)[number];

/** One statement over every dated column that the facts have. */
function overDates(
  facts: Facts,
  wanted: (place: Dated) => boolean,
  statement: (place: Dated, rows: Fragment) => Fragment,
  moment: CheckMoment,
): Fragment | null {
  const parts = dated.filter(wanted).flatMap((place) => {
    const relation = facts[place.relation];
    return relation === null ? [] : [statement(place, known(relation, moment))];
  });
  const rows = all(parts);
  return rows && answer(rows);
}

const future: Check = {
  code: "CHECK_FUTURE_FACTS",
  severity: "note",
  needs: [],
  sql: (facts, moment) =>
    overDates(
      facts,
      ({ column }) => column !== "valid_to",
      ({ column, noun }, rows) =>
        sql`select '${noun}, the last at ' || strftime(max(${column}), '%Y-%m-%d %H:%M') as example, count(*) as "count" from ${rows} where ${column} > ${instant(moment.now)} having count(*) > 0`,
      moment,
    ),
  describe: finding({
    title: (_, facts) => `${counted(facts, "fact")} after now, which are not used yet`,
    next: "if they are not plans, check the time zone and the order of day and month",
    each: "row",
  }),
};

const earliest = Date.UTC(1990, 0, 1) * 1000;

const old: Check = {
  code: "CHECK_OLD_DATES",
  severity: "warning",
  needs: [],
  sql: (facts, moment) =>
    overDates(
      facts,
      () => true,
      ({ column, noun }, rows) =>
        sql`select '${noun}, the first at ' || strftime(min(${column}), '%Y-%m-%d %H:%M') as example, count(*) as "count" from ${rows} where ${column} < ${instant(earliest)} having count(*) > 0`,
      moment,
    ),
  describe: finding({
    title: (_, facts) => `${counted(facts, "fact")} before 1990`,
    next: "1970-01-01 and 1900-01-01 usually stand for “no date”: leave such cells empty, or give --date-format",
    each: "row",
  }),
};

const undated: Check = {
  code: "CHECK_UNDATED",
  severity: "warning",
  needs: [],
  sql: (facts, moment) =>
    overDates(
      facts,
      ({ relation }) => relation === "activity" || (relation === "stage" && facts.stageSource !== "attribute"),
      ({ column, noun }, rows) =>
        sql`select '${noun}' as example, count(*) as "count" from ${rows} where ${column} is null having count(*) > 0`,
      moment,
    ),
  describe: finding({
    title: (_, facts) => `${counted(facts, "row")} without a date`,
    next: "an activity without a time is no activity, though its cluster and stage are known; a stage without a date always held",
    each: "row",
  }),
};

/** What can be wrong with dates. */
export const timeChecks: readonly Check[] = [future, old, undated];
