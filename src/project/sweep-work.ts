import type { Question } from "../query/question.ts";
import { type IndexBytes, type PackedIndex, indexIn, packIndex } from "../sweep/index-file.ts";
import type { Part } from "../sweep/part.ts";
import { readIndex, saveIndex } from "./sweep-file.ts";
import type { SweepIndex, Told } from "./sweep-index.ts";
import { type SweptPart, readyPart, sweptPart } from "./swept-report.ts";

/** An index in memory that threads share, with what is told beside it. */
export interface HeldIndex {
  readonly about: string;
  readonly bytes: IndexBytes;
  readonly told: Told;
}

/** What a thread can be asked to do. */
export interface SweepTasks {
  /** Reads an index from its file; null: there is none of that, or it is damaged. */
  open(task: { readonly file: string; readonly about: string; readonly most: number }): HeldIndex | null;
  /** Packs an index and saves it. */
  save(task: { readonly file: string; readonly index: PackedIndex; readonly most: number }): HeldIndex;
  /** Keeps an index under a number; sweeps are of kept ones. */
  keep(task: { readonly number: number; readonly bytes: IndexBytes }): void;
  drop(task: { readonly number: number }): void;
  sweep(task: { readonly number: number; readonly question: Question; readonly part: Part }): SweptPart;
  /** Makes the next questions like that one quick. */
  ready(task: { readonly number: number; readonly question: Question; readonly part: Part }): void;
}

/** The tasks, with the indexes that are kept for them. */
export function sweepTasks(): SweepTasks {
  const kept = new Map<number, SweepIndex>();
  return {
    open({ file, about, most }) {
      const bytes = readIndex(file, { about, most });
      return bytes === null ? null : held(bytes);
    },
    save({ file, index, most }) {
      const bytes = packIndex(index);
      try {
        saveIndex(file, { bytes, most });
      } catch {
        // A full or protected disk only means that the next program builds it again.
      }
      return held(bytes);
    },
    keep({ number, bytes }) {
      kept.set(number, indexIn(bytes) as SweepIndex);
    },
    drop({ number }) {
      kept.delete(number);
    },
    sweep({ number, question, part }) {
      const index = kept.get(number);
      if (index === undefined) throw new Error("the index was let go of");
      return sweptPart(index, question, part);
    },
    ready({ number, question, part }) {
      const index = kept.get(number);
      if (index !== undefined) readyPart(index, question, part);
    },
  };
}

function held(bytes: IndexBytes): HeldIndex {
  const { about, told } = indexIn(bytes);
  return { about, bytes, told: told as Told };
}
