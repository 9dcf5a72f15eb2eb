import { afterAll, expect, test } from "vitest";
import { appendFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { Project } from "../src/project/open-project.ts";
import { openProject } from "../src/project/library.ts";
import { copyOf } from "./server/served.ts";
import { propertyRuns, propertySeed } from "./property/runs.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const clock = { now: () => Date.parse("2026-11-22T12:00:00Z") * 1000 };
const periods = ["2026-01", "2026-02", "2026-03", "2026-04"];

type Pick = <T>(among: readonly T[]) => T;
type Questions = (pick: Pick) => (project: Project) => Promise<{ readonly answer: unknown }>;

/** A question by chance, which can be asked of several projects. */
const question: Questions = (pick) => {
  const at = pick(periods);
  const ask = {
    definition: pick(["smac", "smac-three-days", "customers", "stage-rate"]),
    from: pick([at, periods[0] ?? at]),
    to: at,
    ...pick([
      {},
      {},
      { now: "2026-04-10T09:00:00Z" },
      { now: "2026-04-01" },
      { period: "trailing:30d", from: `${at}-20`, to: `${at}-28` },
    ]),
    ...pick([{}, {}, { days: 2 }, { by: ["region"] }]),
  };
  const later = pick(["2026-03", "2026-04"]);
  const stage = pick(["customer", "lead"]);
  const status = pick(["active", "dormant", "all", "new", "inactive"] as const);
  const list = ask.definition === "customers" || "by" in ask ? { status } : { stage, status };
  return pick<ReturnType<Questions>>([
    (project) => project.report(ask),
    (project) => project.clusters(ask, list),
    (project) => project.clusters(ask, list),
    (project) => inPages(project, ask, list),
    (project) => inPages(project, ask, { ...list, status: "moved" }),
    (project) => project.explain({ ...ask, from: "2026-02", to: later }),
    (project) => project.clusterTable(ask),
    (project) => project.levels(ask),
    (project) => project.retention(ask),
    (project) => project.transitions(ask),
    (project) => project.matrix(ask),
    (project) => project.comparison(ask),
    (project) => project.stickiness(ask),
  ]);
};

test("questions that find the tables of others answer as those that make their own", async () => {
  const random = randomFrom(propertySeed());
  const reading = await opened();
  const alone = await opened();
  await alone.import();
  let told = 0;
  for (let n = 0; n < propertyRuns(120); n++) {
    const asked = question((among) => among[Math.floor(random() * among.length)] as never);
    const [kept, made] = [await outcome(asked(reading)), await outcome(asked(alone))];
    expect(kept).toEqual(made);
    if (typeof kept !== "string") told++;
  }
  expect(told).toBeGreaterThan(propertyRuns(120) / 2);
  expect(paged).toBeGreaterThan(0);
  await reading.close();
  await alone.close();
}, 300_000);

test("questions asked at once answer as those asked one after another", async () => {
  const project = await opened();
  const asks = ["smac", "customers", "smac-three-days"].map((definition) => ({ definition, to: "2026-03" }));
  const one: unknown[] = [];
  for (const ask of asks) one.push((await project.report(ask)).answer, (await project.levels(ask)).answer);
  for (let n = 0; n < 3; n++) {
    const atOnce = await Promise.all(asks.flatMap((ask) => [project.report(ask), project.levels(ask)]));
    expect(atOnce.map(({ answer }) => answer)).toEqual(one);
  }
  await project.close();
});

test("a store that several ask for at once is opened once, and let go of", async () => {
  const project = await opened();
  await Promise.all([project.status(), project.report(), project.ledger(), project.check()]);
  await project.import();
  await project.close();
});

test("who reads beside a writer of the same program is told what that one wrote", async () => {
  const folder = copyOf("saas");
  folders.push(folder);
  const [writer, reader] = [
    await openProject(folder, { effects: clock }),
    await openProject(folder, { effects: clock }),
  ];
  const active = async () => {
    const { answer } = await reader.report({ definition: "smac", from: "2026-03", to: "2026-03" });
    return answer.totals[0]?.active;
  };
  await writer.import();
  expect(await active()).toBe(5);
  appendFileSync(path.join(folder, "events.csv"), "late,2026-03-15T10:00:00Z,fjord,fjord-1,export,reports\n");
  await writer.import();
  expect(await active()).toBe(6);
  await reader.close();
  await writer.close();
});

/** A list page by page, where pages are worked out by themselves; else whole. */
async function inPages(
  project: Project,
  ...[ask, request]: Parameters<Project["clusters"]>
): Promise<{ readonly answer: unknown }> {
  const ofPage = async (from: number) =>
    (await project.clusters(ask, { ...request, page: { from, limit: 2, least: 0 } })).answer;
  const { list, facts, lines } = await ofPage(0);
  let all = { clusters: [...list.clusters], facts: [...facts] };
  while (all.clusters.length < (lines ?? 0)) {
    const next = await ofPage(all.clusters.length);
    expect(next).toMatchObject({ lines, list: { count: list.count } });
    expect(next.facts.length).toBeGreaterThan(0);
    all = { clusters: [...all.clusters, ...next.list.clusters], facts: [...all.facts, ...next.facts] };
  }
  if (lines !== undefined) paged++;
  return { answer: { list: { ...list, clusters: all.clusters }, facts: all.facts } };
}

let paged = 0;

/** A project whose files were read; nothing is kept between its questions while it is open for writing. */
async function opened(): Promise<Project> {
  const folder = copyOf("saas");
  folders.push(folder);
  const first = await openProject(folder, { effects: clock });
  await first.import();
  await first.close();
  return openProject(folder, { effects: clock, asksOften: true, waitSeconds: 0 });
}

async function outcome(asked: Promise<{ readonly answer: unknown }>): Promise<unknown> {
  try {
    return (await asked).answer;
  } catch (error) {
    return String(error);
  }
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
