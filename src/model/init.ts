import type { ExaminedTable } from "./init/examined-table.ts";
import { kindNamer } from "./init/kinds.ts";
import { knownExports } from "./init/exports/known-exports.ts";
import { matchExports } from "./init/exports/match-export.ts";
import { recognise } from "./init/recognise.ts";
import { proposedActivities } from "./init/write-activities.ts";
import { describeMeaning, writeProject } from "./init/write-project.ts";
import { saysSomething } from "./init/recognised-table.ts";
import type { RecognisedTable } from "./init/recognised-table.ts";
import { groupTables } from "./init/table-groups.ts";

export type { ExaminedTable } from "./init/examined-table.ts";

/** A `smac.yml` for tables as they are. */
export interface ProposedModel {
  readonly yaml: string;
  /** What each table was recognised as, a sentence each. */
  readonly recognised: readonly string[];
  /** Whether any table says something, and whether any says when someone was active. */
  readonly knows: { readonly anything: boolean; readonly activities: boolean };
}

/**
 * A commented `smac.yml` for tables as they are, and one sentence for each table
 * about what it was recognised as. The text always loads; what could not be told
 * is a comment in it. Tables with the same columns become one source. Which
 * column is the id is never guessed, only suggested in a comment.
 *
 * @example
 * ```ts
 * proposeModel([events]).recognised; // ["events.csv: activities (at ts, customer account_id, member user_id)"]
 * ```
 */
export function proposeModel(tables: readonly ExaminedTable[]): ProposedModel {
  const names = new Set<string>();
  const groups = groupTables(tables);
  const exports = matchExports(
    groups.map(({ table }) => table),
    knownExports,
  );
  const meant = groups.map(({ table, paths, glob, name }, index): RecognisedTable => {
    const source = freeName(name, names);
    const known = exports[index] ?? null;
    return { source, paths, glob, table, meaning: known === null ? recognise(table) : { as: "export", export: known } };
  });
  const kindOf = kindNamer(meant.map(({ meaning, table }) => ({ meaning, table })));
  const activities = proposedActivities(meant, kindOf).length > 0;
  return {
    yaml: writeProject(meant, kindOf),
    recognised: meant.map((one) => describeMeaning(one, kindOf)),
    knows: {
      anything: meant.some(({ meaning }) => saysSomething(meaning)),
      activities,
    },
  };
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
  taken.add(name);
  return name;
}
