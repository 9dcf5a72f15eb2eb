import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import { keepBlocks } from "./kept-blocks.ts";

/**
 * The tables of a store, as a list of steps: step n brings a store of version n
 * to version n + 1. Steps are never edited once released, only added.
 *
 * Beside these, each source has a table `raw_SOURCE` (see raw-table.ts; of streams
 * stream-table.ts), and
 * `activities` gets a column for each cluster kind and property of the model.
 */
const migrations: readonly string[] = [
  `
CREATE TABLE files (file_id INTEGER, source VARCHAR, path VARCHAR, size BIGINT, sha256 VARCHAR, reading VARCHAR,
  listed VARCHAR, rows BIGINT, missing_since TIMESTAMP);
CREATE TABLE loads (load_id INTEGER, file_id INTEGER, source VARCHAR, path VARCHAR, sha256 VARCHAR, started TIMESTAMP,
  finished TIMESTAMP, rows_read BIGINT, inserted BIGINT, forgotten BIGINT, rejected BIGINT, state VARCHAR);
CREATE TABLE source_columns (source VARCHAR, position INTEGER, name VARCHAR, physical VARCHAR, load_id INTEGER);
CREATE TABLE instant_columns (source VARCHAR, name VARCHAR, settings VARCHAR, reading VARCHAR);
CREATE TABLE meta (name VARCHAR, value VARCHAR);

CREATE TABLE memberships (_load INTEGER, _row BIGINT, _mapping VARCHAR, cluster_kind VARCHAR, member VARCHAR, cluster VARCHAR,
  valid_from TIMESTAMP, valid_to TIMESTAMP, is_primary BOOLEAN, learned TIMESTAMP, stated TIMESTAMP, forgotten TIMESTAMP);
CREATE TABLE stage_rows (_load INTEGER, _row BIGINT, _mapping VARCHAR, cluster_kind VARCHAR, cluster VARCHAR,
  stage VARCHAR, "at" TIMESTAMP, learned TIMESTAMP, stated TIMESTAMP, forgotten TIMESTAMP);
CREATE TABLE stage_matches (_load INTEGER, _row BIGINT, _mapping VARCHAR, cluster_kind VARCHAR, rule INTEGER, source VARCHAR,
  id VARCHAR, cluster VARCHAR, "at" TIMESTAMP, version VARCHAR, learned TIMESTAMP, stated TIMESTAMP, forgotten TIMESTAMP);
CREATE TABLE attribute_rows (_load INTEGER, _row BIGINT, _mapping VARCHAR, cluster_kind VARCHAR, cluster VARCHAR,
  name VARCHAR, value VARCHAR, "at" TIMESTAMP, learned TIMESTAMP, stated TIMESTAMP, forgotten TIMESTAMP);
CREATE TABLE records (_load INTEGER, _row BIGINT, _mapping VARCHAR, cluster_kind VARCHAR, cluster VARCHAR, name VARCHAR,
  owner VARCHAR, created TIMESTAMP, deleted TIMESTAMP, learned TIMESTAMP, stated TIMESTAMP, forgotten TIMESTAMP);

CREATE TABLE key_changes (change_id INTEGER, action VARCHAR, kind VARCHAR, key VARCHAR, into_key VARCHAR, "at" TIMESTAMP,
  learned TIMESTAMP, undone TIMESTAMP);
CREATE TABLE key_map (kind VARCHAR, key VARCHAR, into_key VARCHAR, learned TIMESTAMP, forgotten TIMESTAMP);
CREATE TABLE erasures (erased_at TIMESTAMP, kind VARCHAR, digest VARCHAR, rows BIGINT);

CREATE TABLE active_days (cluster_kind VARCHAR, cluster VARCHAR, day INTEGER, member VARCHAR, kind VARCHAR, product VARCHAR,
  parts INTEGER, is_primary BOOLEAN, events BIGINT, first_at TIMESTAMP, last_at TIMESTAMP);
CREATE TABLE ledger (recorded_at TIMESTAMP, load_id INTEGER, definition VARCHAR, definition_version INTEGER,
  definition_hash VARCHAR, period_kind VARCHAR, period_start DATE, stage VARCHAR, product VARCHAR, by_json VARCHAR,
  measure VARCHAR, was DOUBLE, is_now DOUBLE);
CREATE TABLE recorded_cells (definition VARCHAR, definition_hash VARCHAR, cell VARCHAR, period VARCHAR, period_kind VARCHAR,
  period_start DATE, stage VARCHAR, product VARCHAR, by_json VARCHAR, measure VARCHAR, value DOUBLE);
`,
  `
CREATE TABLE connections (name VARCHAR, settings VARCHAR, timezone VARCHAR, budget VARCHAR, heard TIMESTAMP);
CREATE TABLE streams (source VARCHAR, "cursor" VARCHAR, cursor_at TIMESTAMP, reading_since TIMESTAMP, through TIMESTAMP, finished TIMESTAMP,
  pass_since TIMESTAMP, pass_window VARCHAR, rejected BIGINT, error_code VARCHAR, error VARCHAR, failed TIMESTAMP);
CREATE TABLE stream_columns (source VARCHAR, name VARCHAR, kinds INTEGER, always BOOLEAN);
CREATE TABLE pass_keys (source VARCHAR, key UHUGEINT);
CREATE TABLE told_merges (kind VARCHAR, key VARCHAR, into_key VARCHAR);
`,
];

