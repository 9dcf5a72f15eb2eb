import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { runSmac } from "../run-smac.ts";
import type { Scenario } from "./arbitraries.ts";
import { historyFiles, scenarioCommand } from "./arbitraries-files.ts";
import { keepOneDatabase, leftInDatabases } from "./one-database.ts";
import type { Numbers } from "./oracle-agreement.ts";

keepOneDatabase();
afterAll(async () => {
  const left = await leftInDatabases();
  if (left.length > 0) throw new Error(`not temporary: ${left.join(", ")}`);
});

/** Writes a scenario's files into a folder of their own, does something there, and takes the folder away. */
export async function inScenario<T>(scenario: Scenario, act: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = mkdtempSync(join(tmpdir(), "smac-scenario-"));
  try {
    for (const [name, text] of Object.entries(historyFiles(scenario.told))) writeFileSync(join(cwd, name), text);
    return await act(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** What the real command line answers to a scenario; throws what it says when it fails. */
export async function programAnswer(scenario: Scenario): Promise<Numbers> {
  const command = scenarioCommand(scenario);
  return inScenario(scenario, async (cwd) => {
    const { code, stdout, stderr } = await runSmac(command, { cwd });
    if (code !== 0) throw new Error(`smac ${command.join(" ")}\n${stderr}`);
    return JSON.parse(stdout) as Numbers;
  });
}
