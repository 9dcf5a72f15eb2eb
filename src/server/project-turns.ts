import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Effects } from "../effects.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Project } from "../project/open-project.ts";
import type { SweepState } from "../project/sweep-state.ts";
import { type AboutTurns, openAboutTurns } from "./about-turns.ts";
import { askedAbout } from "./asked-about.ts";
import { notAsked } from "./problem.ts";
import { type Queue, openQueue } from "./queue.ts";
import { type Slots, type Turned, openSlots } from "./slots.ts";

const patience = { questions: 30_000, job: 2_000, holder: 24 * 3_600_000 };
/** More statements at once only share the machine. */
const mostBeside = 4;

type Work<T> = (project: Project) => Promise<T>;

/** What a turn that changes the project's own files does before its work, and when that fails. */
export interface Renewing {
  /** Writes `smac.yml`, which is read again then. */
  readonly before?: () => Promise<void>;
  /** Takes it back, in the same turn; `letGo`: lets go of the store. */
  readonly undo?: (turn: {
    readonly run: <T>(work: (project: Project) => Promise<T>) => Promise<T>;
    readonly letGo: () => Promise<void>;
  }) => Promise<void>;
}

/** The version that was found to need no writing, so that questions about it run side by side. */
interface Settled {
  readonly version: string;
  readonly state: SweepState | null;
}

/** Turns with one project: questions about what is settled side by side, all else alone. */
export class ProjectTurns {
  private readonly folder: string;
  private readonly effects: Effects;
  private readonly queue: Queue = openQueue(mostBeside);
  private readonly alike: AboutTurns = openAboutTurns();
  /** Done before a turn alone: lets go of what is held of the store. */
  private readonly beforeAlone: () => Promise<void>;
  private slots: Slots;
  private file: string;
  private settled: Settled | null = null;
  private held = false;
  /** The version when the last turn alone ended. */
  private left = "";

  constructor(
    folder: string,
    effects: Effects,
    about: { readonly slots: Slots; readonly beforeAlone: () => Promise<void> },
  ) {
    this.folder = folder;
    this.effects = effects;
    this.slots = about.slots;
    this.beforeAlone = about.beforeAlone;
    this.file = fileVersion(folder);
  }

  /** What smac.yml said when it was last read. */
  get model(): ProjectModel {
    return this.slots.first.model;
  }

  /** The database file. */
  get store(): string {
    return this.model.store;
  }

  /** Changes with every load, merge, deletion and change of `smac.yml`; of a store on a server, with those made here and with the quarter of an hour. */
  version(): string {
    const isFile = !this.store.includes("://");
    const quarter = isFile ? "" : String(Math.floor(this.effects.now() / 900_000_000));
    const files = ["", ".wal"].map((ending) => stamp(`${this.model.writtenIn}${ending}`));
    return digest([fileVersion(this.folder), this.store, quarter, ...files].join("\n"));
  }

  /** By what questions are understood without the store; null: they need it. */
  state(): SweepState | null {
    return this.settled?.version === this.version() ? this.settled.state : null;
  }

  async read<T>(signal: AbortSignal, work: Work<T>): Promise<Turned<T>> {
    // Before the turn beside others, of which there are few: who waits for others about the same takes none from anybody.
    const endAbout = this.isSettled() ? await this.alike.take(signal) : () => undefined;
    try {
      if (this.isSettled()) {
        const end = await this.queue.take(signal, this.wait(), "beside");
        try {
          if (this.isSettled()) return await this.slots.run(signal, work);
        } finally {
          end();
        }
      }
    } finally {
      endAbout();
    }
    return this.alone(signal, work);
  }

  /** A turn beside others, whatever else waits for none. */
  async beside<T>(signal: AbortSignal, work: Work<T>): Promise<T> {
    const end = await this.queue.take(signal, patience.questions, "beside");
    try {
      // Not with the tables of the question that it is to help.
      return (await askedAbout.run(null, () => this.slots.run(signal, work))).value;
    } finally {
      end();
    }
  }

  async hold<T>(signal: AbortSignal, work: Work<T>, { before, undo }: Renewing = {}): Promise<Turned<T>> {
    await this.beforeAlone();
    const end = await this.queue.take(signal, patience.holder);
    try {
      this.held = true;
      await before?.();
      await this.renew();
      return await this.slots.run(signal, work);
    } catch (error) {
      // Not stopped by what stopped the work.
      const never = new AbortController().signal;
      await undo?.({
        run: async (work) => (await this.slots.run(never, work)).value,
        letGo: () => this.slots.release(),
      });
      throw error;
    } finally {
      await this.renew().catch(() => undefined);
      this.held = false;
      this.left = this.version();
      end();
    }
  }

  async close(): Promise<void> {
    const end = await this.queue.take(new AbortController().signal, patience.questions);
    await this.slots.release();
    end();
  }

  /** Whether nothing has to be written before questions are answered. */
  private isSettled(): boolean {
    return this.settled?.version === this.version();
  }

  private wait(): number {
    return this.held ? patience.job : patience.questions;
  }

  private async alone<T>(signal: AbortSignal, work: Work<T>): Promise<Turned<T>> {
    await this.beforeAlone();
    const end = await this.queue.take(signal, this.wait());
    try {
      if (this.left !== this.version()) await this.renew();
      return await this.settling(signal, work);
    } finally {
      this.left = this.version();
      end();
    }
  }

  private async settling<T>(signal: AbortSignal, work: Work<T>): Promise<Turned<T>> {
    const before = this.version();
    try {
      return await this.slots.run(signal, async (project) => {
        const value = await work(project);
        if (this.version() === before) this.settled = await settledAs(project, before);
        return value;
      });
    } finally {
      // Who wrote holds the store against readers; the next question opens it for reading.
      if (this.version() !== before) await this.renew();
    }
  }

  /** Lets go of the store, and reads `smac.yml` again where it changed. Nobody else has a turn. */
  private async renew(): Promise<void> {
    this.settled = null;
    await this.slots.release();
    const now = fileVersion(this.folder);
    if (now === this.file) return;
    this.slots = await openSlots(this.folder, this.effects).catch((error: unknown) => {
      throw notAsked(error);
    });
    this.file = now;
  }
}

async function settledAs(project: Project, version: string): Promise<Settled | null> {
  if (!(await project.isSettled().catch(() => false))) return null;
  return { version, state: await project.sweepState() };
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
