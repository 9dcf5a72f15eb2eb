import type { Effects } from "../effects.ts";
import { type Project, openProject } from "../project/open-project.ts";

import { notAsked } from "./problem.ts";

/** What a turn gave, and what a careful reader should know of it. */
export interface Turned<T> {
  readonly value: T;
  readonly notes: readonly string[];
}

/** The same project opened several times, so that questions run side by side: each has tables of its own. */
export interface Slots {
  /** One that is opened, for what `smac.yml` says. */
  readonly first: Project;
  /** Does work with one that is free; the signal stops its statements. */
  run<T>(signal: AbortSignal, work: (project: Project) => Promise<T>): Promise<Turned<T>>;
  /** Lets go of the store in all that are free. */
  release(): Promise<void>;
}

interface Slot {
  readonly project: Project;
  readonly turn: { signal: AbortSignal; notes: string[] };
}

/**
 * Opens the project in a folder, and again whenever all are taken.
 *
 * @throws SmacErrors with every problem of `smac.yml`.
 */
export async function openSlots(folder: string, effects: Effects): Promise<Slots> {
  const open = async (): Promise<Slot> => {
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
      orNothing: true,
      command: "smac serve",
    };
    return { project: await openProject(folder, around), turn };
  };
  const first = await open();
  const free = [first];
  return {
    first: first.project,
    async run(signal, work) {
      const slot =
        free.pop() ??
        (await open().catch((error: unknown) => {
          throw notAsked(error);
        }));
      const notes: string[] = [];
      Object.assign(slot.turn, { signal, notes });
      try {
        return { value: await work(slot.project), notes };
      } finally {
        slot.turn.signal = effects.signal;
        free.push(slot);
      }
    },
    async release() {
      for (const { project } of free) await project.close();
    },
  };
}
