import type { Engine } from "../engines/duckdb/engine.ts";
import type { Budget } from "../sources/kit/source.ts";
import { instant, sql, text } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { transaction } from "./schema.ts";

/** What a connected system said of itself when it was read last. */
export interface ConnectionState {
  /** The system that it was; null: an earlier program did not keep it. */
  readonly type: string | null;
  /** What smac.yml said of it then; none of it is secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The zone of its days and times without offset; null: it names none. */
  readonly timezone: string | null;
  readonly budget: Budget | null;
  /** When that was heard, in microseconds since 1970 UTC. */
  readonly heard: Instant;
}

/** What a connection said of itself; null: it was never read. */
export async function readConnection(engine: Engine, name: string): Promise<ConnectionState | null> {
  const [row] = await engine.rows<{ settings: string; timezone: string | null; budget: string | null; heard: number }>(
    "SELECT settings, timezone, budget, heard FROM connections WHERE name = ?",
    text(name).params,
  );
  if (row === undefined) return null;
  const budget = row.budget === null ? null : (JSON.parse(row.budget) as Budget);
  // No system has a setting of that name.
  const { type = null, ...settings } = JSON.parse(row.settings) as Record<string, unknown> & { type?: string };
  return { type, settings, timezone: row.timezone, budget, heard: row.heard };
}

/** Remembers what a connection said of itself, in place of what it said before. */
export async function writeConnection(engine: Engine, name: string, state: ConnectionState): Promise<void> {
  const budget = state.budget === null ? null : JSON.stringify(state.budget);
  const settings = JSON.stringify(state.type === null ? state.settings : { ...state.settings, type: state.type });
  const add = sql`INSERT INTO connections VALUES (${text(name)}, ${text(settings)}, ${text(state.timezone)}, ${text(budget)}, ${instant(state.heard)})`;
  await transaction(engine, async () => {
    await engine.run("DELETE FROM connections WHERE name = ?", text(name).params);
    await engine.run(add.sql, add.params);
  });
}

/** The zones that connections name themselves, by connection. */
export async function connectionZones(engine: Engine): Promise<ReadonlyMap<string, string>> {
  const rows = await engine.rows<{ name: string; timezone: string }>(
    "SELECT name, timezone FROM connections WHERE timezone IS NOT NULL",
  );
  return new Map(rows.map(({ name, timezone }) => [name, timezone]));
}
