import fc from "fast-check";
import type { ClusterStatus } from "../../src/query/report.ts";
import type { Scenario } from "./arbitraries.ts";
import { questionFlags } from "./arbitraries-files.ts";
import type { OracleQuestion } from "./history.ts";
import { type AskedPeriods, askedPeriods, oracleReport } from "./oracle.ts";
import type { ListedPlace } from "./oracle-list.ts";
import type { Period } from "./oracle-range.ts";
import { printDay } from "./oracle-time.ts";

/** What a random list is drawn by: each number picks one of what there is. */
export interface ListDraw {
  readonly period: number;
  readonly row: number;
  readonly total: boolean;
  readonly status: ClusterStatus;
  /** How the period is named: `--in`, `--from` with `--to`, or not at all. */
  readonly naming: "in" | "range" | "none";
}

/** A list to ask for, as the oracle and as the command line are asked. */
export interface ListQuestion {
  readonly question: OracleQuestion;
  readonly place: ListedPlace;
  readonly command: readonly string[];
  /** The report with the number that the list is behind. */
  readonly report: readonly string[];
}

const STATUSES: readonly ClusterStatus[] = [
  "active",
  "active",
  "new",
  "retained",
  "resurrected",
  "dormant",
  "inactive",
  "all",
  "moved",
];

/** Random choices of a list. */
export const listDraws: fc.Arbitrary<ListDraw> = fc.record({
  period: fc.nat({ max: 99 }),
  row: fc.nat({ max: 999 }),
  total: fc.boolean(),
  status: fc.constantFrom(...STATUSES),
  naming: fc.constantFrom("in" as const, "range" as const, "none" as const),
});

/** Without a name: the last period asked for, else the last complete one, else the last. */
function unnamed({ periods, used }: AskedPeriods, question: OracleQuestion): Period {
  return (question.to === null ? used : periods).at(-1)!;
}

/** The question about one period alone. */
function narrowed(question: OracleQuestion, p: Period, naming: "in" | "range"): OracleQuestion {
  const [first, last] = [printDay(p.first), printDay(p.end - 1)];
  const trailing = question.period.kind === "trailing";
  if (p.clipped) return { ...question, from: first, to: last };
  return { ...question, from: trailing || naming === "in" ? last : first, to: last, range: "expand" };
}

function filters({ where }: Scenario): string[] {
  return [...(where === null ? [] : ["--where", where]), "--format", "json"];
}

function placeFlags({ stage, product, by, status }: ListedPlace, names: readonly string[]): string[] {
  return [
    ...(stage === null ? [] : ["--of-stage", stage]),
    ...(product === null ? [] : ["--of-product", product]),
    ...(by === undefined || by.length === 0
      ? []
      : ["--of", names.map((name, i) => `${name}=${by[i] ?? ""}`).join(",")]),
    "--status",
    status,
  ];
}

/** One of the report's rows, or its total. */
function placeOf(
  scenario: Scenario,
  question: OracleQuestion,
  draw: ListDraw,
): Omit<ListedPlace, "period" | "status"> | null {
  const { rows } = oracleReport(scenario.history, question);
  const row = rows[draw.row % Math.max(rows.length, 1)];
  if (draw.total || row === undefined)
    return row === undefined && !question.stages
      ? null
      : { stage: null, product: question.stages ? (row?.product ?? null) : null };
  const by = question.definition === "segment" ? [] : question.by.map((name) => row.by[name] ?? null);
  return { stage: row.stage, product: row.product, by };
}

/** Who else is there is only asked where clusters have a population or stages: not of users, combinations, stages and groups. Periods taken together have no lifecycle. */
function isListed({ definition, stages, denominator, over }: OracleQuestion, status: ClusterStatus): boolean {
  if (over === "distinct" && !["active", "all", "inactive"].includes(status)) return false;
  if (!["all", "inactive", "moved"].includes(status)) return true;
  if (["segment", "stage-users", "project-stages", "interaction-groups"].includes(definition)) return false;
  return stages || denominator !== "none";
}

/** The list that is drawn from the scenario's report; null where there is none. */
export function listQuestion(scenario: Scenario, draw: ListDraw): ListQuestion | null {
  const { told, history, question } = scenario;
  const each = question.over === "mean" ? { ...question, over: "none" as const } : question;
  const together = each.over === "last" || each.over === "distinct";
  const asked = askedPeriods(history, each);
  if (asked.periods.length === 0 || !isListed(question, draw.status)) return null;
  const complete = askedPeriods(history, { ...each, over: "last" });
  const naming = together ? "none" : draw.naming;
  const p =
    naming === "none"
      ? unnamed({ ...asked, used: complete.used }, each)
      : asked.periods[draw.period % asked.periods.length]!;
  const alone = together ? each : narrowed(each, p, naming === "in" ? "in" : "range");
  const place = placeOf(scenario, alone, draw);
  if (place === null) return null;
  const listed = { ...place, period: 0, status: draw.status };
  const { to, from: _from, ...unbounded } = alone;
  const period = naming === "in" && !p.clipped ? ["--in", to!] : [];
  const written = naming === "none" ? question : { ...alone, over: question.over };
  const flags = questionFlags(
    told,
    period.length > 0 ? { ...unbounded, over: question.over, from: null, to: null } : written,
  );
  return {
    question: alone,
    place: listed,
    command: [
      "clusters",
      "activities.csv",
      ...flags,
      ...period,
      ...placeFlags(listed, question.by),
      ...filters(scenario),
    ],
    report: ["report", "activities.csv", ...questionFlags(told, alone), ...filters(scenario)],
  };
}
