import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClusterList, Counts, Report } from "../../src/query/report.ts";
import { runSmac } from "../run-smac.ts";
import { scenarios } from "./arbitraries.ts";
import { type ListQuestion, listDraws, listQuestion } from "./list-places.ts";
import { toNumber } from "./oracle-fraction.ts";
import { oracleList } from "./oracle-list.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { inScenario } from "./scenario-run.ts";

const seed = propertySeed();
const runs = propertyRuns(100);

function weights(list: ClusterList): Record<string, number> {
  return Object.fromEntries(list.clusters.map(({ cluster, weight }) => [cluster, rounded(weight)]));
}

/** Numbers agree when they do to nine decimals. */
function rounded(n: number): number {
  return Math.round(n * 1e9) / 1e9;
}

/** The number of the report that the list is behind; null: the report has no such number. */
function numberOf(report: Report, { place, question }: ListQuestion): number | null {
  const { stage, product, by, status } = place;
  const row: Counts | undefined =
    by === undefined
      ? report.totals[0]
      : report.rows.find(
          (r) =>
            r.stage === stage &&
            r.product === product &&
            (question.definition === "segment" || question.by.every((name, i) => r.by[name] === by[i])),
        );
  if (row === undefined || status === "moved") return null;
  if (status === "all") return row.population;
  if (status === "inactive") return row.population === null ? null : row.population - row.active;
  return row[status];
}

test(
  `lists are the oracle's and add up to their number, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, listDraws, async (scenario, draw) => {
        const asked = listQuestion(scenario, draw);
        if (asked === null) return;
        const [listed, reported] = await inScenario(scenario, async (cwd) => [
          await runSmac(asked.command, { cwd }),
          await runSmac(asked.report, { cwd }),
        ]);
        const said = `smac ${asked.command.join(" ")}\n${listed.stderr}`;
        expect([listed.code, reported.code], said).toEqual([0, 0]);
        const list = JSON.parse(listed.stdout) as ClusterList;
        const expected = [...oracleList(scenario.history, asked.question, asked.place)].map(
          ([unit, weight]) => [unit, rounded(toNumber(weight))] as const,
        );
        expect(weights(list), said).toEqual(Object.fromEntries(expected));
        expect(rounded(list.count), said).toBe(rounded(list.clusters.reduce((sum, { weight }) => sum + weight, 0)));
        const number = numberOf(JSON.parse(reported.stdout) as Report, asked);
        if (number !== null)
          expect(rounded(list.count), `${said}\nsmac ${asked.report.join(" ")}`).toBe(rounded(number));
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
