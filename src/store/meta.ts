import type { Engine } from "../engines/duckdb/engine.ts";
import { text } from "../sql/fragment.ts";

/** What a store that nobody writes into remembers, read once. */
const still = new WeakMap<Engine, Promise<ReadonlyMap<string, string | null>>>();

/** A remembered value of the store; null: none. */
export async function readMeta(engine: Engine, name: string): Promise<string | null> {
  if (engine.isStill === true) {
    const known = still.get(engine) ?? allMeta(engine);
    still.set(engine, known);
    known.catch(() => still.delete(engine));
    return (await known).get(name) ?? null;
  }
  const [row] = await engine.rows<{ value: string | null }>("SELECT value FROM meta WHERE name = ?", text(name).params);
  return row?.value ?? null;
}

async function allMeta(engine: Engine): Promise<ReadonlyMap<string, string | null>> {
  const rows = await engine.rows<{ name: string; value: string | null }>("SELECT name, value FROM meta");
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** Remembers a value under a name, in place of the one before. */
export async function writeMeta(engine: Engine, name: string, value: string): Promise<void> {
  await engine.run("DELETE FROM meta WHERE name = ?", text(name).params);
  await engine.run("INSERT INTO meta VALUES (?, ?)", [...text(name).params, ...text(value).params]);
}
