import type { Facts } from "../../query/facts.ts";
import type { Fragment } from "../../sql/fragment.ts";
import { instant, sql } from "../../sql/fragment.ts";
import { all, answer, finding, known, ownOf } from "./check.ts";
import type { Check, CheckAnswer, CheckMoment, FactsName } from "./check.ts";
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

interface Asked {
  readonly facts: Facts;
  readonly moment: CheckMoment;
  readonly wanted: (place: Dated) => boolean;
  /** What is wrong with the date of a row. */
  readonly wrong: (column: string) => Fragment;
  /** The example, of `noun` and the instants `first` and `last`. */
  readonly example: string;
}

/** One statement over every dated column that the facts have. */
function overDates({ facts, moment, wanted, wrong, example }: Asked): CheckAnswer | null {
  const parts = dated.filter(wanted).flatMap(({ relation, column, noun }) => {
    const held = facts[relation];
    if (held === null) return [];
    const rows = sql`${known(held, moment)} where ${wrong(column)} and ${ownOf(moment, relation)}`;
    return [
      sql`select '${noun}' as noun, min(${column}) as first, max(${column}) as last, count(*) as n from ${rows} having count(*) > 0`,
    ];
  });
  const rows = all(parts);
  const whole = (found: Fragment): Fragment => sql`
select ${example} as example, n as "count" from (select noun, min(first) as first, max(last) as last, sum(n) as n from ${found} group by noun)`;
  return rows && answer(rows, whole);
}

const future: Check = {
  code: "CHECK_FUTURE_FACTS",
  severity: "note",
  needs: [],
  sql: (facts, moment) =>
    overDates({
      facts,
      moment,
      wanted: ({ column }) => column !== "valid_to",
      wrong: (column) => sql`${column} > ${instant(moment.now)}`,
      example: "noun || ', the last at ' || strftime(last, '%Y-%m-%d %H:%M')",
    }),
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
    overDates({
      facts,
      moment,
      wanted: () => true,
      wrong: (column) => sql`${column} < ${instant(earliest)}`,
      example: "noun || ', the first at ' || strftime(first, '%Y-%m-%d %H:%M')",
    }),
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
    overDates({
      facts,
      moment,
      wanted: ({ relation }) => relation === "activity" || (relation === "stage" && facts.stageSource !== "attribute"),
      wrong: (column) => sql`${column} is null`,
      example: "noun",
    }),
  describe: finding({
    title: (_, facts) => `${counted(facts, "row")} without a date`,
    next: "an activity without a time is no activity, though its cluster and stage are known; a stage without a date always held",
    each: "row",
  }),
};

/** What can be wrong with dates. */
export const timeChecks: readonly Check[] = [future, old, undated];
