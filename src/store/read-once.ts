import type { Engine } from "../engines/engine.ts";
import type { Param } from "../sql/param.ts";

/** By the statement and its values: what an engine said whose data stay as they are. */
const said = new WeakMap<Engine, Map<string, readonly unknown[]>>();

const mostStatements = 1000;

/**
 * The few rows of a statement about the store's own tables. A store that nobody writes into is asked once: what a
 * question looks up before it counts then costs nothing.
 */
export async function readOnce<T>(engine: Engine, sql: string, params: readonly Param[] = []): Promise<readonly T[]> {
  if (engine.isStill !== true) return engine.rows<T>(sql, params);
  const answers = said.get(engine) ?? new Map<string, readonly unknown[]>();
  said.set(engine, answers);
  const key = JSON.stringify([sql, params.map(({ type, value }) => `${type} ${typeof value} ${String(value)}`)]);
  const known = answers.get(key);
  if (known !== undefined) return known as readonly T[];
  const rows = await engine.rows<T>(sql, params);
  answers.set(key, rows);
  const oldest = answers.keys().next().value;
  if (answers.size > mostStatements && oldest !== undefined) answers.delete(oldest);
  return rows;
}
