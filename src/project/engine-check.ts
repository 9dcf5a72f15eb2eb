import type { Explained } from "../query/explain.ts";
import type { Question } from "../query/question.ts";
import type { Explanation, Report } from "../query/report.ts";
import type { TimelinePeriod } from "../query/timeline.ts";
import { packIndex } from "../sweep/index-file.ts";
import { addsUp } from "../sweep/part.ts";
import type { Period } from "../time/calendar.ts";
import type { Understood } from "./answer-source.ts";
import { askExplain, isExplainable, plain } from "./ask-explain.ts";
import { askReport } from "./ask-report.ts";
import { prepare } from "./prepare.ts";
import type { Session } from "./session.ts";
import { type SweepIndex, buildIndex, openedIndex } from "./sweep-index.ts";
import { clusterNames, explainedBySweep, sharesBySql, sharesBySweep } from "./swept-lists.ts";
import { partsOf, readyPart, sweptPart, sweptReport } from "./swept-report.ts";

/** What comparing the executions of one question found. */
export interface EngineCheck {
  /** The executions that were compared, the first with each other one; where there is but one, nothing was. */
  readonly executions: readonly string[];
  /** How many numbers were compared: those of the report, what each cluster adds to the last of them, and the parts of its change. */
  readonly numbers: number;
  /** Where they differ, a sentence each; empty: nowhere. */
  readonly differences: readonly string[];
}

type Numbers = ReadonlyMap<string, unknown>;

/** A question to an engine, and the facts there that it is asked of. */
export interface AskedEngine extends Pick<Understood, "question" | "facts"> {
  readonly session: Session;
}

/** All numbers of an execution, by what they are of. */
interface Told {
  readonly by: string;
  readonly numbers: ReadonlyMap<string, Numbers>;
}

/** What lists and the change are asked of; null: there is none of it. */
interface Last {
  readonly period: TimelinePeriod | null;
  readonly change: { readonly from: Period; readonly to: Period } | null;
}

/**
 * Answers a question by every execution there is, and compares all their numbers.
 * `beside` is another engine that has the same facts.
 */
export async function engineCheck(asked: AskedEngine, beside: AskedEngine | null): Promise<EngineCheck> {
  const { told: first, last } = await bySql(asked);
  const others = [
    ...(beside === null ? [] : [(await bySql(beside)).told]),
    // Groups of an interaction are not swept.
    ...(asked.question.definition.unit === "component" ? [] : [await bySweep(asked, last)]),
  ];
  const checks = others.map((other) => compared(first, other));
  return {
    executions: [first, ...others].map(({ by }) => by),
    numbers: checks.reduce((sum, { numbers }) => sum + numbers, 0),
    differences: checks.flatMap(({ differences }) => differences),
  };
}

/** Where an execution tells a number that another does not, or another number; only what both were asked is compared. */
function compared(left: Told, right: Told): Omit<EngineCheck, "executions"> {
  const checks = [...right.numbers].map(([what, theirs]) => {
    const ours = left.numbers.get(what === anyWindow ? "" : what) ?? new Map<string, unknown>();
    const names = [...new Set([...ours.keys(), ...theirs.keys()])];
    const differences = names.flatMap((name) => {
      const [a, b] = [ours.get(name), theirs.get(name)];
      return Object.is(a, b) ? [] : [`${what}${name}: ${String(a)} by ${left.by}, ${String(b)} by ${right.by}`];
    });
    return { numbers: names.length, differences };
  });
  return {
    numbers: checks.reduce((sum, { numbers }) => sum + numbers, 0),
    differences: checks.flatMap(({ differences }) => differences),
  };
}

const [anyWindow, lists, change] = ["any window: ", "the lists: ", "the change: "];

async function bySql({ session, question, facts }: AskedEngine): Promise<{ readonly told: Told; readonly last: Last }> {
  const numbers = new Map([["", numbersOf(await askReport(session, question, facts))]]);
  const told = { by: session.engine.speaks === "duckdb" ? "DuckDB SQL" : "ClickHouse SQL", numbers };
  const none = { period: null, change: null };
  if (!addsUp(question.definition)) return { told, last: none };
  const prepared = await prepare(session, plainly(question), facts, false);
  const reported = prepared.periods.filter((period) => period.reported);
  const period = reported.at(-1);
  if (period === undefined) return { told, last: none };
  numbers.set(lists, await sharesBySql(session, prepared, period));
  const [from, to] = reported.filter(({ complete }) => complete).slice(-2);
  if (from === undefined || to === undefined || !isExplainable(question.definition))
    return { told, last: { period, change: null } };
  const about = { from: from.whole, to: to.whole };
  const ungrouped = { ...question, definition: { ...question.definition, by: [] } };
  numbers.set(change, partsOfChange(await askExplain(session, ungrouped, facts, about)));
  return { told, last: { period, change: about } };
}

/** By the sweep in memory, from an index as it would lie in a file. */
async function bySweep({ session, question, facts }: AskedEngine, last: Last): Promise<Told> {
  const built = await buildIndex(session, { question, facts, data: "" });
  const names = await clusterNames(session);
  const index = openedIndex(packIndex(built), built.about);
  if (index === null) throw new Error("an index that was just packed cannot be unpacked");
  const { definition } = question;
  const numbers = new Map([["", numbersOf(inMemory(index, question))]]);
  if (definition.period.kind === "trailing") numbers.set(anyWindow, numbersOf(ofAnyWindow(index, question)));
  if (last.period !== null) numbers.set(lists, sharesBySweep(index, plainly(question), { period: last.period, names }));
  if (last.change !== null) {
    const explained = { ...question, definition: plain(definition) };
    numbers.set(change, partsOfChange(explainedBySweep(index, explained, { ...last.change, names })));
  }
  return { by: "in-memory sweep", numbers };
}

function plainly(question: Question): Question {
  return { ...question, definition: { ...question.definition, over: "none" } };
}

/** The report in parts as threads would share the work. */
function inMemory(index: SweepIndex, question: Question): Report {
  const of = partsOf(question, 3);
  const parts = Array.from({ length: of }, (_, part) => sweptPart(index, question, { part, of }));
  return sweptReport(index.told, question, parts);
}

/** The same report as it is answered when other windows over the same days were asked for before. */
function ofAnyWindow(index: SweepIndex, question: Question): Report {
  const of = partsOf(question, 3);
  for (let part = 0; part < of; part++) readyPart(index, question, { part, of });
  return inMemory(index, question);
}

/** The parts of a change, and what each cluster adds to them. */
function partsOfChange({
  count,
  rate,
  clusters,
}: Pick<Explanation, "count" | "rate" | "clusters"> | Explained): Numbers {
  const parts = (what: string, of: object | null): [string, unknown][] =>
    Object.entries(of ?? {}).map(([name, value]) => [`${what} ${name}`, value]);
  const each = Object.entries(clusters).flatMap(([part, shares]) => parts(part, shares));
  return new Map([...parts("count", count), ...parts("rate", rate), ...each]);
}

/** Every number of a report by its place. */
function numbersOf({ rows, totals, unattributed }: Pick<Report, "rows" | "totals" | "unattributed">): Numbers {
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
