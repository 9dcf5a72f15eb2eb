import { resolve } from "node:path";
import type { Effects } from "../effects.ts";
import { SmacError, SmacErrors } from "../errors.ts";
import type { System } from "../model/connection.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { withOneVersion } from "../compile/known.ts";
import type { Facts } from "../query/facts.ts";
import type { ImportOptions, ImportReceipt } from "../store/import-work.ts";
import type { LedgerFilter, Restatement } from "../store/ledger.ts";
import { withLittleMemory } from "../store/little-memory.ts";
import type { KeyKind, Store, StoreStatus } from "../store/store.ts";
import { isAddress } from "../text/clickhouse-address.ts";
import { chosenStreams } from "../sync/chosen-streams.ts";
import type { SyncPlan } from "../sync/plan.ts";
import type { ConnectionOpener, SyncOptions, SyncReceipt } from "../sync/sync-work.ts";
import type { AnswerSource } from "./answer-source.ts";
import type { Ask } from "./ask.ts";
import { excludedActivities, excludedFacts } from "./exclude.ts";
import { filterWarnings, filteredFacts } from "./filter.ts";
import { withCutDays } from "./cut-days.ts";
import { type DefinitionVersion, definitionVersions } from "./definition-versions.ts";
import { askEvidence } from "./evidence.ts";
import type { Evidence } from "../query/evidence.ts";
import { nothingKnown } from "./known-since.ts";
import type { ConnectionsAround } from "./connections.ts";
import { freshnessOf, throughSources } from "./freshness.ts";
import { definitionNamed, kindOf, questionFor } from "./named-question.ts";
import { recordDefinitions } from "./record.ts";
import { projectOpener } from "./sync.ts";
import { type Finding, checkStore } from "./check.ts";
import { modelIn, nothingToRead } from "./model-in.ts";
import { oneByOne } from "./one-by-one.ts";
import { besideServers } from "./beside-servers.ts";
import { type Mode, storeWhenNeeded } from "./opened-store.ts";
import { type Answers, type Understood, answersOver } from "./project.ts";
import type { OnProgress } from "./question-progress.ts";
import type { SweepIndex } from "./sweep-index.ts";
import type { MemoryLimit } from "./sweep-input.ts";
import { type SweepState, keptIndex, reportIndex, sweepState } from "./sweep-state.ts";
import type { Instant } from "../time/instant.ts";

/** What surrounds a project: the outside world, who is told of what happens, and how long to wait for the store. */
export interface ProjectAround {
  readonly effects: Effects;
  readonly note: (text: string) => void;
  /** Seconds to wait while another command holds the store; default 5. */
  readonly waitSeconds?: number | undefined;
  /** The command line, told to others that find the store held. */
  readonly command?: string | undefined;
  /** Whether a folder without smac.yml is a project that has nothing yet, instead of an error. */
  readonly orNothing?: boolean;
  /** Told how far a statement of a question is while it runs. */
  readonly onProgress?: OnProgress | undefined;
  /** Whether many questions will be asked of it, as by a server; default: few. */
  readonly asksOften?: boolean;
  /** Asks for the passphrase of the secrets; absent: nobody can be asked. */
  readonly askPassphrase?: ConnectionsAround["askPassphrase"];
  /** Systems beside those that come with the program, and how their connections are opened. */
  readonly systems?: readonly System[];
  readonly openConnection?: ConnectionOpener;
}

/** A project: its files, its store and its definitions. Close it when done. */
export interface Project extends Answers {
  readonly model: ProjectModel;
  /** Reads what is new in the files into the store, and records which numbers that changed. */
  import(options?: ImportOptions): Promise<readonly ImportReceipt[]>;
  /**
   * Reads what is new in the connected systems into the store, and records which
   * numbers that changed. Can be stopped at any moment: the next one goes on.
   *
   * @throws SmacError `SYNC_STOPPED`, `SYNC_NO_CONNECTIONS`, `SYNC_UNKNOWN_SOURCE`, `SYNC_UNKNOWN_STREAM`.
   */
  sync(options?: SyncOptions): Promise<SyncReceipt>;
  /** How many calls a sync would make; nothing is read or written. */
  planSync(options?: SyncOptions): Promise<SyncPlan>;
  /** What looks wrong in the data. */
  check(): Promise<readonly Finding[]>;
  /** Numbers that changed after they were first told. */
  ledger(filter?: LedgerFilter): Promise<readonly Restatement[]>;
  status(): Promise<StoreStatus>;
  /** What a cluster did in the period in focus, row by row as it was read. */
  evidence(ask: Ask, cluster: string): Promise<Evidence>;
  /** How a definition was written whenever its numbers were recorded; the present one first. */
  definitionVersions(name: string): Promise<readonly DefinitionVersion[]>;
  /** Whether questions only read the store: it is filled, and follows its files' last import and smac.yml. */
  isSettled(): Promise<boolean>;
  /** By what questions are understood without the store; null: nothing can be kept of its facts. */
  sweepState(): Promise<SweepState | null>;
  /**
   * The index that answers a report, built anew.
   *
   * @throws SmacError `QUERY_NOT_SWEPT` where there can be none.
   */
  sweepIndex(ask: Ask, limit: MemoryLimit): Promise<SweepIndex>;
  /** Whether nothing was ever read into the store. */
  isEmpty(): Promise<boolean>;
  /** When something happened last that is not in the future; null: nothing did. */
  lastActivity(): Promise<Instant | null>;
  merge(what: KeyKind, keys: { readonly from: string; readonly into: string }): Promise<void>;
  remove: Store["remove"];
  restore: Store["restore"];
  close(): Promise<void>;
}

