import type { Engine } from "../engines/duckdb/engine.ts";
import { text } from "../sql/fragment.ts";
import { readOnce } from "./read-once.ts";

/** A remembered value of the store; null: none. */
export async function readMeta(engine: Engine, name: string): Promise<string | null> {
  const sql = "SELECT value FROM meta WHERE name = ?";
  const [row] = await readOnce<{ value: string | null }>(engine, sql, text(name).params);
  return row?.value ?? null;
}

/** Remembers a value under a name, in place of the one before. */
export async function writeMeta(engine: Engine, name: string, value: string): Promise<void> {
  await engine.run("DELETE FROM meta WHERE name = ?", text(name).params);
  await engine.run("INSERT INTO meta VALUES (?, ?)", [...text(name).params, ...text(value).params]);
}
