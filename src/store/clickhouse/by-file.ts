import { existsSync } from "node:fs";
import type { Node } from "../../engines/clickhouse/node.ts";
import type { Engine } from "../../engines/engine.ts";
import { SmacError } from "../../errors.ts";
import { text } from "../../sql/fragment.ts";
import { readAddress } from "../../text/clickhouse-address.ts";
import { counted } from "../../text/counted.ts";
import { dataVersion } from "../data-version.ts";
import { type Database, type OpenOptions, openDatabase } from "../open-database.ts";
import { copyIn } from "./copy-in.ts";
import { copyOut } from "./copy-out.ts";
import { expiryAt } from "./expiry.ts";
import { type SecretPlaces, dataThere, openReplicatedServers } from "./open.ts";
import { workingTable } from "./state.ts";

/** How a working file is opened. */
export interface WorkingOptions extends OpenOptions {
  /** The folder of smac.yml. */
  readonly directory: string;
  /** The file. */
  readonly path: string;
  readonly note?: ((text: string) => void) | undefined;
}

/**
 * Opens the working file of a store in ClickHouse: made from the servers, where they hold a store and there is no file
 * yet. What is new in it is copied to the servers when it is published; what was not, by the next command that is.
 *
 * @throws SmacError `STORE_OTHER_FILE` when the servers hold what did not come from this file, and those of copies.
 */
export async function openWorkingFile(store: string, options: WorkingOptions): Promise<Database> {
  const { directory, path, effects, note } = options;
  const places: SecretPlaces = { effects, directory };
  const shards = await openReplicatedServers(store, places);
  const closeServers = async (): Promise<void> => {
    await Promise.all(shards.flat().map((node) => node.close()));
  };
  try {
    const there = await versionsThere(shards.flat());
    if (!existsSync(path) && there.size > 0) {
      note?.("making the working file of this project from the servers");
      await copyIn(
        shards.flatMap(([first]) => first ?? []),
        path,
        { signal: effects.signal },
      );
      await withFile(path, options, noteServed);
    }
    const database = await openDatabase(path, options);
    try {
      await refuseOthers(database.engine, there);
    } catch (error) {
      await database.close();
      throw error;
    }
    return {
      path: database.path,
      rowsSince: null,
      get engine() {
        return database.engine;
      },
      rewrite: () => database.rewrite(),
      publish: () => publish(database.engine, shards, { store, effects, note }),
      async close() {
        await database.close();
        await closeServers();
      },
    };
  } catch (error) {
    await closeServers();
    throw error;
  }
}

/** Copies what is new in the file to the servers. */
async function publish(
  engine: Engine,
  shards: readonly (readonly Node[])[],
  { store, effects, note }: Pick<WorkingOptions, "effects" | "note"> & { readonly store: string },
): Promise<void> {
  const data = await versionOf(engine);
  if (data === null) return;
  if (data !== (await servedVersion(engine))) note?.("copying what is new to the servers");
  const expiry = expiryAt(readAddress(store).rawDays, effects.now());
  // The same facts may not be on all servers yet: another was named, or one was lost.
  const { rows, changed } = await copyOut(engine, shards, { signal: effects.signal, data, expiry, trusting: true });
  await noteServed(engine);
  if (changed) note?.(`the servers have it, verified: ${counted(rows, "row")} that were new or other`);
}

/** One of the servers holds what was copied from this file, or none anything yet. Others may have missed something. */
async function refuseOthers(engine: Engine, there: ReadonlySet<string>): Promise<void> {
  const known = [await versionOf(engine), await servedVersion(engine)];
  if (there.size === 0 || [...there].some((version) => known.includes(version))) return;
  throw new SmacError("STORE_OTHER_FILE", "the servers hold a store that was not copied from this project's file", {
    hint: "move .smac/warehouse.duckdb away to go on with what the servers hold; or, to put the file's in its place, copy it with smac copy --to from a project whose store is that file",
  });
}

async function versionsThere(nodes: readonly Node[]): Promise<ReadonlySet<string>> {
  const versions = new Set<string>();
  for (const node of nodes) {
    const version = await dataThere(node);
    if (version !== null) versions.add(version);
  }
  return versions;
}

async function versionOf(engine: Engine): Promise<string | null> {
  return (await hasTable(engine, "meta")) ? dataVersion(engine) : null;
}

/** The version of the facts that the servers were given last; null: none were. */
async function servedVersion(engine: Engine): Promise<string | null> {
  if (!(await hasTable(engine, workingTable))) return null;
  const [row] = await engine.rows<{ version: string }>(`SELECT max(version) AS version FROM ${workingTable}`);
  return row?.version ?? null;
}

async function noteServed(engine: Engine): Promise<void> {
  await engine.run(`CREATE OR REPLACE TABLE ${workingTable} (version VARCHAR)`);
  await engine.run(`INSERT INTO ${workingTable} VALUES (?)`, text(await versionOf(engine)).params);
}

async function hasTable(engine: Engine, name: string): Promise<boolean> {
  const sql = "SELECT 1 AS one FROM duckdb_tables() WHERE NOT temporary AND table_name = ?";
  return (await engine.rows(sql, text(name).params)).length > 0;
}

async function withFile(path: string, options: OpenOptions, work: (engine: Engine) => Promise<void>): Promise<void> {
  const database = await openDatabase(path, { ...options, mode: "write" });
  try {
    await work(database.engine);
  } finally {
    await database.close();
  }
}