/**
 * Opens the project in a folder. Its store is opened when it is first needed: for
 * reading by questions, for writing by imports. A project whose store was never
 * filled is imported first.
 *
 * @throws SmacErrors with every problem of `smac.yml` at once.
 */
export async function openProject(directory: string, around: ProjectAround): Promise<Project> {
  const folder = resolve(around.effects.cwd, directory);
  const model = modelIn(folder, around);
  const kept = storeWhenNeeded(model, around);
  const open = (mode: Mode): Promise<Store> => kept.open(mode);
  const record = (store: Store): Promise<void> =>
    recordDefinitions(store, model, {
      answers: (s) => answersOver(async () => sourceOf(s, model, around)),
      effects: around.effects,
    });
  const changed = async <T>(mode: Mode, work: (store: Store) => Promise<T>): Promise<T> => {
    const store = await open(mode);
    const result = await work(store);
    await store.publish();
    return result;
  };
  const importNow = (options: ImportOptions = {}): Promise<readonly ImportReceipt[]> =>
    changed("create", async (store) => {
      const receipts = await store.import(options);
      await record(store);
      return receipts;
    });
  const openConnection = around.openConnection ?? projectOpener(model, around);
  const ready = (): Promise<Store> => readable(open, { model, around, importNow });
  const source = async (): Promise<AnswerSource> => {
    const store = await ready();
    return {
      ...sourceOf(store, model, around),
      made: kept.made(store),
      beside: (work) =>
        besideServers(store, model, around, (file) => work(file === null ? null : sourceOf(file, model, around))),
    };
  };
  // Asked at once they take turns: their tables have the same names in one engine.
  const answers: Answers & Pick<Project, "sweepState" | "sweepIndex"> = oneByOne({
    ...answersOver(source),
    sweepState: async () => sweepState(await ready(), model, around.effects.now()),
    sweepIndex: async (ask, limit) => reportIndex(await source(), ask, limit),
  });
  return {
    ...answers,
    model,
    import: importNow,
    sync: async (options = {}) => {
      // What smac.yml does not name is refused before a store is made.
      chosenStreams(model, options);
      const { syncConnections } = await import("../sync/sync.ts");
      return changed("create", async (store) => {
        const receipt = await syncConnections({ ...around, store, model, open: openConnection }, options);
        await withLittleMemory(store.engine, () => record(store));
        return receipt;
      });
    },
    planSync: async (options = {}) => {
      const { planSync } = await import("../sync/plan.ts");
      const store = await existing(open);
      const context = { model, signal: options.signal ?? around.effects.signal, note: around.note };
      const states = (await store?.streamStates()) ?? new Map();
      const connection = async (name: string) => (await store?.connection(name)) ?? null;
      return planSync({ ...context, open: openConnection, states, connection }, options);
    },
    check: async () => {
      await refuseProblems(open);
      return checkStore(await ready(), model, around.effects.now());
    },
    ledger: async (filter) => (await ready()).ledger(filter),
    evidence: async (ask, cluster) => evidenceIn(await ready(), { model, around }, { ask, cluster }),
    definitionVersions: async (name) => definitionVersions(await ready(), model, { name, now: around.effects.now() }),
    isSettled: () => isSettled(open),
    status: async () => (await open("read")).status(),
    isEmpty: async () => (await filled(open)) === null,
    lastActivity: async () => (await filled(open))?.lastActivity(around.effects.now()) ?? null,
    merge: (what, keys) => changed("write", (store) => store.merge(what, keys)),
    remove: (what, key, options) => changed("write", (store) => store.remove(what, key, options)),
    restore: (what, key) => changed("write", (store) => store.restore(what, key)),
    close: () => kept.close(),
  };
}

