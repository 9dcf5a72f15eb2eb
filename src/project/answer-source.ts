import type { Engine } from "../engines/duckdb/engine.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Report, Warning } from "../query/report.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { Ask } from "./ask.ts";
import type { MadeTables } from "./made-tables.ts";
import type { OnProgress } from "./question-progress.ts";

/** An answer with the statements that gave it, in order. */
export interface Answered<T> {
  readonly answer: T;
  readonly statements: readonly Fragment[];
}

/** A question, and the facts it is asked of. */
export interface Understood {
  readonly question: Question;
  readonly facts: Facts;
  /** What a careful reader should know about the facts. */
  readonly warnings?: readonly Warning[];
  /** Where an index of the facts may be kept; absent: nowhere, or not of this question. */
  readonly kept?: KeptIndex | undefined;
}

/** Where an index of a store's facts is kept. */
export interface KeptIndex {
  readonly file: string;
  /** What the facts are known by. */
  readonly data: string;
  /** How many active days there are. */
  days(): Promise<number>;
}

/** Where answers come from: an engine with facts in it, and how a question is understood. */
export interface AnswerSource {
  readonly engine: Engine;
  readonly signal?: AbortSignal | undefined;
  /** What questions leave for one another, while nobody writes. */
  readonly made?: MadeTables | undefined;
  /** Told how far a statement of a question is while it runs. */
  readonly onProgress?: OnProgress | undefined;
  /** The question and the facts it is asked of. */
  understand(ask: Ask): Promise<Understood>;
  /** Told what a careful reader should know, where the answer has no place for it. */
  note?(text: string): void;
  /** Another engine that has the same facts, to compare with, while `work` asks it; null: there is none. */
  beside?<T>(work: (other: AnswerSource | null) => Promise<T>): Promise<T>;
  /** Added to every report: how fresh each source is. */
  freshness?(): Promise<Report["freshness"]>;
}
