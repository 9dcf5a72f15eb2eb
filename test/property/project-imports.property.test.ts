import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runSmac } from "../run-smac.ts";
import { type Scenario, scenarios } from "./arbitraries.ts";
import { differences, type Numbers } from "./oracle-agreement.ts";
import { oracleReport } from "./oracle.ts";
import {
  fitsProject,
  importedFiles,
  type ProjectDraw,
  projectCommand,
  projectDraws,
  projectYaml,
} from "./project-files.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { programAnswer } from "./scenario-run.ts";

const seed = propertySeed();
const runs = propertyRuns(25);

async function succeed(
  args: readonly string[],
  options: { readonly cwd: string; readonly now?: string },
): Promise<string> {
  const { code, stdout, stderr } = await runSmac(args, options);
  if (code !== 0) throw new Error(`smac ${args.join(" ")}\n${stderr}`);
  return stdout;
}

/** What the project answers after its imports, which were long before everything that is told. */
async function projectAnswer(scenario: Scenario, draw: ProjectDraw): Promise<Numbers> {
  const cwd = mkdtempSync(join(tmpdir(), "smac-project-"));
  try {
    writeFileSync(join(cwd, "smac.yml"), projectYaml(scenario));
    for (const [index, files] of importedFiles(scenario, draw).entries()) {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
      await succeed(["import", "--project", "."], { cwd, now: `2000-01-0${index + 1}T00:00:00Z` });
    }
    return JSON.parse(await succeed(projectCommand(scenario), { cwd })) as Numbers;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

test(
  `files that grow and files that are added answer as the oracle and as files without a project, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios.filter(fitsProject), projectDraws, async (scenario, draw) => {
        const theirs = await projectAnswer(scenario, draw);
        const said = `smac ${projectCommand(scenario).join(" ")}\n${projectYaml(scenario)}`;
        expect(differences(oracleReport(scenario.history, scenario.question), theirs), said).toEqual([]);
        expect(differences(await programAnswer(scenario), theirs), said).toEqual([]);
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
