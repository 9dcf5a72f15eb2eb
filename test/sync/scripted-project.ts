import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Effects } from "../../src/effects.ts";
import { modelFrom } from "../../src/model/load.ts";
import type { System } from "../../src/model/connection.ts";
import type { ProjectModel } from "../../src/model/project-model.ts";
import type { Json } from "../../src/sources/kit/row.ts";
import type { Batch, Budget, OpenedSource, ReadRequest, StreamSpec } from "../../src/sources/kit/source.ts";
import { openStore } from "../../src/store/store.ts";
import type { Store } from "../../src/store/store.ts";
import { syncConnections } from "../../src/sync/sync.ts";
import type { OpenedConnection, SyncOptions, SyncReceipt } from "../../src/sync/sync-work.ts";

/** What a stream gives when it is read: batches, or an error to throw. */
export type Script = (request: ReadRequest) => AsyncGenerator<Batch, void, undefined>;

/** A project with one connection `books`, whose streams give what a test says. */
export interface ScriptedProject {
  readonly directory: string;
  /** The clock, in microseconds since 1970 UTC; every look moves it on by a microsecond. */
  now: number;
  readonly effects: Effects;
  readonly scripts: Record<string, Script>;
  readonly notes: string[];
  /** What the source says of itself. */
  timezone: string | null;
  budget: Budget | null;
  calls: number | null;
  openError: Error | null;
  /** Says something else in smac.yml. */
  yaml(text: string): void;
  model(): ProjectModel;
  opened(): OpenedConnection;
  store<T>(work: (store: Store) => Promise<T>): Promise<T>;
  sync(options?: SyncOptions): Promise<SyncReceipt>;
  /** The same with a store that is open. */
  syncInto(store: Store, options: SyncOptions): Promise<SyncReceipt>;
  /** The standing rows of a stream, by key, without empty cells. */
  standing(stream: string): Promise<Record<string, Record<string, string>>>;
  remove(): void;
}

/** Streams of the scripted system: invoices and contacts, and one with a key of two columns. */
export const scriptedStreams: readonly StreamSpec[] = [
  { name: "invoices", about: "", key: ["id"], columns: ["customer", "date"], needs: "" },
  { name: "contacts", about: "", key: ["id"], columns: ["name"], needs: "" },
  { name: "lines", about: "", key: ["sheet", "line"], columns: ["day"], needs: "" },
];

const meaning = `
clusters:
  customer: { from: contacts, key: id, name: name }
activities:
  invoice: { from: invoices, at: date, cluster: customer }
definitions:
  customers: { preset: customers }
`;

/** The system of scripted projects. */
export const scriptedSystem: System = {
  type: "scripted",
  aliases: [],
  title: "Scripted",
  settings: z.object({ organization: z.string().optional() }),
  streams: scriptedStreams,
  meaning: { yaml: meaning },
};

/** Batches that are simply there. */
export function batches(...all: readonly Batch[]): Script {
  return async function* () {
    yield* all;
  };
}

/** Batches, then trouble. */
export function failing(error: Error, ...all: readonly Batch[]): Script {
  return async function* () {
    yield* all;
    throw error;
  };
}

/** Makes such a project. */
export function scriptedProject(first = "sources:\n  books: { type: scripted }\n"): ScriptedProject {
  let yaml = first;
  const directory = mkdtempSync(join(tmpdir(), "smac-sync-"));
  const silent = { write: () => undefined, isTTY: false, columns: 80 };
  const project: ScriptedProject = {
    directory,
    now: Date.UTC(2026, 10, 1) * 1000,
    effects: {
      now: () => (project.now += 1),
      env: {},
      cwd: directory,
      stdin: process.stdin,
      stdout: silent,
      stderr: silent,
      signal: new AbortController().signal,
    },
    scripts: {},
    notes: [],
    timezone: null,
    budget: null,
    calls: null,
    openError: null,
    yaml: (text) => void (yaml = text),
    model: () => modelFrom(yaml, { file: join(directory, "smac.yml"), directory, systems: [scriptedSystem] }),
    opened() {
      if (project.openError !== null) throw project.openError;
      return { source: scriptedSource(project), streams: scriptedStreams };
    },
    async store(work) {
      const store = await openStore(project.model(), { mode: "create", effects: project.effects });
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
    syncInto: (store, options) => {
      const open = async () => project.opened();
      const context = { store, model: project.model(), effects: project.effects, open };
      return syncConnections({ ...context, note: (text) => void project.notes.push(text) }, options);
    },
    sync: (options = {}) => project.store((store) => project.syncInto(store, options)),
    standing: (stream) => project.store((store) => standingRows(store, `books.${stream}`)),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
  return project;
}

function scriptedSource(project: ScriptedProject): OpenedSource {
  return {
    async *check() {},
    calls: async () => project.calls,
    async *read(stream, request) {
      const script = project.scripts[stream.name];
      if (script !== undefined) yield* script(request);
    },
    timezone: async () => project.timezone,
    budget: () => project.budget,
    close: async () => undefined,
  };
}

/** The standing rows of a source, by key, without empty cells. */
export async function standingRows(store: Store, source: string): Promise<Record<string, Record<string, string>>> {
  const columns = await store.engine.rows<{ name: string; physical: string }>(
    "SELECT name, physical FROM source_columns WHERE source = ? ORDER BY position",
    [{ type: "text", value: source }],
  );
  // A stream of which nothing came has no table.
  if (columns.length === 0) return {};
  const rows = await store.engine.rows<Record<string, string | null>>(
    `SELECT * FROM "raw_${source}" WHERE _forgotten IS NULL`,
  );
  return Object.fromEntries(
    rows.map((row) => {
      const cells = columns.flatMap(({ name, physical }) => {
        const value = row[physical];
        return value === null || value === undefined ? [] : [[name, value]];
      });
      return [row["_key"] ?? "", Object.fromEntries(cells.filter(([name]) => name !== "_key"))];
    }),
  );
}

/** The cursor that a stream goes on from. */
export function cursorOf(project: ScriptedProject, stream: string): Promise<Json> {
  return project.store(async (store) => (await store.streamStates()).get(`books.${stream}`)?.cursor ?? null);
}
