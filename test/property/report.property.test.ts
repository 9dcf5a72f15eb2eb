import fc from "fast-check";
import { expect, test } from "vitest";
import { scenarioCommand } from "./arbitraries-files.ts";
import { scenarios } from "./arbitraries.ts";
import { differences } from "./oracle-agreement.ts";
import { oracleReport } from "./oracle.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { programAnswer } from "./scenario-run.ts";

const seed = propertySeed();
const runs = propertyRuns(400);

test(
  `the program's answer is the oracle's, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const theirs = await programAnswer(scenario);
        const found = differences(oracleReport(scenario.history, scenario.question), theirs);
        expect(found, `smac ${scenarioCommand(scenario).join(" ")}`).toEqual([]);
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
