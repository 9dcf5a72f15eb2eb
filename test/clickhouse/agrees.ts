import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { scenarioCommand } from "../property/arbitraries-files.ts";
import { scenarios } from "../property/arbitraries.ts";
import { differences } from "../property/oracle-agreement.ts";
import { oracleReport } from "../property/oracle.ts";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { programAnswer } from "../property/scenario-run.ts";
import { noClickHouse, startShards } from "./server.ts";
import { through } from "./through-clickhouse.ts";

/** How many servers, how many histories for reports, and which part of the usual number for all else. */
export interface Agreement {
  readonly servers: number;
  readonly reports: number;
  readonly others: number;
}

/**
 * Reports, lists, explanations and measures of random histories through real
 * servers, compared with the oracle's. The file that calls it puts
 * `throughClickHouse` in the place of the program's own engine.
 */
export async function agreesWithOracle(where: string, { servers, reports, others }: Agreement): Promise<void> {
  const without = noClickHouse();
  if (without !== null) {
    test.skip(`${where}: ${without}`);
    return;
  }
  beforeAll(async () => {
    through.servers = await startShards(servers);
  });
  afterAll(async () => {
    for (const server of through.servers) await server.close();
  });
  const [seed, numRuns] = [propertySeed(), propertyRuns(reports)];
  test(
    `${where} reports are the oracle's, on ${numRuns} random histories (SMAC_PROPERTY_SEED=${seed})`,
    { timeout: 3_600_000 },
    () => reportsAgree(seed, numRuns),
  );
  vi.stubEnv("SMAC_PROPERTY_RUNS", String(others * Number(process.env["SMAC_PROPERTY_RUNS"] ?? 1)));
  await import("../property/lists.property.test.ts");
  await import("../property/explain.property.test.ts");
  await import("../property/measures.property.test.ts");
}

async function reportsAgree(seed: number, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const theirs = await programAnswer(scenario);
      const found = differences(oracleReport(scenario.history, scenario.question), theirs);
      expect(found, `smac ${scenarioCommand(scenario).join(" ")}`).toEqual([]);
    }),
    { seed, numRuns, endOnFailure: true },
  );
}
