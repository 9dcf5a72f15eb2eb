import fc from "fast-check";
import { test } from "vitest";
import { expectChecked } from "../checked-by-engines.ts";
import { runSmac } from "../run-smac.ts";
import { scenarioCommand } from "./arbitraries-files.ts";
import { scenarios } from "./arbitraries.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { inScenario } from "./scenario-run.ts";

const seed = propertySeed();
const runs = propertyRuns(100);

test(
  `every execution gives the same numbers, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const command = [...scenarioCommand(scenario), "--engine-check"];
        expectChecked(await inScenario(scenario, (cwd) => runSmac(command, { cwd })), command);
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
