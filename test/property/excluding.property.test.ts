import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runSmac } from "../run-smac.ts";
import { type Scenario, scenarios } from "./arbitraries.ts";
import { scenarioCommand } from "./arbitraries-files.ts";
import type { History } from "./history.ts";
import { type Numbers, differences } from "./oracle-agreement.ts";
import { standingActivities } from "./oracle-facts.ts";
import { oracleReport } from "./oracle.ts";
import { clusterKeys, fitsProject, projectFlags, writeProject } from "./project-scenario.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { inScenario } from "./scenario-run.ts";

// What is excluded might as well never have been told.

const seed = propertySeed();
const runs = propertyRuns(40);
const now = "2028-11-22T12:00:00Z";
const grades = ["a", "b"] as const;

type What = "cluster" | "member" | "grade";
interface Exclusion {
  readonly what: What;
  readonly keys: readonly string[];
  readonly condition: string;
}

/** The history without some clusters or members. */
function without(history: History, what: What, keys: readonly string[]): History {
  const kept = (key: string | null): boolean => key === null || !keys.includes(key);
  const { memberships, stages, attributes } = history;
  if (what === "member")
    return {
      ...history,
      activities: history.activities.filter((row) => kept(row.member)),
      memberships: memberships?.filter((row) => kept(row.member)) ?? null,
    };
  const of = <T extends { readonly cluster: string | null }>(rows: readonly T[]): T[] =>
    rows.filter((row) => kept(row.cluster));
  return {
    ...history,
    activities: of(history.activities),
    memberships: memberships === null ? null : of(memberships),
    stages: stages === null ? null : of(stages),
    attributes: attributes === null ? null : of(attributes),
  };
}

/** The history with a grade for each cluster that occurs. */
function graded(history: History): History {
  const known = clusterKeys(history).map((cluster, index) => ({
    cluster,
    name: "grade",
    value: grades[index % 2] ?? "a",
    at: null,
    learned: null,
  }));
  return { ...history, attributes: known, attributeNames: ["grade"] };
}

/** Exclusions are asked of the version of an activity that counts. */
function standing({ history, question }: Scenario): History {
  return { ...history, activities: standingActivities(history.activities, question.asOf) };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function exclusionOf({ history }: Scenario, what: What, pick: number): Exclusion | null {
  if (what === "grade") {
    const grade = grades[pick % 2] ?? "a";
    const keys = clusterKeys(history).filter((_, index) => grades[index % 2] === grade);
    return keys.length === 0 ? null : { what, keys, condition: `grade = ${quoted(grade)}` };
  }
  const keys =
    what === "cluster"
      ? clusterKeys(history)
      : [...new Set(history.activities.map((row) => row.member).filter((key) => key !== null))].sort();
  const key = keys[pick % Math.max(keys.length, 1)];
  return key === undefined ? null : { what, keys: [key], condition: `${what} = ${quoted(key)}` };
}

async function answer(args: readonly string[], cwd: string): Promise<Numbers> {
  const { code, stdout, stderr } = await runSmac(args, { cwd, now });
  if (code !== 0) throw new Error(`smac ${args.join(" ")}\n${stderr}`);
  return JSON.parse(stdout) as Numbers;
}

/** Says the exclusion in smac.yml, and the grades that it looks at. */
function addExclusion(cwd: string, { what, condition }: Exclusion, { attributes }: History): void {
  const yaml = join(cwd, "smac.yml");
  appendFileSync(yaml, `exclude: ${JSON.stringify(condition)}\n`);
  if (what !== "grade") return;
  const lines = (attributes ?? []).map(({ cluster, value }) => `"${cluster?.replaceAll('"', '""')}",${value}\n`);
  writeFileSync(join(cwd, "grades.csv"), `cluster,grade\n${lines.join("")}`);
  const said = readFileSync(yaml, "utf8").replace("sources:\n", "sources:\n  grades: { files: grades.csv }\n");
  writeFileSync(yaml, `${said}attributes: { customer: { from: grades, cluster: cluster, values: [grade] } }\n`);
}

const named = ({ told }: Scenario): boolean => told.hasClusters || told.memberships !== null;
const exclusions = fc.record({
  what: fc.constantFrom<What>("cluster", "member", "grade"),
  pick: fc.nat({ max: 9 }),
});

test(
  `a project leaves out what it excludes, by SQL and by the sweep, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    const asked = scenarios.filter((scenario) => fitsProject(scenario) && named(scenario));
    await fc.assert(
      fc.asyncProperty(asked, exclusions, async (plain, { what, pick }) => {
        const scenario = { ...plain, history: what === "grade" ? graded(plain.history) : plain.history };
        const exclusion = exclusionOf(scenario, what, pick);
        if (exclusion === null || (what === "member" && !plain.told.hasMembers)) return;
        await inScenario(plain, async (cwd) => {
          writeProject(cwd, plain);
          addExclusion(cwd, exclusion, scenario.history);
          const expected = oracleReport(without(standing(scenario), what, exclusion.keys), plain.question);
          for (const engine of ["sql", "sweep"]) {
            const args = ["report", ...projectFlags(plain), "--format", "json", "--engine", engine];
            expect(differences(expected, await answer(args, cwd)), `${exclusion.condition}, ${engine}`).toEqual([]);
          }
        });
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);

test(
  `--exclude leaves out of files, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(scenarios.filter(named), exclusions, async (scenario, { what, pick }) => {
        if (what === "grade" || (what === "member" && !scenario.told.hasMembers)) return;
        const exclusion = exclusionOf(scenario, what, pick);
        if (exclusion === null) return;
        const expected = oracleReport(without(standing(scenario), what, exclusion.keys), scenario.question);
        await inScenario(scenario, async (cwd) => {
          const args = [...scenarioCommand(scenario), "--exclude", exclusion.condition];
          expect(differences(expected, await answer(args, cwd)), exclusion.condition).toEqual([]);
        });
      }),
      { seed, numRuns: runs, endOnFailure: process.env["CI"] === "true" },
    );
  },
);
