import type { PredicateColumns } from "../compile/predicate.ts";
import { textsAsNumbers } from "../compile/texts-as-numbers.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import type { Predicate } from "../model/predicate.ts";
import type { Warning } from "../query/report.ts";
import { type Fragment, join, sql } from "../sql/fragment.ts";
import { counted } from "../text/counted.ts";

/** Where a condition is asked: its rows, what their columns are called, and the flag as typed. */
export interface ConditionRows {
  readonly relation: Fragment;
  readonly columns: PredicateColumns;
  readonly flag: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What is to be told of cells that are no numbers although a condition compares
 * them with one: they match nothing. The rows are looked at only when the
 * condition reads texts as numbers.
 *
 * @throws SmacError `QUERY_BAD_VALUE` when no cell that holds something is a number.
 */
export async function numberWarnings(
  engine: Engine,
  predicate: Predicate,
  rows: ConditionRows,
): Promise<readonly Warning[]> {
  const texts = textsAsNumbers(predicate, rows.columns);
  if (texts.length === 0) return [];
  const counts = texts.map((value, i) => {
    const filled = sql`nullif(trim(${value}, e' \\t\\r\\n'), '') is not null`;
    const bad = sql`${filled} and try_cast(${value} as double) is null`;
    return sql`count(*) filter (where ${filled}) as filled${i}, count(*) filter (where ${bad}) as bad${i}, min(${value}) filter (where ${bad}) as example${i}`;
  });
  const counting = sql`select ${join(counts, ", ")} from (${rows.relation})`;
  const options = rows.signal === undefined ? {} : { signal: rows.signal };
  const [row = {}] = await engine.rows(counting.sql, counting.params, options);
  return texts.flatMap(({ of }, i) => {
    const bad = Number(row[`bad${i}`] ?? 0);
    if (bad === 0) return [];
    const example = String(row[`example${i}`]);
    const shown = example.length > 40 ? `${example.slice(0, 40)}…` : example;
    if (bad === Number(row[`filled${i}`])) throw noNumbers(rows.flag, of, shown);
    const verb = bad === 1 ? "is no number" : "are no numbers";
    const cells = `${counted(bad, "cell")} of ${of.replace(/^column /, "")} ${verb}, e.g. “${shown}”`;
    const match = bad === 1 ? "it matches" : "they match";
    return [{ code: "NOT_NUMBERS", message: `${cells}: ${match} no comparison with a number (${rows.flag})` }];
  });
}

function noNumbers(flag: string, of: string, example: string): SmacError {
  const hint = /^[-+]?[\d.,'’\s]*\d[\d.,'’\s]*$/.test(example)
    ? "write numbers in the file with a point and without separators of thousands, such as 1234.50"
    : "compare it with a text in single quotes, or name a column of numbers, written such as 1234.50";
  return new SmacError(
    "QUERY_BAD_VALUE",
    `${flag} compares ${of} with a number, and no cell of it is one, e.g. “${example}”`,
    { hint },
  );
}
