import { availableParallelism } from "node:os";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import type { PackedIndex } from "../sweep/index-file.ts";
import { isOfMoment } from "./sweep-index.ts";
import { type SweepThread, openThread } from "./sweep-threads.ts";
import type { HeldIndex, SweepTasks } from "./sweep-work.ts";
import { partsOf, sweptReport } from "./swept-report.ts";

/** Indexes in memory, swept by threads that share it; all together stay under a ceiling. */
export interface Shelf {
  /** The report a question asks for; null: no index of that, or of that moment, is held. */
  report(about: string, question: Question): Promise<Report | null>;
  /** Whether an index of that is held, of whatever moment. */
  has(about: string): boolean;
  /** Holds the index that lies in a file; false: there is none that is whole and of the question's moment. */
  open(file: string, about: string, question: Question): Promise<boolean>;
  /** Saves an index and holds it; false: it is above the ceiling by itself. */
  put(file: string, index: PackedIndex): Promise<boolean>;
  /** Lets go of all. */
  clear(): Promise<void>;
  readonly bytes: number;
  /** Lets go of all and ends the threads. */
  close(): Promise<void>;
}

interface OnShelf extends HeldIndex {
  readonly number: number;
}

type SweepTask = Parameters<SweepTasks["sweep"]>[0];

/** More threads than this wait for memory. */
const mostThreads = 4;

/** An empty shelf. `ceiling`: how many bytes all indexes may take; the one not asked for longest goes first. */
export function openShelf(ceiling: number): Shelf {
  const threads = Array.from({ length: Math.min(mostThreads, availableParallelism()) }, openThread);
  const files = openThread();
  const held = new Map<string, OnShelf>();
  let last = 0;
  let turn = 0;
  const sum = (): number => [...held.values()].reduce((bytes, one) => bytes + one.bytes.length, 0);
  const onAll = <T>(work: (thread: SweepThread) => Promise<T>): Promise<unknown> => Promise.all(threads.map(work));
  const drop = async (one: OnShelf): Promise<void> => {
    held.delete(one.about);
    await onAll((thread) => thread.do("drop", { number: one.number }));
  };
  const find = (about: string, question: Question): OnShelf | null => {
    const one = held.get(about);
    return one !== undefined && isOfMoment(one.told, question) ? one : null;
  };
  const add = async (index: HeldIndex): Promise<boolean> => {
    if (index.bytes.length > ceiling) return false;
    const before = held.get(index.about);
    if (before !== undefined) await drop(before);
    for (const one of held.values()) if (sum() + index.bytes.length > ceiling) await drop(one);
    const number = (last += 1);
    await onAll((thread) => thread.do("keep", { number, bytes: index.bytes }));
    held.set(index.about, { ...index, number });
    return true;
  };
  const clear = async (): Promise<void> => {
    for (const one of held.values()) await drop(one);
  };
  return {
    has: (about) => held.has(about),
    async report(about, question) {
      const one = find(about, question);
      if (one === null) return null;
      held.delete(about);
      held.set(about, one);
      const of = partsOf(question, threads.length);
      // What a thread keeps of its part it finds again; questions that cannot be parted go round.
      const first = of > 1 ? 0 : (turn += 1);
      const onParts = <T>(work: (thread: SweepThread, task: SweepTask) => Promise<T>): Promise<T[]> =>
        Promise.all(
          Array.from({ length: of }, (_, part) =>
            work(threads[(first + part) % threads.length] as SweepThread, {
              number: one.number,
              question,
              part: { part, of },
            }),
          ),
        );
      const parts = await onParts((thread, task) => thread.do("sweep", task));
      // Whoever looks at a trailing window looks at others next.
      if (question.definition.period.kind === "trailing")
        void onParts((thread, task) => thread.do("ready", task)).catch(() => undefined);
      return sweptReport(one.told, question, parts);
    },
    async open(file, about, question) {
      const index = await files.do("open", { file, about, most: ceiling });
      return index !== null && isOfMoment(index.told, question) && add(index);
    },
    put: async (file, index) => add(await files.do("save", { file, index, most: ceiling })),
    clear,
    get bytes() {
      return sum();
    },
    async close() {
      held.clear();
      await Promise.all([...threads, files].map((thread) => thread.close()));
    },
  };
}
