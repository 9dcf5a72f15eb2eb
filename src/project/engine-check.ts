import { type CellCount, assemble } from "../query/assemble.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Report } from "../query/report.ts";
import { placesOf } from "../sweep/places.ts";
import { sweep } from "../sweep/sweep.ts";
import { askReport } from "./ask-report.ts";
import { groupCounts } from "./ask-groups.ts";
import { type Prepared, type Session, prepare } from "./prepare.ts";
import { sweepInput } from "./sweep-input.ts";

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
  const bySweep = await sweptReport(session, question, facts);
  const [left, right] = [numbersOf(bySql), numbersOf(bySweep)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const differences = names.flatMap((name) => {
    const [a, b] = [left.get(name), right.get(name)];
    return Object.is(a, b) ? [] : [`${name}: ${String(a)} by SQL, ${String(b)} in memory`];
  });
  return { executions: ["DuckDB SQL", "in-memory sweep"], numbers: names.length, differences };
}

/** The rows, totals and what was left aside of a report, by the sweep in memory. */
export async function sweptReport(
  session: Session,
  question: Question,
  facts: Facts,
): Promise<Pick<Report, "rows" | "totals" | "unattributed">> {
  const prepared = await prepare(session, question, facts, "days");
  const counts = await sweptCounts(session, prepared);
  const single = (part: string) => Number(counts.find((c) => c.part === part)?.n ?? 0n);
  const grid = {
    definition: question.definition,
    periods: prepared.periods.filter((p) => p.reported),
    daysSoFar: new Map(prepared.periods.map((p) => [p.index, p.daysSoFar])),
    stages: prepared.stages
      .map((name, index) => ({ name, number: index + 1 }))
      .filter(({ number }) => prepared.heldStages.has(number)),
    products: prepared.scope.tally.products,
  };
  return {
    ...assemble(grid, counts),
    unattributed: { activities: single("unattributed"), clusters_without_stage: single("stageless") },
  };
}

async function sweptCounts(session: Session, prepared: Prepared): Promise<readonly CellCount[]> {
  const { definition } = prepared.setting.question;
  // Groups of an interaction are joined in memory by either execution.
  if (definition.unit === "component") return groupCounts(session, prepared);
  const { input, products } = await sweepInput(session, prepared);
  const window = definition.period.kind === "trailing" ? definition.period.days : null;
  const told = prepared.scope.tally.products.map((name) => products.indexOf(name));
  const counts = sweep(input, { definition, places: placesOf(prepared.periods, window), products: told });
  return counts.map(({ product, n, ...count }) => ({
    ...count,
    by: definition.unit === "combination" ? [] : count.by,
    product: product < 0 ? null : (products[product] ?? null),
    n: BigInt(n),
  }));
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
