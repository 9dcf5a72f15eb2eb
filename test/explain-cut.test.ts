import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openProject } from "../src/index.ts";
import { type Ran, runSmac } from "./run-smac.ts";

const folder = mkdtempSync(join(tmpdir(), "smac-cut-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Of c and d nothing happened in the first half of October; after the middle of November there is activity.
const events = [
  ["a", "2026-10-02"],
  ["b", "2026-10-03"],
  ["c", "2026-10-20"],
  ["d", "2026-10-31"],
  ["a", "2026-11-03"],
  ["c", "2026-11-04"],
  ["d", "2026-11-16"],
  ["b", "2026-11-20"],
] as const;

/** A project with a store of what happened until a moment. */
async function stored(name: string, until: string): Promise<string> {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const rows = events.filter(([, at]) => Date.parse(at) <= Date.parse(until)).map((row) => row.join(","));
  writeFileSync(join(cwd, "events.csv"), ["who,at", ...rows, ""].join("\n"));
  writeFileSync(join(cwd, "accounts.csv"), "who\na\nb\nc\nd\n");
  writeFileSync(
    join(cwd, "smac.yml"),
    `sources: { events: { files: events.csv }, accounts: { files: accounts.csv } }
clusters: { customer: { from: accounts, key: who } }
activities: { use: { from: events, at: at, cluster: who } }
definitions: { share: { preset: active-share } }
`,
  );
  expect((await runSmac(["import"], { cwd })).code).toBe(0);
  return cwd;
}

test.each([
  ["2026-11-15T23:59:59.999999Z", 0],
  ["2026-11-15T12:00:00Z", 0],
  ["2026-11-16T00:00:00Z", 1],
  ["2026-11-20T23:59:59.999999Z", 1],
])("what happens after %s moves nothing, in the earlier period neither", async (now, change) => {
  const [all, past] = [await stored(`all ${now}`, "2027-01-01"), await stored(`past ${now}`, now)];
  const asked = ["explain", "--definition", "share", "--from", "2026-10", "--to", "2026-11", "--format", "json"];
  const ask = (cwd: string): Promise<Ran> => runSmac([...asked, "--now", now], { cwd });
  const told = await ask(all);
  expect(JSON.parse(told.stdout)).toMatchObject({ count: { change } });
  expect(told.stdout).toBe((await ask(past)).stdout);
  const compared = async (cwd: string): Promise<unknown> => {
    const project = await openProject(cwd);
    try {
      const { warnings: _, ...answer } = (await project.comparison({ definition: "share", now })).answer;
      return answer;
    } finally {
      await project.close();
    }
  };
  expect(await compared(all)).toEqual(await compared(past));
});
