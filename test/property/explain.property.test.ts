import fc from "fast-check";
import { expect, test } from "vitest";
import type { Explanation, Parts } from "../../src/query/report.ts";
import { runSmac } from "../run-smac.ts";
import { scenarios } from "./arbitraries.ts";
import { explainDraws, explainQuestion } from "./explain-questions.ts";
import { type ExactExplanation, oracleExplain, PARTS, partsAsNumbers } from "./oracle-explain.ts";
import { toNumber } from "./oracle-fraction.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { inScenario } from "./scenario-run.ts";

const seed = propertySeed();
const runs = propertyRuns(80);

/** Numbers agree when they do to nine decimals. */
function rounded(n: number): number {
  return Math.round(n * 1e9) / 1e9 + 0;
}

function roundedParts(parts: Parts | null): Record<string, number> | null {
  return parts === null
    ? null
    : Object.fromEntries([...PARTS, "change" as const].map((part) => [part, rounded(parts[part])]));
}

type Opened = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The shares that are not nothing, of the parts that the oracle opens. */
function roundedShares(shares: Opened | undefined): unknown {
  return shares === undefined
    ? null
    : Object.fromEntries(
        PARTS.slice(0, 4).map((part) => [
          part,
          Object.fromEntries(Object.entries(shares[part]!).map(([unit, share]) => [unit, rounded(share)])),
        ]),
      );
}

function sharesOf(shares: ExactExplanation["rateClusters"]): Opened | undefined {
  return shares === null
    ? undefined
    : Object.fromEntries(
        PARTS.map((part) => [
          part,
          Object.fromEntries(
            [...shares[part]].filter(([, share]) => share.top !== 0n).map(([unit, share]) => [unit, toNumber(share)]),
          ),
        ]),
      );
}

/** What does not add up in an explanation. */
function misfits(parts: Parts | null, shares: Opened | undefined, opened: readonly (typeof PARTS)[number][]): string[] {
  if (parts === null) return [];
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const far = (a: number, b: number) => Math.abs(a - b) > 1e-9;
  return [
    ...(far(sum(PARTS.map((part) => parts[part])), parts.change) ? ["the parts are not the change"] : []),
    ...opened
      .filter((part) => far(sum(Object.values(shares?.[part] ?? {})), parts[part]))
      .map((part) => `the clusters are not ${part}`),
  ];
}

test(
  `explanations are the oracle's and add up, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, explainDraws, async (scenario, draw) => {
        const asked = explainQuestion(scenario, draw);
        if (asked === null) return;
        const { code, stdout, stderr } = await inScenario(scenario, (cwd) => runSmac(asked.command, { cwd }));
        const said = `smac ${asked.command.join(" ")}\n${stderr}`;
        expect(code, said).toBe(0);
        const { count, rate, clusters, rate_clusters: rateClusters } = JSON.parse(stdout) as Explanation;
        const expected = oracleExplain(scenario.history, asked.question, asked.names, asked.asTold);
        expect(roundedParts(count), said).toEqual(roundedParts(partsAsNumbers(expected.count)));
        expect(roundedParts(rate), said).toEqual(
          roundedParts(expected.rate === null ? null : partsAsNumbers(expected.rate)),
        );
        expect(roundedShares(clusters), said).toEqual(roundedShares(sharesOf(expected.clusters)));
        expect(roundedShares(rateClusters), said).toEqual(roundedShares(sharesOf(expected.rateClusters)));
        expect([...misfits(count, clusters, PARTS), ...misfits(rate, rateClusters, PARTS.slice(0, 4))], said).toEqual(
          [],
        );
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
