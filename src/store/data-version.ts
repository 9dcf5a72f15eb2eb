import type { Engine } from "../engines/duckdb/engine.ts";
import { readMeta } from "./meta.ts";

const name = "data_version";

/**
 * What the facts of a store are known by: another text after every load, merge,
 * deletion, erasure and derivation that changed them, so that what was made of
 * them is known to be of these. Null: an older program wrote them.
 */
export function dataVersion(engine: Engine): Promise<string | null> {
  return readMeta(engine, name);
}

/** Tells that the facts are others; belongs in the transaction that changes them. No two stores ever have the same version. */
export async function newDataVersion(engine: Engine): Promise<void> {
  await engine.run(`DELETE FROM meta WHERE name = '${name}'; INSERT INTO meta SELECT '${name}', uuid()::VARCHAR`);
}
