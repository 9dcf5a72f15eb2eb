import { createHash } from "node:crypto";
import { tables } from "../compile/names.ts";
import type { Fragment } from "../sql/fragment.ts";

/**
 * Which temporary tables a connection holds and of what, so that questions that need the same are answered without
 * making it again. Good as long as the facts stay as they are.
 */
export interface MadeTables {
  /** Whether other questions will be asked, so that a table that serves them, too, is worth more. */
  readonly isShared: boolean;
  /** Runs a statement that makes a table, unless that table is there. */
  make(statement: Fragment, run: () => Promise<void>): Promise<void>;
  /** Whether the table that a statement makes is there, or aside. */
  has(statement: Fragment): boolean;
  /** The rows of a statement; few rows are kept as long as the tables they come from. */
  ask<T>(statement: Fragment, rows: () => Promise<T[]>): Promise<T[]>;
}

/** Made in less time than putting aside takes. */
const passing: ReadonlySet<string> = new Set([tables.page, tables.period, tables.wholePeriod, tables.stageOrder]);

const fewRows = 100;
const mostAnswers = 500;

/**
 * Of a connection without any. `alter` runs a statement that gives a table another name or drops it: with it the table
 * before is put aside, so that two questions that take turns find each its own.
 */
export function openMadeTables({
  isShared,
  alter,
}: Pick<MadeTables, "isShared"> & { readonly alter?: (sql: string) => Promise<void> }): MadeTables {
  /** By the table's name: what it was made by. */
  const made = new Map<string, string>();
  /** By the table's name: what the one before was made by. */
  const aside = new Map<string, string>();
  /** Puts the table aside that is there, and back the one that was, if it is the one that is wanted. */
  const exchange = async (table: string, wanted: string): Promise<boolean> => {
    if (alter === undefined || passing.has(table)) return false;
    const [now, before] = [made.get(table), aside.get(table)];
    made.delete(table);
    aside.delete(table);
    const isBack = before !== undefined && before === wanted;
    // What a stopped exchange left is of no use to anybody.
    await alter(`drop table if exists ${table}_back`);
    if (isBack) await alter(`alter table ${table}_aside rename to ${table}_back`);
    else await alter(`drop table if exists ${table}_aside`);
    if (now !== undefined) {
      await alter(`alter table ${table} rename to ${table}_aside`);
      aside.set(table, now);
    } else await alter(`drop table if exists ${table}`);
    if (isBack) await alter(`alter table ${table}_back rename to ${table}`);
    return isBack;
  };
  const answers = new Map<string, readonly unknown[]>();
  /** What a statement gives: its text, its values, and what the tables it names were made by. */
  const keyOf = ({ sql, params }: Fragment, table?: string): string => {
    const from = [...made].filter(([name]) => sql.split(new RegExp(`\\b${name}\\b`)).length > (name === table ? 2 : 1));
    const values = params.map(({ type, value }) => `${type} ${typeof value} ${String(value)}`);
    return createHash("sha256")
      .update(JSON.stringify([sql, values, from]))
      .digest("base64url");
  };
  return {
    isShared,
    async make(statement, run) {
      const [table, kind] = madeBy(statement) ?? [];
      if (table === undefined) throw new Error("a question makes tables and nothing else");
      const key = keyOf(statement, table);
      if (made.get(table) === key) return;
      if (kind === "view" || !(await exchange(table, key))) {
        made.delete(table);
        await run();
      }
      made.set(table, key);
    },
    has(statement) {
      const [table] = madeBy(statement) ?? [];
      const key = table === undefined ? "" : keyOf(statement, table);
      return table !== undefined && [made, aside].some((tables) => tables.get(table) === key);
    },
    async ask<T>(statement: Fragment, rows: () => Promise<T[]>) {
      const key = keyOf(statement);
      const known = answers.get(key) as readonly T[] | undefined;
      if (known !== undefined) return known.map((row) => ({ ...row }));
      const found = await rows();
      if (found.length > fewRows) return found;
      answers.set(key, found);
      const oldest = answers.keys().next().value;
      if (answers.size > mostAnswers && oldest !== undefined) answers.delete(oldest);
      return found.map((row) => ({ ...row }));
    },
  };
}

/** The table or view that a statement makes, and which of the two. */
function madeBy({ sql }: Fragment): readonly [string, "table" | "view"] | null {
  const [, kind, name] = /^\s*create or replace temp (table|view) ([a-z_][a-z0-9_]*) as\s/i.exec(sql) ?? [];
  return name === undefined ? null : [name, kind?.toLowerCase() === "view" ? "view" : "table"];
}
