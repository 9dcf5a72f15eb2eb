import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { scenarioCommand } from "../property/arbitraries-files.ts";
import { scenarios } from "../property/arbitraries.ts";
import { differences } from "../property/oracle-agreement.ts";
import { oracleReport } from "../property/oracle.ts";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { programAnswer } from "../property/scenario-run.ts";
import { through } from "./through-clickhouse.ts";
import { type ClickHouseServer, noClickHouse, startServer } from "./server.ts";

vi.mock("../../src/project/project.ts", async (original) =>
  (await import("./through-clickhouse.ts")).throughClickHouse(await original()),
);

const without = noClickHouse();
const seed = propertySeed();
const runs = propertyRuns(50);
let server: ClickHouseServer | undefined;

beforeAll(async () => {
  if (without !== null) return;
  server = await startServer();
  through.server = server;
});
afterAll(() => server?.close());

test.skipIf(without !== null)(
  `ClickHouse's answer is the oracle's, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})${without === null ? "" : `: ${without}`}`,
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const theirs = await programAnswer(scenario);
        const found = differences(oracleReport(scenario.history, scenario.question), theirs);
        expect(found, `smac ${scenarioCommand(scenario).join(" ")}`).toEqual([]);
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
  },
);
