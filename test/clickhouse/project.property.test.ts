import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../property/arbitraries.ts";
import { type Numbers, differences } from "../property/oracle-agreement.ts";
import { oracleReport } from "../property/oracle.ts";
import { clusterKeys, merged } from "../property/project-scenario.ts";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { inDatabase, runThere } from "./copied-store.ts";
import { type ClickHouseServer, noClickHouse, startShards } from "./server.ts";
import { type ToldProject, filesUntil, toldFlags, toldProjects, writeToldProject } from "./told-projects.ts";

const without = noClickHouse();
const seed = propertySeed();

/** How many reports were counted from stored days, and from stretches of them. */
interface Tally {
  reports: number;
  fromDays: number;
  fromStretches: number;
}

describe.skipIf(without !== null).each([
  { where: "on one server", count: 1, runs: propertyRuns(3), copiedOnce: 4 },
  { where: "on three shards", count: 3, runs: propertyRuns(2), copiedOnce: 2 },
])(`a copied store${without === null ? "" : ` (${without})`}`, ({ where, count, runs, copiedOnce }) => {
  let servers: readonly ClickHouseServer[] = [];
  beforeAll(async () => {
    servers = await startShards(count);
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
  });

  test(
    `${where} answers as the oracle and as its file, on ${runs} random projects (SMAC_PROPERTY_SEED=${seed})`,
    { timeout: 3_600_000 },
    async () => {
      const tally = { reports: 0, fromDays: 0, fromStretches: 0 };
      await fc.assert(
        fc.asyncProperty(toldProjects(copiedOnce), (project) =>
          inDatabase(servers, (store) => agrees(project, store, tally)),
        ),
        { seed, numRuns: runs, endOnFailure: true },
      );
      // That active days are counted from is what is tried here.
      expect(tally.fromDays, JSON.stringify(tally)).toBeGreaterThanOrEqual(tally.reports / 4);
      expect(tally.fromStretches, JSON.stringify(tally)).toBeGreaterThan(0);
    },
  );
});

/** Where the project is imported, and where its copy is asked. */
interface Folders {
  readonly files: string;
  readonly served: string;
}

async function agrees(project: ToldProject, store: string, tally: Tally): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "smac-told-"));
  const folders = { files: join(folder, "files"), served: join(folder, "served") };
  try {
    for (const at of Object.values(folders)) mkdirSync(at);
    writeToldProject(folders.files, project, null);
    writeToldProject(folders.served, project, store);
    const { first, scenario, trailing } = project;
    const read = async (activities: number): Promise<void> => {
      for (const [name, text] of Object.entries(filesUntil(scenario, activities)))
        for (const at of Object.values(folders)) writeFileSync(join(at, name), text);
      await succeed(["import"], folders.files);
    };
    const copy = (): Promise<void> => succeed(["copy", "--to", store], folders.files);
    if (first !== null) {
      await read(first);
      await copy();
    }
    // The rest, and the merge, are brought to what is there already.
    await read(Infinity);
    const known = await mergePair(project, folders.files);
    await copy();
    for (const asked of [scenario, ...trailing]) await reportAgrees(folders, known(asked), tally);
    const all = ["clusters", ...toldFlags(scenario), "--status", "all"];
    expect(await runThere(all, folders.served), `smac ${all.join(" ")}`).toEqual(await runThere(all, folders.files));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reportAgrees({ files, served }: Folders, scenario: Scenario, tally: Tally): Promise<void> {
  const command = ["report", ...toldFlags(scenario), "--format", "json"];
  const { code, stdout, stderr } = await runThere([...command, "--sql"], served);
  const said = `smac ${command.join(" ")}`;
  expect(code, `${said}\n${stderr}`).toBe(0);
  const theirs = JSON.parse(stdout) as Numbers;
  expect(differences(oracleReport(scenario.history, scenario.question), theirs), said).toEqual([]);
  expect(theirs, said).toEqual(JSON.parse((await runThere(command, files)).stdout));
  tally.reports += 1;
  if (stderr.includes("FROM active_days")) tally.fromDays += 1;
  if (/\bas stretches\b/.test(stderr)) tally.fromStretches += 1;
}

/** Merges two of the project's clusters, where there are two; with what that makes of a scenario. */
async function mergePair({ scenario, pair }: ToldProject, cwd: string): Promise<(scenario: Scenario) => Scenario> {
  const asIs = (one: Scenario): Scenario => one;
  const named = scenario.told.hasClusters || scenario.told.memberships !== null;
  const keys = named ? clusterKeys(scenario.told) : [];
  const [from, into] = [keys[pair?.[0] ?? 99], keys[pair?.[1] ?? 99]];
  if (from === undefined || into === undefined || from === into) return asIs;
  const { code, stderr } = await runThere(["merge", "customer", from, into], cwd);
  if (stderr.includes("STORE_UNKNOWN_KEY")) return asIs;
  expect(code, stderr).toBe(0);
  return (one) => ({ ...one, history: merged(one.history, from, into) });
}

async function succeed(args: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await runThere(args, cwd);
  expect(code, `smac ${args.join(" ")}\n${stderr}`).toBe(0);
}
