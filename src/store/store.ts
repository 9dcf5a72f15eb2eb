import type { Effects } from "../effects.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import type { StreamSource } from "../model/connection.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Report } from "../query/report.ts";
import { isAddress } from "../text/clickhouse-address.ts";
import { suggestion } from "../text/nearest.ts";
import type { Instant } from "../time/instant.ts";
import { rebuildActiveDays, updateDaysOfKeys } from "./active-days.ts";
import { checkMapping } from "./check-mapping.ts";
import { readConnection, writeConnection } from "./connection-state.ts";
import type { ConnectionState } from "./connection-state.ts";
import { noteActivitySpan } from "./activity-span.ts";
import { dataVersion, newDataVersion } from "./data-version.ts";
import { connectionStatus } from "./connection-status.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import { derive, modelHash } from "./derive.ts";
import { eraseKeys, finishErasure } from "./erase.ts";
import type { Erasure } from "./erase.ts";
import { factsOf, lastActivity } from "./facts.ts";
import type { FactRequest, StoreFacts } from "./facts.ts";
import { filesReader } from "./files-reader.ts";
import { importSources } from "./import.ts";
import type { ImportOptions, ImportReceipt } from "./import-work.ts";
import { deleteKey, groupOf, keySpace, mergeKeys, mustExist, restoreKey } from "./key-changes.ts";
import { listLedger, recordReport } from "./ledger.ts";
import type { LedgerFilter, Recorded, Restatement } from "./ledger.ts";
import { readMeta, writeMeta } from "./meta.ts";
import { shownPath } from "./shown-path.ts";
import { openDatabase } from "./open-database.ts";
import { readOnce } from "./read-once.ts";
import type { Database, OpenOptions } from "./open-database.ts";
import { migrate, transaction } from "./schema.ts";
import type { SourceReader } from "./source-reader.ts";
import { sourceStatus } from "./status.ts";
import type { SourceStatus } from "./status.ts";
import { streamStates } from "./stream-state.ts";
import type { StreamState } from "./stream-state.ts";
import { openStream } from "./stream-writer.ts";
import type { StreamWriter } from "./stream-writer.ts";
import { mergesWait } from "./told-merges.ts";
import { undatedRows } from "./undated.ts";
import { unfinishedSources } from "./unfinished.ts";
import type { UndatedRows } from "./undated.ts";

/** What belongs together under a key: a cluster of a kind, or a member. */
export type KeyKind = { readonly kind: string } | "member";

/** What a store holds. */
export interface StoreStatus {
  readonly path: string;
  readonly sources: readonly SourceStatus[];
  readonly connections: readonly ConnectionStatus[];
  /** Sources of files whose last import did not come to its end: `smac import` goes on with them. */
  readonly unfinished: readonly string[];
  /** Loads whose rows are in the store but not yet in the facts: an import was stopped before its end. */
  readonly pendingLoads: number;
  /** Whether smac.yml changed since the facts were derived. */
  readonly outdated: boolean;
  /** Rows as received that came before this instant are not told of here: a store in ClickHouse keeps them no longer; null: all are. */
  readonly rowsSince: Instant | null;
}

/**
 * The project's store: raw rows as received, the facts derived from them, active
 * days, merges and deletions, and the ledger of numbers that changed.
 */
export interface Store {
  /** The database, for the statements of questions; another one after an erasure. */
  readonly engine: Engine;
  /** What the facts are known by: another after every change of them; see {@link dataVersion}. */
  dataVersion(): Promise<string | null>;
  /** Reads what is new in the sources' files; see {@link importSources}. */
  import(options?: ImportOptions): Promise<readonly ImportReceipt[]>;
  /** Whether the facts follow the model and all loads; else {@link Store.refresh} brings them up. */
  isCurrent(): Promise<boolean>;
  /** Sources of files whose last import did not come to its end. */
  unfinished(): Promise<readonly string[]>;
  /** Whether facts were ever derived. */
  hasFacts(): Promise<boolean>;
  /** Whether nothing was ever imported or synced. */
  isEmpty(): Promise<boolean>;
  /** When something happened last, not after a moment; null: nothing did. */
  lastActivity(now: Instant): Promise<Instant | null>;
  /**
   * Opens a stream of a connection, to put its rows into the store. `fresh`: a
   * reading that was stopped is not gone on with.
   */
  writeStream(source: StreamSource, how: { readonly fresh: boolean }): Promise<StreamWriter>;
  /** How far the reading of each stream of the project is, by its full name. */
  streamStates(): Promise<ReadonlyMap<string, StreamState>>;
  /** What a connected system said of itself when it was read last; null: never. */
  connection(name: string): Promise<ConnectionState | null>;
  noteConnection(name: string, state: ConnectionState): Promise<void>;
  /** Rows of streams that are not in the facts yet, whose time cannot be read. */
  undated(): Promise<readonly UndatedRows[]>;
  /** What smac.yml says of the files that is not so: paths that match nothing, columns that are not there; all at once. */
  problems(): Promise<readonly SmacError[]>;
  /** Derives the facts again where the model changed or loads are pending; files are not read. */
  refresh(): Promise<void>;
  /**
   * The facts about one cluster kind as known at a moment: `asOf` is about when
   * rows were loaded (null: whenever), `now` about what sources date themselves
   * with a `learned` column (default: whenever).
   *
   * @throws SmacError `STORE_OUTDATED` when smac.yml changed since the facts were derived, `STORE_EMPTY` when there are none.
   */
  facts(kind: string, options: Omit<FactRequest, "kind">): Promise<StoreFacts>;
  /**
   * Counts `from` as `into` from now on, for every period.
   *
   * @throws SmacError `STORE_UNKNOWN_KIND` here and below when the project has no such kind.
   */
  merge(what: KeyKind, keys: { readonly from: string; readonly into: string }): Promise<void>;
  /**
   * Deletes a key: it exists no more from `at` on (default: now; null: it never did). With
   * `erase` its rows are really removed and only the number of them is kept.
   */
  remove(
    what: KeyKind,
    key: string,
    options?: { readonly at?: Instant | null; readonly erase?: boolean },
  ): Promise<Erasure | null>;
  /** Takes back the merge and the deletion of a key; gives which it was. */
  restore(what: KeyKind, key: string): Promise<readonly string[]>;
  /** Compares a report with the numbers recorded before; see {@link recordReport}. */
  recordReport(
    report: Report,
    about: { readonly definitionHash: string; readonly loadId: number | null },
  ): Promise<Recorded>;
  /** Numbers that changed after their period was complete, latest first. */
  ledger(filter?: LedgerFilter): Promise<readonly Restatement[]>;
  status(): Promise<StoreStatus>;
  /** Copies what is new to the servers, where the store is on servers. */
  publish(): Promise<void>;
  /** Lets go of the store; a second call does nothing. */
  close(): Promise<void>;
}

