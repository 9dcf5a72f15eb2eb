import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apiApp } from "../../src/server/app.ts";
import { type Jobs, openJobs } from "../../src/server/jobs.ts";
import { type SharedProject, shareProject } from "../../src/server/shared-project.ts";
import { openTokens } from "../../src/server/tokens.ts";
import { effectsIn, now } from "./served.ts";

// A folder with nothing in it, served.
let folder: string;
let project: SharedProject;
let jobs: Jobs;
let ask: (address: string, init?: RequestInit) => Promise<Response>;
const failures: unknown[] = [];
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "smac-nothing-"));
  const effects = effectsIn(folder);
  const failed = (error: unknown): void => void failures.push(error);
  project = await shareProject(".", effects);
  jobs = openJobs(() => effects.now(), failed);
  const app = apiApp({
    project,
    jobs,
    tokens: openTokens(folder),
    tokenNeeded: false,
    hosts: { loopback: true, allowed: [] },
    now: () => effects.now(),
    failed,
    ending: new AbortController().signal,
  });
  ask = async (address, init) => app.request(address, init);
});
afterEach(async () => {
  await jobs.close();
  await project.close();
  rmSync(folder, { recursive: true, force: true });
});

async function json<T>(address: string, init?: RequestInit): Promise<T> {
  return (await (await ask(address, init)).json()) as T;
}

async function ended(id: string) {
  while (jobs.named(id).state === "running") await sleep(10);
  return jobs.named(id);
}

const files = (): string[] => readdirSync(folder).filter((name) => name !== ".smac");

test("asking writes nothing, and says that there is nothing to read", async () => {
  expect(await json("/api/v1/project")).toMatchObject({ empty: true });
  expect(await json("/api/v1/sources")).toEqual({ files: [], connections: [] });
  expect(await json("/api/v1/demo")).toMatchObject({ possible: true, why: null });
  const report = await ask("/api/v1/report");
  expect([report.status, ((await report.json()) as { code: string }).code]).toEqual([409, "STORE_EMPTY"]);
  expect(readdirSync(folder)).toEqual([]);
  expect(failures).toEqual([]);
  await expect(shareProject("not-there", effectsIn(folder))).rejects.toMatchObject({ code: "CONFIG_NO_PROJECT" });
});

test("the demo company comes once; stopped, nothing of it is left", async () => {
  const stopped = await json<{ id: string }>("/api/v1/demo", { method: "POST" });
  await ask(`/api/v1/jobs/${stopped.id}`, { method: "DELETE" });
  expect(await ended(stopped.id)).toMatchObject({ state: "cancelled" });
  expect(files()).toEqual([]);
  expect(existsSync(path.join(folder, ".smac", "warehouse.duckdb"))).toBe(false);
  const { id } = await json<{ id: string }>("/api/v1/demo", { method: "POST" });
  expect(await ended(id)).toMatchObject({ state: "done" });
  expect(await json("/api/v1/project")).toMatchObject({ empty: false });
  const again = await ask("/api/v1/demo", { method: "POST" });
  expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, "USAGE_EXISTS"]);
  expect(failures).toEqual([]);
}, 60_000);

test("the demo company stays where another program is reading it into the store", async () => {
  const { id } = await json<{ id: string }>("/api/v1/demo", { method: "POST" });
  const store = path.join(folder, ".smac", "warehouse.duckdb");
  mkdirSync(path.dirname(store), { recursive: true });
  writeFileSync(store, "theirs");
  const holder = { pid: process.ppid, host: hostname(), command: "smac import", since: now };
  writeFileSync(path.join(folder, ".smac", "warehouse.lock"), JSON.stringify(holder));
  expect(await ended(id)).toMatchObject({ state: "failed", problem: { code: "STORE_LOCKED" } });
  expect(readFileSync(store, "utf8")).toBe("theirs");
  expect(files()).toContain("smac.yml");
  expect(failures).toEqual([]);
}, 60_000);

test("a first file makes the project; where its import fails, there is none again", async () => {
  writeFileSync(path.join(folder, "notes.txt"), "mine");
  const csv = "account_id,stage,since\nacme,lead,2026-01-01\nacme,customer,2026-02-01\nbirch,lead,2026-03-01\n";
  const send = { method: "POST", body: csv };
  const { id } = await json<{ id: string }>("/api/v1/uploads?name=stages.csv", send);
  const look = await json<{ version: string; mapping: { as: string }; adds: { yaml: string } }>(
    `/api/v1/uploads/${id}`,
  );
  expect(look.mapping.as).toBe("stages");
  expect(look.adds.yaml).toContain("# What smac counts in this project");
  const start = { method: "POST", headers: { "if-match": `"${look.version}"` } };
  // As where the disk fails after the file was looked at: what is kept of it is another file now.
  const sent = path.join(folder, ".smac", "uploads", id, "stages.csv");
  writeFileSync(sent, "account_id,stage,since\nacme,lead,2026-13-45\n");
  const failing = await json<{ id: string }>(`/api/v1/uploads/${id}/import`, start);
  const failed = await ended(failing.id);
  expect(failed).toMatchObject({ state: "failed", problem: { code: "INPUT_BAD_DATE" } });
  expect(failed.problem?.hint).toContain("the project is as it was before");
  expect(files()).toEqual(["notes.txt"]);
  expect(await json("/api/v1/project")).toMatchObject({ empty: true });
  writeFileSync(sent, csv);
  const again = await json<{ id: string }>(`/api/v1/uploads/${id}/import`, start);
  expect(await ended(again.id)).toMatchObject({ state: "done" });
  expect(files().toSorted()).toEqual(["imports", "notes.txt", "smac.yml"]);
  expect(readFileSync(path.join(folder, "smac.yml"), "utf8")).toContain(
    "history: { from: stages, cluster: account_id, stage: stage, at: since }",
  );
  expect(await json("/api/v1/project")).toMatchObject({ empty: false, stages: expect.anything() as unknown });
  expect(failures).toEqual([]);
}, 60_000);
