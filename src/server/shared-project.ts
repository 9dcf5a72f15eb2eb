import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Effects } from "../effects.ts";
import { type Project, openProject } from "../project/open-project.ts";
import { notAsked } from "./problem.ts";
import { openQueue } from "./queue.ts";

/** What a turn gave, and what a careful reader should know of it. */
export interface Turned<T> {
  readonly value: T;
  readonly notes: readonly string[];
}

/** One project that all requests share, one after the other. */
export interface SharedProject {
  /** The folder of `smac.yml`, absolute. */
  readonly folder: string;
  /** The folder of the store, absolute. */
  storeFolder(): string;
  /** Changes whenever an answer may: with every load, merge, deletion and change of `smac.yml`. */
  version(): string;
  /** Asks the project something when it is one's turn; the signal stops waiting and the running statement. */
  read<T>(signal: AbortSignal, work: (project: Project) => Promise<T>): Promise<Turned<T>>;
  /** Holds the project until the work is done, and lets go of its store after it. */
  hold<T>(signal: AbortSignal, work: (project: Project) => Promise<T>): Promise<Turned<T>>;
  /** Waits for the running turn, and lets go of the store. */
  close(): Promise<void>;
}

const patience = { questions: 30_000, job: 2_000, holder: 24 * 3_600_000 };

/**
 * Opens the project in a folder for all requests; its store is opened when it is first needed.
 *
 * @throws SmacErrors with every problem of `smac.yml`.
 */
export async function shareProject(directory: string, effects: Effects): Promise<SharedProject> {
  const folder = resolve(effects.cwd, directory);
  const queue = openQueue();
  const turn = { signal: effects.signal, notes: [] as string[] };
  const around = {
    effects: {
      now: () => effects.now(),
      env: effects.env,
      cwd: effects.cwd,
      stdin: effects.stdin,
      stdout: effects.stdout,
      stderr: effects.stderr,
      get signal() {
        return turn.signal;
      },
    },
    note: (text: string) => void turn.notes.push(text),
    waitSeconds: 1,
    command: "smac serve",
  };
  let file = fileVersion(folder);
  let project = await openProject(folder, around);
  let store = project.model.store;
  let held = false;

  const storeStamp = (): string => ["", ".wal"].map((ending) => stamp(`${store}${ending}`)).join("\n");
  const current = async (): Promise<Project> => {
    const now = fileVersion(folder);
    if (now === file) return project;
    const changed = await openProject(folder, around).catch((error: unknown) => {
      throw notAsked(error);
    });
    await project.close();
    [project, file, store] = [changed, now, changed.model.store];
    return project;
  };
  const take = async <T>(
    signal: AbortSignal,
    wait: number,
    work: (project: Project) => Promise<T>,
  ): Promise<Turned<T>> => {
    const end = await queue.take(signal, wait);
    turn.signal = signal;
    turn.notes = [];
    const { notes } = turn;
    const before = storeStamp();
    try {
      try {
        return { value: await work(await current()), notes };
      } finally {
        // Who wrote holds the store against readers; the next question opens it for reading.
        if (storeStamp() !== before) await project.close();
      }
    } finally {
      turn.signal = effects.signal;
      end();
    }
  };
  return {
    folder,
    storeFolder: () => dirname(store),
    version: () => digest([fileVersion(folder), store, storeStamp()].join("\n")),
    read: (signal, work) => take(signal, held ? patience.job : patience.questions, work),
    hold: (signal, work) =>
      take(signal, patience.holder, async (opened) => {
        held = true;
        try {
          return await work(opened);
        } finally {
          held = false;
          await opened.close();
        }
      }),
    async close() {
      const end = await queue.take(new AbortController().signal, patience.questions);
      await project.close();
      end();
    },
  };
}

/** A short name of a text's content. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 27);
}

function fileVersion(folder: string): string {
  try {
    return digest(readFileSync(join(folder, "smac.yml"), "utf8"));
  } catch {
    return "none";
  }
}

/** Which file it is and when it was last written; the database writes its file with everything that changes. */
function stamp(path: string): string {
  const there = statSync(path, { throwIfNoEntry: false, bigint: true });
  return there === undefined ? "none" : `${there.ino} ${there.size} ${there.mtimeNs}`;
}