/** How the store of a project is opened. */
export interface StoreOptions extends OpenOptions {
  /** Told what happens besides, a sentence each; absent: nobody. */
  readonly note?: ((text: string) => void) | undefined;
}

/**
 * Opens the store of a project. One in ClickHouse is read there; it is changed in a file beside smac.yml, from
 * where {@link Store.publish} copies what is new.
 *
 * @throws SmacError `STORE_MISSING`, `STORE_LOCKED`, `STORE_NEWER`, `STORE_FOREIGN`, `STORE_OLD`, `STORE_NO_PERMISSION`.
 * @example
 * ```ts
 * const store = await openStore(model, { mode: "create", effects });
 * try {
 *   await store.import();
 *   const facts = await store.facts("customer", { asOf: null });
 * } finally {
 *   await store.close();
 * }
 * ```
 */
export async function openStore(
  model: ProjectModel,
  options: StoreOptions & { readonly reader?: SourceReader },
): Promise<Store> {
  const database = await databaseOf(model, options);
  try {
    if (database.engine.speaks === "duckdb")
      await migrate(database.engine, shownPath(database.path, options.effects.cwd), options.mode === "read");
    if (options.mode !== "read") await finishErasure(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const { effects } = options;
  const reader = options.reader ?? filesReader(model.directory, effects);
  const here = (): Context => ({ model, engine: database.engine, effects, reader });
  return {
    get engine() {
      return database.engine;
    },
    dataVersion: () => dataVersion(database.engine),
    import: (wanted) => importSources(here(), wanted ?? {}),
    isCurrent: async () =>
      (await pendingLoads(database.engine)) === 0 &&
      !(await mergesWait(database.engine)) &&
      !(await isOutdated(here())),
    unfinished: () => unfinishedSources(database.engine, model),
    hasFacts: async () => (await readMeta(database.engine, "model")) !== null,
    isEmpty: async () => (await readOnce(database.engine, somethingRead)).length === 0,
    lastActivity: (now) => lastActivity(database.engine, now),
    problems: async () => {
      // The files are looked at where they are imported.
      if (database.engine.speaks === "clickhouse") return [];
      const scope = { sources: model.sources, everyFile: true, signal: effects.signal };
      return (await checkMapping(here(), scope)).problems;
    },
    refresh: () =>
      transaction(database.engine, () =>
        derive(database.engine, model, { reader, signal: effects.signal, now: effects.now() }),
      ),
    writeStream: (source, how) => openStream(here(), source, how),
    streamStates: () => streamStates(database.engine, model),
    connection: (name) => readConnection(database.engine, name),
    undated: () => undatedRows(database.engine, model),
    noteConnection: (name, state) => writeConnection(database.engine, name, state),
    facts: (kind, when) => currentFacts(here(), { ...when, kind }),
    merge: (what, keys) => merge(here(), kindOf(model, what), keys),
    async remove(what, key, how) {
      const at = how?.at === undefined ? effects.now() : how.at;
      const erased = await remove(here(), { kind: kindOf(model, what), key, at, erase: how?.erase ?? false });
      if (erased !== null) await finishErasure(database);
      return erased;
    },
    restore: (what, key) => restore(here(), kindOf(model, what), key),
    recordReport: (report, about) =>
      transaction(database.engine, () => recordReport(database.engine, report, { ...about, now: effects.now() })),
    ledger: (filter) => listLedger(database.engine, filter ?? {}),
    status: async () => ({
      path: model.store,
      sources: await sourceStatus(database.engine, model),
      connections: await connectionStatus(database.engine, model),
      pendingLoads: await pendingLoads(database.engine),
      // What was never derived did not change since.
      outdated: (await readMeta(database.engine, "model")) !== null && (await isOutdated(here())),
      unfinished: await unfinishedSources(database.engine, model),
      rowsSince: database.rowsSince,
    }),
    publish: async () => database.publish?.(),
    close: () => database.close(),
  };
}

/** A store in ClickHouse is read there, and written into by way of a file. */
async function databaseOf(model: ProjectModel, options: StoreOptions): Promise<Database> {
  const { directory, store, writtenIn } = model;
  if (!isAddress(store)) return openDatabase(store, options);
  if (options.mode === "read") {
    const { openClickHouse } = await import("./clickhouse/open.ts");
    return openClickHouse(store, { effects: options.effects, directory });
  }
  const { openWorkingFile } = await import("./clickhouse/by-file.ts");
  return openWorkingFile(store, { ...options, directory, path: writtenIn });
}

/** A system without rows was read, too. */
const somethingRead = "SELECT 1 AS one FROM loads UNION ALL SELECT 1 FROM streams WHERE through IS NOT NULL LIMIT 1";

interface Context {
  readonly model: ProjectModel;
  readonly engine: Engine;
  readonly effects: Effects;
  readonly reader: SourceReader;
}

function kindOf({ kinds }: ProjectModel, what: KeyKind): string | null {
  if (what === "member") return null;
  if (kinds.includes(what.kind)) return what.kind;
  throw new SmacError("STORE_UNKNOWN_KIND", `the project has no “${what.kind}”: a key belongs to ${kindsText(kinds)}`, {
    hint: suggestion(what.kind, [...kinds, "member"]),
  });
}

function kindsText(kinds: readonly string[]): string {
  return `${kinds.map((kind) => `“${kind}”`).join(", ")} or “member”`;
}

async function pendingLoads(engine: Engine): Promise<number> {
  const derived = Number((await readMeta(engine, "derived_load")) ?? 0);
  const sql = "SELECT count(*) AS n FROM loads WHERE load_id > ?";
  const [row] = await readOnce<{ n: number }>(engine, sql, [{ type: "int", value: derived }]);
  return row?.n ?? 0;
}

async function isOutdated({ engine, model }: Context): Promise<boolean> {
  return (await readMeta(engine, "model")) !== modelHash(model);
}

async function currentFacts(context: Context, request: FactRequest): Promise<StoreFacts> {
  if ((await readMeta(context.engine, "model")) === null) {
    throw new SmacError("STORE_EMPTY", "nothing was imported into the store yet", { hint: "run `smac import`" });
  }
  if (await isOutdated(context)) {
    throw new SmacError("STORE_OUTDATED", "smac.yml says something else than when the store's facts were derived", {
      recovery: "retry",
      hint: "run `smac import`: files that did not change are not read again",
    });
  }
  return factsOf(context.engine, context.model, request);
}

async function merge(
  context: Context,
  kind: string | null,
  keys: { readonly from: string; readonly into: string },
): Promise<void> {
  const { engine, effects } = context;
  const space = keySpace(kind);
  await transaction(engine, async () => {
    await mergeKeys(engine, space, keys, effects.now());
    await afterKeys(context, kind, await groupOf(engine, space, keys.from));
  });
}

interface Removal {
  readonly kind: string | null;
  readonly key: string;
  readonly at: Instant | null;
  readonly erase: boolean;
}

async function remove(context: Context, { kind, key, at, erase }: Removal): Promise<Erasure | null> {
  const { engine, effects, model } = context;
  const space = keySpace(kind);
  return transaction(engine, async () => {
    const group = await groupOf(engine, space, key);
    if (!erase) {
      await deleteKey(engine, space, { key, at, now: effects.now() });
      await afterKeys(context, kind, group);
      return null;
    }
    await mustExist(engine, space, key);
    const erasure = await eraseKeys(engine, model, space, { keys: group, now: effects.now() });
    await rebuildActiveDays(engine, model, effects.signal);
    return erasure;
  });
}

async function restore(context: Context, kind: string | null, key: string): Promise<readonly string[]> {
  const { engine, effects } = context;
  const space = keySpace(kind);
  return transaction(engine, async () => {
    const group = await groupOf(engine, space, key);
    const actions = await restoreKey(engine, space, key, effects.now());
    await afterKeys(context, kind, group);
    return actions;
  });
}

/** What was known before is told from what is known after a change of keys, and the active days follow it. */
async function afterKeys(
  { engine, model, effects }: Context,
  kind: string | null,
  keys: readonly string[],
): Promise<void> {
  await writeMeta(engine, "keys_until", String(effects.now()));
  await newDataVersion(engine);
  await noteActivitySpan(engine);
  await updateDaysOfKeys(engine, model, { kind, keys }, effects.signal);
}
