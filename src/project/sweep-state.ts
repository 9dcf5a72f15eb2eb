import { SmacError } from "../errors.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import type { Store } from "../store/store.ts";
import type { Instant } from "../time/instant.ts";
import type { AnswerSource, KeptIndex } from "./answer-source.ts";
import type { Ask } from "./ask.ts";
import { type Freshness, freshnessOf, throughFresh } from "./freshness.ts";
import { definitionNamed, kindOf, questionFor } from "./named-question.ts";
import { indexFile } from "./sweep-file.ts";
import { type SweepIndex, besideDefinition, buildIndex } from "./sweep-index.ts";
import { openSession } from "./session.ts";
import type { MemoryLimit } from "./sweep-input.ts";

/** By what questions are understood without the store, as long as it has the same data. */
export interface SweepState {
  readonly model: ProjectModel;
  /** What the facts are known by. */
  readonly data: string;
  readonly freshness: Freshness;
  /** When something happened last that was not in the future when this was told; null: nothing did. */
  readonly last: Instant | null;
}

/** What a store tells of itself; null: an older program wrote it, so that nothing can be kept of its facts. */
export async function sweepState(store: Store, model: ProjectModel, now: Instant): Promise<SweepState | null> {
  // Of servers' facts no index is kept beside the project: they count by themselves.
  if (store.engine.speaks === "clickhouse") return null;
  const data = await store.dataVersion();
  if (data === null) return null;
  return { model, data, freshness: await freshnessOf(store, model), last: await store.lastActivity(now) };
}

/**
 * The question that is asked, where an index may answer it; null: only SQL can.
 *
 * @throws SmacError as asking does.
 */
export function sweptQuestion({ model, freshness }: SweepState, ask: Ask, clock: Instant): Question | null {
  const spec = definitionNamed(model, ask);
  const question = questionFor(model, spec, { ask: throughFresh(ask, freshness), kind: kindOf(model, spec), clock });
  return canBeKept(ask, question) ? question : null;
}

/** A report as the store's source tells it: with how fresh each source is. */
export function withFreshness(report: Report, { freshness: { sources } }: SweepState): Report {
  return sources.length === 0 ? report : { ...report, freshness: sources };
}

/** Where the index of a question is kept; undefined: it is of another moment's knowledge, or of some clusters only. */
export async function keptIndex(
  store: Store,
  model: ProjectModel,
  { ask, question }: { readonly ask: Ask; readonly question: Question },
): Promise<KeptIndex | undefined> {
  const keeps = store.engine.speaks === "duckdb" && canBeKept(ask, question);
  const data = keeps ? await store.dataVersion() : null;
  if (data === null) return undefined;
  return {
    data,
    file: indexFile(model.store, question, data),
    async days() {
      const [row] = await store.engine.rows<{ n: number }>("SELECT count(*) AS n FROM active_days");
      return Number(row?.n ?? 0);
    },
  };
}

function canBeKept(ask: Ask, question: Question): boolean {
  const plain = ask.asOf === undefined && Object.keys(besideDefinition(question)).length === 0;
  return plain && question.definition.unit !== "component";
}

/**
 * The index that answers a report, built anew.
 *
 * @throws SmacError `QUERY_NOT_SWEPT`.
 */
export async function reportIndex(source: AnswerSource, ask: Ask, limit: MemoryLimit): Promise<SweepIndex> {
  const { question, facts, kept } = await source.understand(ask);
  if (kept === undefined)
    throw new SmacError("QUERY_NOT_SWEPT", "the in-memory execution does not answer this question", {
      hint: "the engine's SQL does",
    });
  const session = openSession(source);
  return buildIndex(session, { question, facts, data: kept.data }, limit);
}
