import type { Facts, Relation } from "../../query/facts.ts";
import type { Fragment } from "../../sql/fragment.ts";
import { instant, raw, sql } from "../../sql/fragment.ts";
import { counted } from "../../text/counted.ts";

/** The names of the relations that hold facts. */
export type FactsName = "activity" | "membership" | "stage" | "attribute" | "record";

/** What a check looks at the facts with. */
export interface CheckMoment {
  /** What counts as now, in microseconds since 1970 UTC; only what was known by then is looked at. */
  readonly now: number;
  /** The journey's stages from first to last; null: not stated. */
  readonly stageOrder: readonly string[] | null;
  /** Whether several servers look, each at its own facts (`of_this_shard`). */
  readonly parted?: boolean;
}

/** One row of a check's answer: an example, and how much there is in all. */
export interface CheckRow {
  /** What is wrong, as a person names it. */
  readonly example: string;
  /** How many facts this example stands for. */
  readonly count: number;
  /** How many examples there are in all. */
  readonly total: number;
  /** How many facts all of them stand for. */
  readonly facts: number;
}

/** What a check found, in words. */
export interface CheckFinding {
  readonly title: string;
  /** Up to five. */
  readonly examples: readonly string[];
  /** What to do about it. */
  readonly next: string;
}

/** A question about the quality of the facts, as data: its SQL, and what its answer means. */
export interface Check {
  readonly code: `CHECK_${string}`;
  /** `error`: numbers are wrong; `warning`: they may be; `note`: worth knowing. */
  readonly severity: "error" | "warning" | "note";
  /** The relations that must be there; without them there is nothing to ask. */
  readonly needs: readonly FactsName[];
  /** The statement, giving {@link CheckRow}s; null when these facts leave nothing to ask. */
  readonly sql: (facts: Facts, moment: CheckMoment) => CheckAnswer | null;
  /** What the rows mean; null when there are none. */
  readonly describe: (rows: readonly CheckRow[]) => CheckFinding | null;
}

/** What {@link finding} says: the title from the counts, and the next step. */
export interface CheckWords {
  readonly title: (total: number, facts: number) => string;
  readonly next: string;
  /** What an example counts, when that is worth saying: `activity`, `row`. */
  readonly each?: string;
}

/** The `describe` of a check with a title made from its counts. */
export function finding(words: CheckWords): Check["describe"] {
  return (rows) => {
    const [first] = rows;
    if (first === undefined) return null;
    const examples = rows
      .slice(0, 5)
      .map((row) => (words.each === undefined ? row.example : `${row.example} (${counted(row.count, words.each)})`));
    return { title: words.title(Number(first.total), Number(first.facts)), examples, next: words.next };
  };
}

/** The facts of a relation as known now. */
export function known(relation: Relation, { now }: CheckMoment): Fragment {
  return sql`(select * from (${relation}) where (learned is null or learned <= ${instant(now)}) and (forgotten is null or forgotten > ${instant(now)}))`;
}

/** The activities as known now, one version of each id. */
export function knownActivities(facts: Facts, moment: CheckMoment): Fragment | null {
  if (facts.activity === null) return null;
  if (!facts.activityHas.id) return known(facts.activity, moment);
  return sql`(select * from ${known(facts.activity, moment)} qualify id is null or row_number() over (partition by source, id order by learned desc nulls last, version desc) = 1)`;
}

/** The statement that answers a check, and what it is made of. */
export interface CheckAnswer extends Fragment {
  /** What each of several servers finds in its own facts. */
  readonly found: Fragment;
  /** The rows of (example, count) of what all found; null: those that each found, together. */
  readonly whole: ((found: Fragment) => Fragment) | null;
}

/** The statement that turns rows of (example, count) into a check's answer: the five that weigh most. */
export function answer(found: Fragment, whole: CheckAnswer["whole"] = null): CheckAnswer {
  const rows = whole === null ? found : whole(sql`(${found})`);
  const { sql: text, params } =
    sql`select example, cast("count" as bigint) as "count", cast(count(*) over () as bigint) as total, cast(sum("count") over () as bigint) as facts
from (${rows}) order by "count" desc, example limit 5`;
  return { sql: text, params, found, whole };
}

/** A condition: among several servers, a fact with this key is the server's own. */
export function own({ parted }: CheckMoment, key: string): Fragment {
  return raw(parted === true ? `of_this_shard(${key})` : "true");
}

/** A condition: the server's own among the rows of a relation; of facts that all servers hold, one of them tells. */
export function ownOf(moment: CheckMoment, relation: FactsName): Fragment {
  return own(moment, relation === "activity" ? "member" : "''");
}

/** The sequence of a list of statements that give (example, count). */
export function all(parts: readonly Fragment[]): Fragment | null {
  const [first, ...rest] = parts;
  return first === undefined ? null : rest.reduce((so, part) => sql`${so} union all ${part}`, first);
}