/**
 * Brings the store's tables to the version this program knows.
 *
 * @throws SmacError `STORE_NEWER` when a newer program wrote it, `STORE_FOREIGN`
 * when the database holds tables but is no store, `STORE_OLD` when it must be
 * brought up to date but is open for reading only.
 */
export async function migrate(engine: Engine, path: string, readOnly: boolean): Promise<void> {
  const version = await versionOf(engine, path);
  if (version === migrations.length) return;
  if (version > migrations.length) {
    throw new SmacError("STORE_NEWER", `the store “${path}” was written by a newer version of this program`, {
      hint: "install the newer version, or name another place with `store:` in smac.yml and import again",
    });
  }
  if (readOnly) {
    throw new SmacError("STORE_OLD", `the store “${path}” was written by an older version of this program`, {
      hint: "run `smac import` once: it brings the store up to date",
    });
  }
  await transaction(engine, async () => {
    await engine.run("CREATE TABLE IF NOT EXISTS smac_schema (version INTEGER)");
    for (const step of migrations.slice(version)) await engine.run(step);
    await engine.run("DELETE FROM smac_schema");
    await engine.run("INSERT INTO smac_schema VALUES (?)", [{ type: "int", value: migrations.length }]);
  });
}

async function versionOf(engine: Engine, path: string): Promise<number> {
  const tables = await engine.rows<{ name: string }>(
    "SELECT table_name AS name FROM duckdb_tables() WHERE NOT temporary",
  );
  if (tables.some((table) => table.name === "smac_schema")) {
    const [row] = await engine.rows<{ version: number }>("SELECT version FROM smac_schema");
    return row?.version ?? 0;
  }
  if (tables.length === 0) return 0;
  throw new SmacError("STORE_FOREIGN", `“${path}” is a database, but not a store of this program`, {
    hint: "name another place with `store:` in smac.yml",
  });
}

/** Runs `work` in a transaction of the engine: all of it holds, or none. */
export async function transaction<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  await engine.run("BEGIN TRANSACTION");
  try {
    const result = await work();
    await engine.run("COMMIT", [], { signal: null });
    await keepBlocks(engine);
    return result;
  } catch (error) {
    await engine.run("ROLLBACK", [], { signal: null }).catch(() => undefined);
    await keepOrder(engine, true).catch(() => undefined);
    throw error;
  }
}

/**
 * Lets the engine write rows in any order: its groups of rows are then full, and
 * it does not write the table again to fill them. Belongs in a {@link transaction}.
 */
export async function inAnyOrder(engine: Engine, work: () => Promise<void>): Promise<void> {
  await keepOrder(engine, false);
  await work();
  await keepOrder(engine, true);
}

function keepOrder(engine: Engine, keep: boolean): Promise<void> {
  return engine.run(`SET preserve_insertion_order = ${keep}`, [], { signal: null });
}
