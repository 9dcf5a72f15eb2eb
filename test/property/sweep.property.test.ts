import fc from "fast-check";
import { expect, test } from "vitest";
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
        const { code, stderr } = await inScenario(scenario, (cwd) => runSmac(command, { cwd }));
        expect({ code, stderr: code === 0 ? "" : stderr }, `smac ${command.join(" ")}`).toEqual({
          code: 0,
          stderr: "",
        });
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
