import type { Facts } from "../../query/facts.ts";
import type { Fragment } from "../../sql/fragment.ts";
import { sql, join } from "../../sql/fragment.ts";
import { answer, finding, known, ownOf } from "./check.ts";
import type { Check, CheckMoment, FactsName } from "./check.ts";
import { counted } from "../../text/counted.ts";

/** Where keys stand: what they are keys of, in which relation and column. */
const keyed: readonly { readonly what: string; readonly relation: FactsName; readonly column: string }[] = [
  { what: "cluster", relation: "activity", column: "cluster" },
  { what: "cluster", relation: "membership", column: "cluster" },
  { what: "cluster", relation: "stage", column: "cluster" },
  { what: "cluster", relation: "attribute", column: "cluster" },
  { what: "cluster", relation: "record", column: "cluster" },
  { what: "member", relation: "activity", column: "member" },
  { what: "member", relation: "membership", column: "member" },
  { what: "product", relation: "activity", column: "product" },
  { what: "kind", relation: "activity", column: "kind" },
  { what: "stage", relation: "stage", column: "stage" },
];

/** Every key of the facts with how often it stands there: rows of (what, key, n). */
function keys(facts: Facts, moment: CheckMoment): Fragment | null {
  const parts = keyed.flatMap(({ what, relation, column }) => {
    const rows = facts[relation];
    if (rows === null) return [];
    return [
      sql`select '${what}' as what, cast(${column} as varchar) as key, count(*) as n from ${known(rows, moment)} where ${column} is not null and ${ownOf(moment, relation)} group by 2`,
    ];
  });
  if (parts.length === 0) return null;
  return sql`select what, key, sum(n) as n from (${join(parts, " union all ")}) group by what, key`;
}

/** The same of all servers. */
function together(found: Fragment): Fragment {
  return sql`(select what, key, sum(n) as n from ${found} group by what, key)`;
}

const nullWord: Check = {
  code: "CHECK_NULL_WORD",
  severity: "warning",
  needs: [],
  sql: (facts, moment) => {
    const found = keys(facts, moment);
    return (
      found &&
      answer(
        sql`select * from (${found}) where lower(key) in ('null', '(null)', '\\n', 'nil', 'none', 'nan', 'n/a', '#n/a', 'undefined')`,
        (all) => sql`select what || ' “' || key || '”' as example, n as "count" from ${together(all)}`,
      )
    );
  },
  describe: finding({
    title: (total, rows) => `${counted(total, "key")} that look like “no value” but are text (${counted(rows, "row")})`,
    next: "they count as a cluster, member or product of that name; leave such cells empty, or exclude them",
    each: "row",
  }),
};

const alike: Check = {
  code: "CHECK_ALIKE_KEYS",
  severity: "warning",
  needs: [],
  sql: (facts, moment) => {
    const found = keys(facts, moment);
    return (
      found &&
      answer(
        found,
        (all) => sql`
select what || ' ' || string_agg('“' || key || '”', ' and ' order by n desc, key) as example, sum(n) as "count"
from (select what, key, n, regexp_replace(lower(nfc_normalize(key)), '[\\s_\\x{2010}-\\x{2015}-]+', '', 'g') as folded from ${together(all)})
where folded <> '' group by what, folded having count(*) > 1`,
      )
    );
  },
  describe: finding({
    title: (total) => `${counted(total, "group")} of keys that differ only in case, spaces, hyphens or underscores`,
    next: "keys are compared letter by letter, so these count apart; spell them alike in the source if they are the same",
    each: "row",
  }),
};

/** What can be wrong with keys. */
export const keyChecks: readonly Check[] = [nullWord, alike];
