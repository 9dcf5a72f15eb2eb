import type { Engine } from "../engines/engine.ts";

/** How far a question is. */
export interface QuestionProgress {
  /** Which of its statements runs, from 1. */
  readonly step: number;
  /** How far that statement is, 0 to 100; null when the engine cannot tell. */
  readonly percent: number | null;
}

/** Told how far a question is while a statement runs, and null when it has ended. */
export type OnProgress = (progress: QuestionProgress | null) => void;

const everyMilliseconds = 250;

/** Runs a statement and tells now and then how far it is. */
export async function watchedStatement<T>(
  { engine, step, onProgress }: { readonly engine: Engine; readonly step: number; readonly onProgress: OnProgress },
  run: () => Promise<T>,
): Promise<T> {
  const timer = setInterval(() => onProgress({ step, percent: engine.progress()?.percent ?? null }), everyMilliseconds);
  try {
    return await run();
  } finally {
    clearInterval(timer);
    onProgress(null);
  }
}
