import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Explanation, Report } from "../query/report.ts";
import type { Explained } from "../query/explain.ts";
import { packIndex } from "../sweep/index-file.ts";
import { addsUp } from "../sweep/part.ts";
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

/** Answers a question by every execution there is, and compares all their numbers. */
export async function engineCheck(session: Session, question: Question, facts: Facts): Promise<EngineCheck> {
  const { definition } = question;
  // Groups of an interaction are not swept.
  if (definition.unit === "component") return { executions: [sqlOf(session)], numbers: 0, differences: [] };
  const bySql = await askReport(session, question, facts);
  const built = await buildIndex(session, { question, facts, data: "" });
  const opened = openedIndex(packIndex(built), built.about);
  if (opened === null) throw new Error("an index that was just packed cannot be unpacked");
  const checks = [
    compared("", numbersOf(bySql), numbersOf(inMemory(opened, question))),
    ...(definition.period.kind === "trailing"
      ? [compared("any window: ", numbersOf(bySql), numbersOf(ofAnyWindow(opened, question)))]
      : []),
    ...(await listsCompared(session, { question, facts, index: opened })),
  ];
  return {
    executions: [sqlOf(session), "in-memory sweep"],
    numbers: checks.reduce((sum, { numbers }) => sum + numbers, 0),
    differences: checks.flatMap(({ differences }) => differences),
  };
}

function sqlOf({ engine }: Session): string {
  return engine.speaks === "duckdb" ? "DuckDB SQL" : "ClickHouse SQL";
}

function compared(what: string, left: Numbers, right: Numbers): Omit<EngineCheck, "executions"> {
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const differences = names.flatMap((name) => {
    const [a, b] = [left.get(name), right.get(name)];
    return Object.is(a, b) ? [] : [`${what}${name}: ${String(a)} by SQL, ${String(b)} in memory`];
  });
  return { numbers: names.length, differences };
}

/** The report by the sweep in memory, from an index as it would lie in a file, in parts as threads would share the work. */
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

interface Checked {
  readonly question: Question;
  readonly facts: Facts;
  readonly index: SweepIndex;
}

/** The lists of the last period, and why it changed, by both. */
async function listsCompared(session: Session, { question, facts, index }: Checked) {
  const { definition } = question;
  if (!addsUp(definition)) return [];
  const names = await clusterNames(session);
  const plainly = { ...question, definition: { ...definition, over: "none" as const } };
  const prepared = await prepare(session, plainly, facts, false);
  const reported = prepared.periods.filter((period) => period.reported);
  const last = reported.at(-1);
  if (last === undefined) return [];
  const bySql = await sharesBySql(session, prepared, last);
  const lists = compared("the lists: ", bySql, sharesBySweep(index, plainly, { period: last, names }));
  const [from, to] = reported.filter(({ complete }) => complete).slice(-2);
  if (from === undefined || to === undefined || !isExplainable(definition)) return [lists];
  const about = { from: from.whole, to: to.whole };
  const explained = await askExplain(session, { ...question, definition: { ...definition, by: [] } }, facts, about);
  const swept = explainedBySweep(index, { ...question, definition: plain(definition) }, { ...about, names });
  return [lists, compared("the change: ", partsOfChange(explained), partsOfChange(swept))];
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
