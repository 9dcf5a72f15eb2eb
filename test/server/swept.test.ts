import { appendFileSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Project } from "../../src/project/open-project.ts";
import { type SharedProject, shareProject } from "../../src/server/shared-project.ts";
import { runSmac } from "../run-smac.ts";
import { copyOf, effectsIn } from "./served.ts";

// Reports from memory: the same bytes as those of SQL, and never of other data.

const open: SharedProject[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const never = new AbortController().signal;
const asks = [
  {},
  { period: "trailing:30d", from: "2026-02-01", to: "2026-04-30" },
  { period: "week", events: 2, days: 2 },
  { period: "day", from: "2026-03-01", to: "2026-03-31" },
];

async function imported(): Promise<string> {
  const folder = copyOf("saas");
  expect((await runSmac(["import"], { cwd: folder })).code).toBe(0);
  return folder;
}

async function shared(folder: string, ceiling?: number): Promise<SharedProject> {
  const project = await shareProject(".", effectsIn(folder), ceiling === undefined ? {} : { ceiling });
  open.push(project);
  return project;
}

/** An event after all others. */
const late = "e999,2026-08-03T10:00:00Z,cobalt,cobalt-2,export,dashboards";

/** A report, and whether SQL gave it. */
async function report(
  project: SharedProject,
  ask: object,
): Promise<{ readonly json: string; readonly bySql: boolean }> {
  const { value } = await project.report(never, ask);
  return { json: JSON.stringify(value.answer), bySql: value.statements.length > 0 };
}

const bySql = async (project: SharedProject, ask: object): Promise<string> =>
  JSON.stringify((await project.read(never, (one: Project) => one.report(ask, "sql"))).value.answer);

/** Asks until the answer is from memory. */
async function fromMemory(project: SharedProject, ask: object): Promise<string> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const told = await report(project, ask);
    if (!told.bySql) return told.json;
    await sleep(50);
  }
  throw new Error("no report came from memory");
}

const indexes = (folder: string): string[] =>
  existsSync(path.join(folder, ".smac/sweep")) ? readdirSync(path.join(folder, ".smac/sweep")) : [];

test("answers from memory are those of SQL to the byte, whatever the window", { timeout: 60_000 }, async () => {
  const project = await shared(await imported());
  await fromMemory(project, {});
  for (const ask of asks) expect([ask, await fromMemory(project, ask)]).toEqual([ask, await bySql(project, ask)]);
  expect((await report(project, { asOf: "2026-03-01" })).bySql).toBe(true);
});

test("a report from memory does not wait for a long question", { timeout: 60_000 }, async () => {
  const project = await shared(await imported());
  await fromMemory(project, {});
  const leave = new AbortController();
  const waiting = Array.from({ length: 6 }, () =>
    project.read(leave.signal, () => sleep(60_000, null, { signal: leave.signal })),
  );
  expect((await report(project, asks[1] ?? {})).bySql).toBe(false);
  leave.abort();
  await Promise.allSettled(waiting);
});

test("questions of SQL run side by side", { timeout: 60_000 }, async () => {
  const project = await shared(await imported());
  await bySql(project, {});
  let both: () => void = () => undefined;
  const met = new Promise<void>((resolve) => {
    both = resolve;
  });
  const first = project.read(never, async (one) => {
    await met;
    return one.report({}, "sql");
  });
  const second = await project.read(never, async (one) => {
    both();
    return one.report({}, "sql");
  });
  expect((await first).value.answer).toEqual(second.value.answer);
});

test("a load between two requests changes the answer, and memory follows", { timeout: 60_000 }, async () => {
  const folder = await imported();
  const project = await shared(folder);
  const before = await fromMemory(project, {});
  appendFileSync(path.join(folder, "events.csv"), `${late}\n`);
  await project.hold(never, (one) => one.import());
  const after = await report(project, {});
  expect(after.json).not.toBe(before);
  expect(await fromMemory(project, {})).toBe(await bySql(project, {}));
  expect(await fromMemory(project, {})).toBe(after.json);
  expect(indexes(folder)).toHaveLength(1);
});

test("another program's load, too", { timeout: 60_000 }, async () => {
  const folder = await imported();
  const first = await shared(folder);
  const before = await fromMemory(first, {});
  await first.close();
  appendFileSync(path.join(folder, "events.csv"), `${late}\n`);
  expect((await runSmac(["import"], { cwd: folder })).code).toBe(0);
  const second = await shared(folder);
  expect((await report(second, {})).json).not.toBe(before);
});

test("an erasure leaves no byte in .smac/sweep, and none in memory", { timeout: 60_000 }, async () => {
  const folder = await imported();
  const project = await shared(folder);
  await fromMemory(project, {});
  expect(indexes(folder)).not.toEqual([]);
  await project.hold(never, async (one) => {
    await one.remove({ kind: "customer" }, "cobalt", { erase: true });
    expect(indexes(folder)).toEqual([]);
  });
  expect(await fromMemory(project, {})).toBe(await bySql(project, {}));
});

test("above the ceiling SQL answers, and no file is left", { timeout: 60_000 }, async () => {
  const folder = await imported();
  const project = await shared(folder, 1000);
  for (let k = 0; k < 5; k++) {
    expect((await report(project, {})).bySql).toBe(true);
    await sleep(100);
  }
  expect(indexes(folder)).toEqual([]);
});

test(
  "two servers on one store answer the same, the second from the first one's file",
  { timeout: 60_000 },
  async () => {
    const folder = await imported();
    const [one, other] = [await shared(folder), await shared(folder)];
    const first = await fromMemory(one, {});
    const [name = ""] = indexes(folder);
    const written = statSync(path.join(folder, ".smac/sweep", name)).mtimeMs;
    expect(await fromMemory(other, {})).toBe(first);
    expect(statSync(path.join(folder, ".smac/sweep", name)).mtimeMs).toBe(written);
  },
);

test("a damaged index file is built anew", { timeout: 60_000 }, async () => {
  const folder = await imported();
  const before = await shared(folder);
  const told = await fromMemory(before, {});
  await before.close();
  const file = path.join(folder, ".smac/sweep", indexes(folder)[0] ?? "");
  const whole = readFileSync(file);
  for (const damage of [
    whole.subarray(0, whole.length / 2),
    Buffer.concat([whole.subarray(0, -9), Buffer.alloc(9, 7)]),
  ]) {
    writeFileSync(file, damage);
    const project = await shared(folder);
    expect(await fromMemory(project, {})).toBe(told);
    await project.close();
    expect(readFileSync(file).equals(whole) || readFileSync(file).length === whole.length).toBe(true);
  }
});
