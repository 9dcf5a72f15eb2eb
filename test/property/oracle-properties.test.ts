import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Scenario, scenarios } from "./arbitraries.ts";
import { historyFiles, scenarioCommand } from "./arbitraries-files.ts";
import type { PrintedPeriod } from "../../src/query/report.ts";
import type { History, OracleQuestion } from "./history.ts";
import { askedPeriods, oracleReport, printPeriod } from "./oracle.ts";
import { readCommand } from "./oracle-command.ts";
import { changeOfCount, oracleExplain, PARTS } from "./oracle-explain.ts";
import { fraction, sum, toNumber } from "./oracle-fraction.ts";
import { oracleList } from "./oracle-list.ts";
import { propertyRuns, propertySeed } from "./runs.ts";

const seed = propertySeed();
const runs = propertyRuns(100);

function always(holds: (scenario: Scenario, random: () => number) => void): void {
  const draws = fc.array(fc.nat({ max: 2 ** 20 }), { minLength: 50, maxLength: 50 });
  fc.assert(
    fc.property(scenarios, draws, (scenario, drawn) => {
      let i = 0;
      holds(scenario, () => drawn[i++ % drawn.length]! / 2 ** 20);
    }),
    { seed, numRuns: runs },
  );
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const rest = [...all];
  const out: T[] = [];
  while (rest.length > 0) out.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return out;
}

function shuffledHistory(history: History, random: () => number): History {
  const turn = <T>(facts: readonly T[] | null) => (facts === null ? null : shuffled(facts, random));
  return {
    ...history,
    activities: shuffled(history.activities, random),
    memberships: turn(history.memberships),
    stages: turn(history.stages),
    attributes: turn(history.attributes),
  };
}

/** A day that says which period it is: its first, for a trailing window its last. */
function dayThatNames(printed: PrintedPeriod, question: OracleQuestion): string {
  if (question.period.kind !== "trailing") return printed.start;
  return new Date(Date.parse(printed.end) - 86_400_000).toISOString().slice(0, 10);
}

describe(`the oracle keeps its own rules on random histories (SMAC_PROPERTY_SEED=${seed})`, () => {
  test("the order of rows never changes a number", () => {
    always(({ history, question }, random) => {
      expect(oracleReport(shuffledHistory(history, random), question)).toEqual(oracleReport(history, question));
    });
  });

  test("repeating rows that say who they are never changes a number", () => {
    always(({ history, question }, random) => {
      const again = history.activities.filter((a) => (a.id ?? null) !== null && random() < 0.5);
      const repeated = {
        ...history,
        activities: [...again, ...history.activities],
        memberships: history.memberships === null ? null : [...history.memberships, ...history.memberships],
        stages: history.stages === null ? null : [...history.stages, ...history.stages],
        attributes: history.attributes === null ? null : [...history.attributes, ...history.attributes],
      };
      expect(oracleReport(repeated, question)).toEqual(oracleReport(history, question));
    });
  });

  test("active is new, retained and resurrected, and part of the population", () => {
    always(({ history, question }) => {
      for (const row of [...oracleReport(history, question).rows, ...oracleReport(history, question).totals]) {
        if (row.new !== null) expect(row.new + row.retained! + row.resurrected!).toBeCloseTo(row.active, 9);
        if (row.population !== null) expect(row.active).toBeLessThanOrEqual(row.population + 1e-9);
        expect(row.rate === null).toBe(row.population === null || row.population === 0);
      }
    });
  });

  test("every number is the sum of the weights of its list", () => {
    always(({ history, question }, random) => {
      const plain = { ...question, over: "none" as const };
      const { world, periods } = askedPeriods(history, plain);
      const starts = periods.map((p) => printPeriod(world, p).start);
      for (const row of shuffled(oracleReport(history, plain).rows, random).slice(0, 3)) {
        const period = starts.indexOf(row.period.start);
        for (const status of ["active", "new", "retained", "resurrected", "dormant"] as const) {
          const list = oracleList(history, plain, {
            period,
            stage: row.stage,
            product: row.product,
            by: Object.values(row.by),
            status,
          });
          expect(toNumber(sum(list.values()))).toBeCloseTo(row[status] ?? toNumber(sum(list.values())), 9);
        }
      }
    });
  });

  test("the parts of a change add up to it", () => {
    always(({ history, question }) => {
      const asks =
        ["stage-rate", "active-share", "customer-share"].includes(question.definition) &&
        question.denominator !== "none";
      if (!asks || !["end", "start"].includes(question.stageAt)) return;
      const plain = { ...question, over: "none" as const };
      const report = oracleReport(history, plain);
      const days = report.totals.map((t) => dayThatNames(t.period, question));
      for (let i = 1; i < days.length; i++) {
        const names = [days[i - 1]!, days[i]!] as const;
        const { count, rate, clusters, rateClusters } = oracleExplain(history, plain, names);
        expect(count.change).toEqual(changeOfCount(history, plain, names));
        expect(sum(PARTS.map((part) => count[part]))).toEqual(count.change);
        for (const part of ["behaviour", "mix", "entry", "exit"] as const)
          expect(sum(clusters[part].values())).toEqual(count[part]);
        const [one, two] = [report.totals[i - 1]!, report.totals[i]!];
        if (two.period.complete && one.period.clipped !== true && two.period.clipped !== true) {
          expect(toNumber(count.change)).toBe(two.active - one.active);
          if (rate !== null) expect(toNumber(rate.change)).toBeCloseTo(two.rate! - one.rate!, 9);
        }
        if (rateClusters !== null)
          expect(sum(PARTS.flatMap((part) => [...rateClusters[part].values()]))).toEqual(rate!.change);
        if (question.denominator === "all" && !question.stages) expect(count.mix).toEqual(fraction(0));
      }
    });
  });

  test("the files and flags of a scenario say the same as the scenario", () => {
    always((scenario) => {
      const files = historyFiles(scenario.told);
      const read = readCommand(scenarioCommand(scenario), (name) => files[name]!);
      expect(oracleReport(read.history, read.question)).toEqual(oracleReport(scenario.history, scenario.question));
    });
  });
});
