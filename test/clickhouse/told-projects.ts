import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { historyFiles } from "../property/arbitraries-files.ts";
import { matching, type Scenario, scenarios } from "../property/arbitraries.ts";
import type { OracleQuestion } from "../property/history.ts";
import { dayOf, printDay } from "../property/oracle-time.ts";
import { fitsProject, projectFlags, writeProject } from "../property/project-scenario.ts";

/** A random project: its files, read in two parts, two clusters that become one, and questions. */
export interface ToldProject {
  readonly scenario: Scenario;
  /** How many activities are there when it is copied first; null: all. */
  readonly first: number | null;
  /** Which of its clusters are merged, by their places; null: none. */
  readonly pair: readonly [number, number] | null;
  /** The scenario with questions about trailing windows. */
  readonly trailing: readonly Scenario[];
}

/** Like the projects of {@link fitsProject}, and those with products and with a row filter. */
function fits({ question, ...scenario }: Scenario): boolean {
  const definition = question.definition === "clusters" ? "customers" : question.definition;
  return fitsProject({ ...scenario, where: null, question: { ...question, definition, products: false } });
}

/** An activity without an instant leaves a store's active days untold: most projects have none. */
function dated(scenario: Scenario): Scenario {
  const told = { ...scenario.told, activities: scenario.told.activities.filter(({ at }) => at !== null) };
  return { ...scenario, told, history: matching(told, scenario.where) };
}

interface TrailingDraw {
  readonly window: number;
  /** On how many days of it, where the question is plain. */
  readonly days: number;
  /** Around which of the activities. */
  readonly around: number;
  readonly lead: number;
  readonly points: number;
  /** Whether everybody weighs 1 and has one stage at a time: then ClickHouse counts stretches of the stored days. */
  readonly plain: boolean;
}

const trailingDraws: fc.Arbitrary<TrailingDraw> = fc.record({
  window: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constantFrom(28, 30, 90)),
  days: fc.constantFrom(1, 1, 2, 3),
  around: fc.nat({ max: 35 }),
  lead: fc.nat({ max: 9 }),
  points: fc.integer({ min: 1, max: 40 }),
  plain: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

function plainly(question: OracleQuestion, days: number): OracleQuestion {
  const { stageAt, denominator, attribution, definition, stages } = question;
  return {
    ...question,
    definition: definition === "monthly-mean" ? "customers" : definition,
    threshold: { events: 1, days, members: null },
    stageAt: stageAt === "start" ? "start" : "end",
    denominator: denominator === "all" ? (stages ? "stage" : "none") : denominator,
    attribution: attribution === "split" ? "primary" : attribution,
  };
}

function trailingQuestion({ question, told }: Scenario, draw: TrailingDraw): OracleQuestion {
  const instants = told.activities.flatMap(({ at }) => (at === null ? [] : [at]));
  const day = dayOf(question.timezone, instants[draw.around % Math.max(instants.length, 1)] ?? question.now);
  const from = day - draw.lead;
  const asked: OracleQuestion = {
    ...(draw.plain ? plainly(question, draw.days) : question),
    period: { kind: "trailing", days: draw.window },
    from: printDay(from),
    to: printDay(from + draw.points),
    range: "expand",
  };
  return draw.plain || asked.definition !== "monthly-mean" ? { ...asked, over: "none" } : asked;
}

/**
 * Random projects, most of which have all that is counted in their active days.
 * One in `copiedOnce` is copied once only, the others twice.
 */
export function toldProjects(copiedOnce: number): fc.Arbitrary<ToldProject> {
  return fc
    .record({
      scenario: scenarios.filter(fits),
      settled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      part: fc.option(fc.constantFrom(0.2, 0.5, 0.8), { freq: copiedOnce }),
      pair: fc.option(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }))),
      draws: fc.tuple(trailingDraws, trailingDraws),
    })
    .map(({ scenario: drawn, settled, part, pair, draws }) => {
      const scenario = settled ? dated(drawn) : drawn;
      const trailing = draws.map((draw) => ({ ...scenario, question: trailingQuestion(scenario, draw) }));
      const first = part === null ? null : Math.ceil(part * scenario.told.activities.length);
      return { scenario, first, pair, trailing };
    });
}

/** Writes the project's smac.yml, with the store at a place or in its own file. */
export function writeToldProject(cwd: string, { scenario, trailing }: ToldProject, store: string | null): void {
  const { told, where } = scenario;
  writeProject(cwd, scenario);
  const path = join(cwd, "smac.yml");
  const columns = [
    ", kind: { column: kind }",
    ...(told.hasProducts ? [", product: { column: product }"] : []),
    ...(where === null ? [] : [`, where: ${JSON.stringify(where)}`]),
  ];
  const start = "act: { from: acts, at: at";
  const place = store === null ? "" : `store: ${JSON.stringify(store)}\n`;
  const presets = new Set([scenario, ...trailing].flatMap(({ question: q }) => (q.products ? [q.definition] : [])));
  const named = [...presets].map((preset) => `  ${byProduct(preset)}: { preset: ${preset}, products: true }\n`);
  const definitions = named.length === 0 ? "" : `definitions:\n${named.join("")}`;
  const text = readFileSync(path, "utf8").replace(start, () => `${start}${columns.join("")}`);
  writeFileSync(path, `${place}${text}${definitions}`);
}

/** The files as they stood when only so many of the activities were there yet: with all columns, whatever these state. */
export function filesUntil({ told }: Scenario, activities: number): Record<string, string> {
  const files = historyFiles(told);
  const [header, ...lines] = (files["activities.csv"] ?? "").split(/(?<=\n)/);
  return { ...files, "activities.csv": [header, ...lines.slice(0, activities)].join("") };
}

const byProduct = (preset: string): string => `${preset}-by-product`;

/** The question's flags, about a preset or, for rows by product, about a definition of smac.yml. */
export function toldFlags(scenario: Scenario): readonly string[] {
  const { definition, products } = scenario.question;
  const named = products ? byProduct(definition) : definition;
  const flags = projectFlags(scenario);
  return flags.map((flag, i) => (flags[i - 1] === "--definition" ? named : flag));
}
