import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import { packIndex } from "../sweep/index-file.ts";
import { askReport } from "./ask-report.ts";
import type { Session } from "./prepare.ts";
import { buildIndex, openedIndex } from "./sweep-index.ts";
import { partsOf, sweptPart, sweptReport } from "./swept-report.ts";

/** What comparing the executions of one question found. */
export interface EngineCheck {
  /** The executions that were compared, the first with each other one. */
  readonly executions: readonly string[];
  /** How many numbers were compared. */
  readonly numbers: number;
  /** Where they differ, a sentence each; empty: nowhere. */
  readonly differences: readonly string[];
}

/** Answers a question by every execution there is, and compares all their numbers. */
export async function engineCheck(session: Session, question: Question, facts: Facts): Promise<EngineCheck> {
  const bySql = await askReport(session, question, facts);
  const bySweep = await reportInMemory(session, question, facts);
  if (bySweep === null) return { executions: ["DuckDB SQL"], numbers: numbersOf(bySql).size, differences: [] };
  const [left, right] = [numbersOf(bySql), numbersOf(bySweep)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const differences = names.flatMap((name) => {
    const [a, b] = [left.get(name), right.get(name)];
    return Object.is(a, b) ? [] : [`${name}: ${String(a)} by SQL, ${String(b)} in memory`];
  });
  return { executions: ["DuckDB SQL", "in-memory sweep"], numbers: names.length, differences };
}

/** The report by the sweep in memory, from an index as it would lie in a file; where groups are counted, null. */
async function reportInMemory(session: Session, question: Question, facts: Facts): Promise<Report | null> {
  // Groups of an interaction are joined in memory by either execution.
  if (question.definition.unit === "component") return null;
  const built = await buildIndex(session, { question, facts, data: "" });
  const opened = openedIndex(packIndex(built), built.about);
  if (opened === null) throw new Error("an index that was just packed cannot be unpacked");
  // As threads would share the work.
  const of = partsOf(question, 3);
  const parts = Array.from({ length: of }, (_, part) => sweptPart(opened, question, { part, of }));
  return sweptReport(opened.told, question, parts);
}

/** Every number of a report by its place. */
function numbersOf({
  rows,
  totals,
  unattributed,
}: Pick<Report, "rows" | "totals" | "unattributed">): ReadonlyMap<string, unknown> {
  const of = (where: readonly unknown[], counts: object): [string, unknown][] =>
    Object.entries(counts).flatMap(([name, value]) =>
      typeof value === "object" && value !== null ? [] : [[`${where.filter(Boolean).join(" ")} ${name}`, value]],
    );
  const cells = [
    ...rows.flatMap(({ period, stage, by, product, ...counts }) =>
      of([period.start, stage, Object.keys(by).length > 0 ? JSON.stringify(by) : "", product], counts),
    ),
    ...totals.flatMap(({ period, ...counts }) => of([period.start, "total"], counts)),
    ...of([], unattributed),
  ];
  return new Map(cells);
}
