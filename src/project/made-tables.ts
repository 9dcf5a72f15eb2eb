import { createHash } from "node:crypto";
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
  /** The rows of a statement; few rows are kept as long as the tables they come from. */
  ask<T>(statement: Fragment, rows: () => Promise<T[]>): Promise<T[]>;
}

const fewRows = 100;
const mostAnswers = 500;

/** Of a connection without any. */
export function openMadeTables({ isShared }: Pick<MadeTables, "isShared">): MadeTables {
  /** By the table's name: what it was made by. */
  const made = new Map<string, string>();
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
      const table = madeBy(statement);
      if (table === null) throw new Error("a question makes tables and nothing else");
      const key = keyOf(statement, table);
      if (made.get(table) === key) return;
      made.delete(table);
      await run();
      made.set(table, key);
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

/** The table or view that a statement makes. */
function madeBy({ sql }: Fragment): string | null {
  return /^\s*create or replace temp (?:table|view) ([a-z_][a-z0-9_]*) as\s/i.exec(sql)?.[1] ?? null;
}
