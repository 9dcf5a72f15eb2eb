import fc from "fast-check";
import { expect } from "vitest";
import { scenarioCommand } from "../property/arbitraries-files.ts";
import { scenarios } from "../property/arbitraries.ts";
import { differences } from "../property/oracle-agreement.ts";
import { oracleReport } from "../property/oracle.ts";
import { programAnswer } from "../property/scenario-run.ts";

/** Reports of random histories, compared with the oracle's. */
export async function reportsAgree(seed: number, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const theirs = await programAnswer(scenario);
      const found = differences(oracleReport(scenario.history, scenario.question), theirs);
      expect(found, `smac ${scenarioCommand(scenario).join(" ")}`).toEqual([]);
    }),
    { seed, numRuns, endOnFailure: true },
  );
}
