import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runSmac } from "../run-smac.ts";
import { scenarios } from "./arbitraries.ts";
import { differences, type Numbers } from "./oracle-agreement.ts";
import { oracleReport } from "./oracle.ts";
import { clusterKeys, fitsProject, merged, partOf, projectFlags, writeProject } from "./project-scenario.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { inScenario } from "./scenario-run.ts";

const seed = propertySeed();
const runs = propertyRuns(30);

async function succeed(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runSmac(args, { cwd, now: "2028-11-22T12:00:00Z" });
  if (code !== 0) throw new Error(`smac ${args.join(" ")}\n${stderr}`);
  return stdout;
}

test(
  `a project imported in parts, with clusters merged, answers as the oracle, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 2 });
    const pairs = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }));
    await fc.assert(
      fc.asyncProperty(scenarios.filter(fitsProject), cuts, fc.option(pairs), async (scenario, parts, pair) => {
        await inScenario(scenario, async (cwd) => {
          writeProject(cwd, scenario);
          for (const rows of [...parts].sort((a, b) => a - b)) {
            for (const [name, text] of Object.entries(partOf(scenario, rows + 1))) writeFileSync(join(cwd, name), text);
            await succeed(["import"], cwd);
          }
          for (const [name, text] of Object.entries(partOf(scenario, Infinity))) writeFileSync(join(cwd, name), text);
          await succeed(["import"], cwd);
          const report = async (): Promise<Numbers> =>
            JSON.parse(await succeed(["report", ...projectFlags(scenario), "--format", "json"], cwd)) as Numbers;
          expect(differences(oracleReport(scenario.history, scenario.question), await report()), "imported").toEqual(
            [],
          );
          const named = scenario.told.hasClusters || scenario.told.memberships !== null;
          const keys = named ? clusterKeys(scenario.told) : [];
          const [from, into] = [keys[pair?.[0] ?? 99], keys[pair?.[1] ?? 99]];
          if (from === undefined || into === undefined || from === into) return;
          const ran = await runSmac(["merge", "customer", from, into], { cwd, now: "2028-11-22T12:00:00Z" });
          if (ran.stderr.includes("STORE_UNKNOWN_KEY")) return;
          expect(ran.code, ran.stderr).toBe(0);
          const history = merged(scenario.history, from, into);
          expect(
            differences(oracleReport(history, scenario.question), await report()),
            `merged ${from} into ${into}`,
          ).toEqual([]);
        });
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
