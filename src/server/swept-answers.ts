import { SmacError } from "../errors.ts";
import type { Ask } from "../project/ask.ts";
import type { Project } from "../project/open-project.ts";
import { indexFile, usualMemory } from "../project/sweep-file.ts";
import { aboutIndex } from "../project/sweep-index.ts";
import { openShelf } from "../project/sweep-shelf.ts";
import { type SweepState, sweptQuestion, withFreshness } from "../project/sweep-state.ts";
import type { Report } from "../query/report.ts";

/** Reports from memory, and what makes them possible in the background. */
export interface SweptAnswers {
  /** The report from memory; null: SQL has to answer. */
  report(state: SweepState, ask: Ask): Promise<Report | null>;
  /** Sees to it that reports like this come from memory; resolves when they do, or cannot. */
  want(state: SweepState, ask: Ask): Promise<void>;
  /** What was asked lately, the latest last. */
  readonly lately: readonly Ask[];
  /** Stops what is being made, and lets go of the memory: nothing is held of a store that is not. */
  release(): Promise<void>;
  close(): Promise<void>;
}

/** What reports from memory are made over. */
export interface SweptAround {
  readonly now: () => number;
  /** Bytes that all indexes may take; default: a quarter of the machine's. */
  readonly ceiling?: number | undefined;
  /** A turn beside others, with the store. */
  readonly turn: <T>(signal: AbortSignal, work: (project: Project) => Promise<T>) => Promise<T>;
}

/** So many definitions are made ready again after the data changed. */
const mostLately = 4;

/** Nothing in memory yet. */
export function openSweptAnswers({ now, ceiling = usualMemory(), turn }: SweptAround): SweptAnswers {
  const shelf = openShelf(ceiling);
  const lately = new Map<string, Ask>();
  /** What cannot be: above the ceiling, or of no use to try again with these data. */
  const refused = new Set<string>();
  const wanted = new Map<string, { readonly state: SweepState; readonly ask: Ask }>();
  let making: Promise<void> | null = null;
  let stop = new AbortController();

  const make = async (signal: AbortSignal, about: string, state: SweepState, ask: Ask): Promise<void> => {
    const question = sweptQuestion(state, ask, now());
    if (question === null) return;
    const file = indexFile(state.model.store, question, state.data);
    const isHeld = await turn(signal, async (project) => {
      // The data may have become others while it waited for its turn.
      if ((await project.sweepState())?.data !== state.data) return true;
      if (await shelf.open(file, about, question)) return true;
      return shelf.put(file, await project.sweepIndex(ask, { bytes: ceiling }));
    });
    if (!isHeld) refused.add(about);
  };
  const makeAll = async (signal: AbortSignal): Promise<void> => {
    for (let next = wanted.entries().next(); next.done !== true && !signal.aborted; next = wanted.entries().next()) {
      const [about, { state, ask }] = next.value;
      wanted.delete(about);
      try {
        await make(signal, about, state, ask);
      } catch (error) {
        if (!(error instanceof SmacError) || error.recovery === "fix-input") refused.add(about);
      }
    }
    if (stop.signal === signal) making = null;
  };
  const release = async (): Promise<void> => {
    stop.abort();
    wanted.clear();
    refused.clear();
    await making;
    stop = new AbortController();
    making = null;
    await shelf.clear();
  };
  return {
    get lately() {
      return [...lately.values()];
    },
    async report(state, ask) {
      const question = sweptQuestion(state, ask, now());
      if (question === null) return null;
      const report = await shelf.report(aboutIndex(question, state.data), question);
      if (report !== null) remember(lately, aboutIndex(question, ""), ask);
      return report === null ? null : withFreshness(report, state);
    },
    async want(state, ask) {
      const question = sweptQuestion(state, ask, now());
      if (question === null) return;
      const about = aboutIndex(question, state.data);
      remember(lately, aboutIndex(question, ""), ask);
      // A question about another moment does not take the place of what is asked now.
      if (refused.has(about) || (ask.now !== undefined && shelf.has(about))) return;
      wanted.set(about, { state, ask });
      making ??= makeAll(stop.signal);
      await making;
    },
    release,
    async close() {
      await release();
      await shelf.close();
    },
  };
}

function remember(lately: Map<string, Ask>, about: string, ask: Ask): void {
  lately.delete(about);
  lately.set(about, ask);
  const oldest = lately.keys().next().value;
  if (lately.size > mostLately && oldest !== undefined) lately.delete(oldest);
}
