import fc from "fast-check";
import type { Scenario } from "./arbitraries.ts";
import { printInstant, questionFlags } from "./arbitraries-files.ts";
import type { OracleQuestion } from "./history.ts";
import { askedPeriods } from "./oracle.ts";
import { type Period, previousPeriod } from "./oracle-range.ts";
import { printDay } from "./oracle-time.ts";

/** What a random comparison is drawn by. */
export interface ExplainDraw {
  readonly earlier: number;
  readonly later: number;
  readonly stageAt: "end" | "start";
  readonly denominator: "stage" | "all";
  /** Which of the instants in the history the earlier period was told at; null: it is not told again. */
  readonly told: number | null;
}

/** A change to explain, as the oracle and as the command line are asked. */
export interface ExplainQuestion {
  readonly question: OracleQuestion;
  readonly names: readonly [string, string];
  readonly asTold: OracleQuestion;
  readonly command: readonly string[];
}

/** Random choices of a comparison. */
export const explainDraws: fc.Arbitrary<ExplainDraw> = fc.record({
  earlier: fc.nat({ max: 99 }),
  later: fc.nat({ max: 99 }),
  stageAt: fc.constantFrom("end" as const, "end" as const, "start" as const),
  denominator: fc.constantFrom("stage" as const, "all" as const),
  told: fc.option(fc.nat({ max: 999 })),
});

/** The question with a population and one stage at a time. */
function explainable(question: OracleQuestion, { stageAt, denominator }: ExplainDraw): OracleQuestion {
  return {
    ...question,
    stageAt,
    denominator: question.stages ? denominator : "all",
    over: "none",
    range: "expand",
  };
}

function dayNaming(p: Period, { period }: OracleQuestion): string {
  return printDay(period.kind === "trailing" ? p.end - 1 : p.first);
}

/** The instants that something became known or happened at. */
function instantsOf({ activities, stages, memberships }: Scenario["told"]): number[] {
  const facts = [
    ...activities,
    ...(stages ?? []),
    ...(memberships ?? []).map((m) => ({ at: m.validFrom, learned: m.learned })),
  ];
  return facts.flatMap(({ at, learned }) => [learned ?? null, at]).filter((at) => at !== null);
}

/** The change that is drawn between two periods of the scenario, or the one before it; null where none can be split. */
export function explainQuestion(
  { told, history, where, question: asked }: Scenario,
  draw: ExplainDraw,
): ExplainQuestion | null {
  if (["segment", "stage-users", "project-stages", "interaction-groups"].includes(asked.definition)) return null;
  const plain = explainable(asked, draw);
  const reported = askedPeriods(history, plain).periods;
  if (reported.length === 0) return null;
  const periods = [previousPeriod(reported[0]!, plain), ...reported];
  const later = 1 + (draw.later % (periods.length - 1));
  const earlier = draw.earlier % later;
  const names = [dayNaming(periods[earlier]!, plain), dayNaming(periods[later]!, plain)] as const;
  const question = { ...plain, from: names[0], to: names[1] };
  const instants = instantsOf(told);
  const at = draw.told === null ? undefined : instants[draw.told % Math.max(instants.length, 1)];
  const asTold = at === undefined ? question : { ...question, asOf: at, now: Math.min(at, question.now) };
  const command = [
    "explain",
    "activities.csv",
    ...questionFlags(told, question),
    ...(at === undefined ? [] : ["--then", printInstant(at)]),
    ...(where === null ? [] : ["--where", where]),
    "--format",
    "json",
  ];
  return { question, names, asTold, command };
}
