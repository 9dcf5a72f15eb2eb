import { SmacError } from "../errors.ts";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import type { Understood } from "./answer-source.ts";
import { askReport } from "./ask-report.ts";
import type { Session } from "./session.ts";
import { savedIndex, sweepIndex, usualMemory } from "./sweep-file.ts";
import { type SweepIndex, buildIndex } from "./sweep-index.ts";
import { indexedReport } from "./swept-report.ts";

/**
 * By which execution a report is counted: the engine's SQL, the sweep in memory,
 * or (`auto`) the sweep where an index is kept, or where SQL would take long.
 * The numbers are the same.
 */
export type ReportEngine = "sql" | "sweep" | "auto";

/** From so many active days on, points day by day take SQL longer than making an index of them. */
const manyDays = 1_000_000;

/**
 * The report by an execution. `note` is told when an index is made.
 *
 * @throws SmacError `QUERY_NOT_SWEPT` when the sweep is asked for and cannot answer.
 */
export async function reportBy(
  engine: ReportEngine,
  session: Session,
  understood: Understood,
  note: (text: string) => void,
): Promise<Report> {
  const { question, facts } = understood;
  const index = engine === "sql" ? null : await indexBy(engine, session, understood, note);
  return index === null ? askReport(session, question, facts) : indexedReport(index, question);
}

async function indexBy(
  engine: "sweep" | "auto",
  session: Session,
  { question, facts, kept }: Understood,
  note: (text: string) => void,
): Promise<SweepIndex | null> {
  if (question.definition.unit === "component") {
    if (engine === "auto") return null;
    throw new SmacError("QUERY_NOT_SWEPT", "groups of an interaction are not counted by the in-memory execution", {
      hint: "leave out --engine sweep",
    });
  }
  if (kept === undefined)
    return engine === "auto" ? null : buildIndex(session, { question, facts, data: "" }, { bytes: usualMemory() });
  const saved = savedIndex(question, kept);
  if (saved !== null) return saved;
  if (engine === "auto" && !(isDayByDay(question) && (await kept.days()) >= manyDays)) return null;
  try {
    note("making an index of the active days: the next reports of this definition use it");
    return await sweepIndex(session, { question, facts }, kept);
  } catch (error) {
    if (engine === "sweep" || !(error instanceof SmacError) || error.code !== "QUERY_NOT_SWEPT") throw error;
    return null;
  }
}

function isDayByDay({ definition: { period } }: Question): boolean {
  return period.kind === "trailing" || period.kind === "day";
}