/** The store, open for reading and up to date with `smac.yml`; filled first when it never was. */
async function readable(
  open: (mode: Mode) => Promise<Store>,
  about: {
    readonly model: ProjectModel;
    readonly around: ProjectAround;
    readonly importNow: () => Promise<unknown>;
  },
): Promise<Store> {
  const { model, around, importNow } = about;
  if (isAddress(model.store)) return onServers(await open("read"));
  const store = await filled(open);
  if (store === null) {
    if (model.sources.length === 0) throw nothingToRead(model);
    around.note("nothing was imported yet: reading the files first");
    await importNow();
    return open("write");
  }
  const unfinished = await store.unfinished();
  if (unfinished.length === 0 && (await store.isCurrent())) return store;
  const { outdated } = await store.status();
  if (unfinished.length > 0) return goneOn(store, { outdated, around, open, importNow });
  around.note(
    outdated
      ? "smac.yml changed since the last import: deriving the facts again"
      : "the last import was stopped before its end: deriving the facts from what it read",
  );
  const writer = await open("write");
  await writer.refresh();
  return writer;
}

/** A store on servers, as it is: who asks there may not be the one who fills it. */
async function onServers(store: Store): Promise<Store> {
  if ((await store.isCurrent()) || !(await store.status()).outdated) return store;
  throw new SmacError("STORE_OUTDATED", "smac.yml says something else than when the servers were filled", {
    recovery: "retry",
    hint: "run `smac import`: files that did not change are not read again, and what is other is copied to the servers",
  });
}

/**
 * After an import that did not come to its end, what was read may be a part:
 * numbers are those of before it, as long as smac.yml is; else it is gone on with.
 */
async function goneOn(
  store: Store,
  about: {
    readonly outdated: boolean;
    readonly around: ProjectAround;
    readonly open: (mode: Mode) => Promise<Store>;
    readonly importNow: () => Promise<unknown>;
  },
): Promise<Store> {
  const { outdated, around, open, importNow } = about;
  if (!outdated && (await store.hasFacts())) {
    around.note(
      "the last import did not come to its end: these are the numbers of before it; smac import goes on with it",
    );
    return store;
  }
  around.note("the last import did not come to its end: going on with it");
  await importNow();
  return open("write");
}

/** The store if anything was ever imported into it. */
async function filled(open: (mode: Mode) => Promise<Store>): Promise<Store | null> {
  const store = await existing(open);
  return store === null || (await store.isEmpty()) ? null : store;
}

async function isSettled(open: (mode: Mode) => Promise<Store>): Promise<boolean> {
  const store = await filled(open);
  return store !== null && (await store.unfinished()).length === 0 && (await store.isCurrent());
}

/** The store if there is one. */
async function existing(open: (mode: Mode) => Promise<Store>): Promise<Store | null> {
  try {
    return await open("read");
  } catch (error) {
    if (!(error instanceof SmacError) || error.code !== "STORE_MISSING") throw error;
    return null;
  }
}

/** Refuses to look at data when `smac.yml` and the files do not agree; a first import finds the same by itself. */
async function refuseProblems(open: (mode: Mode) => Promise<Store>): Promise<void> {
  const problems = (await (await filled(open))?.problems()) ?? [];
  if (problems.length > 0) throw new SmacErrors(problems);
}

async function evidenceIn(
  store: Store,
  { model, around }: { readonly model: ProjectModel; readonly around: ProjectAround },
  { ask, cluster }: { readonly ask: Ask; readonly cluster: string },
): Promise<Evidence> {
  return askEvidence(store.engine, await sourceOf(store, model, around).understand(ask, { origin: true }), cluster);
}

/** A store as a source of answers. */
function sourceOf(store: Store, model: ProjectModel, around: ProjectAround) {
  return {
    engine: store.engine,
    signal: around.effects.signal,
    note: around.note,
    onProgress: around.onProgress,
    /** `origin`: its activities say where they were read. */
    async understand(ask: Ask, { origin = false } = {}): Promise<Understood> {
      const spec = definitionNamed(model, ask);
      const kind = kindOf(model, spec);
      const clock = around.effects.now();
      const question = questionFor(model, spec, { ask: await throughSources(ask, store, model), kind, clock });
      const whole: Facts = await store.facts(kind, {
        asOf: ask.asOf === undefined ? null : question.asOf,
        now: question.asOf,
        origin,
      });
      const stored = await withCutDays(store.engine, whole, question);
      const names = { cluster: ["cluster", kind.toLowerCase()], member: ["member"] };
      const { exclude } = question.definition;
      const isWhole = exclude.length === 0 && (question.filter ?? []).length === 0;
      const facts = exclude.reduce(
        (left, predicate) => excludedFacts(excludedActivities(left, predicate, names), predicate, names),
        isWhole ? stored : withOneVersion(stored, question.asOf),
      );
      const warnings = ask.asOf === undefined ? [] : await nothingKnown(store, model, question.asOf);
      return {
        question,
        facts: filteredFacts(facts, question),
        warnings: [...warnings, ...filterWarnings(question)],
        kept: await keptIndex(store, model, { ask, question }),
      };
    },
    freshness: async () => (await freshnessOf(store, model)).sources,
  };
}
