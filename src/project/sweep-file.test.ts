import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine } from "../engines/duckdb/engine.ts";
import type { Facts } from "../query/facts.ts";
import { type Ask, questionOf } from "./ask.ts";
import { askReport } from "./ask-report.ts";
import type { Session } from "./session.ts";
import { indexFile, sweepIndex } from "./sweep-file.ts";
import { isOfMoment } from "./sweep-index.ts";
import { indexedReport } from "./swept-report.ts";

const folder = mkdtempSync(join(tmpdir(), "smac-sweep-"));
let engine: Engine;

beforeAll(async () => {
  engine = await openEngine({ path: null });
  await engine.run(`
create table activity as select * from (values
  (timestamp '2026-01-05', 'a'), (timestamp '2026-01-20', 'a'), (timestamp '2026-02-03', 'b'), (timestamp '2026-03-09', 'a')) v("at", cluster);
create table stage as select * from (values
  ('a', 'lead', timestamp '2025-12-01'), ('a', 'customer', timestamp '2026-02-10'), ('b', 'lead', timestamp '2026-01-01')) v(cluster, stage, "at")`);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const never = "cast(null as timestamp) as learned, cast(null as timestamp) as forgotten";
const texts = ["source", "id", "member", "kind", "product", "other", "stage", "version"];
const facts: Facts = {
  activity: {
    sql: `select ${texts.map((name) => `cast(null as varchar) as ${name}`).join(", ")}, "at", cluster, ${never} from activity`,
    params: [],
  },
  membership: null,
  stage: { sql: `select cluster, stage, "at", ${never} from stage`, params: [] },
  attribute: null,
  record: null,
  activityHas: {
    id: false,
    learned: false,
    cluster: true,
    member: false,
    product: false,
    other: false,
    stage: false,
    undated: false,
  },
  activityAttributes: [],
  activityColumns: [],
  attributes: [],
  stageSource: "history",
  stageOrder: null,
  span: null,
};

const ask = (asked: Ask, now = "2026-04-01T00:00:00Z") =>
  questionOf(asked, {
    timezone: "UTC",
    weekStart: "monday",
    fiscalStart: 1,
    calendar: "gregorian",
    definition: { preset: "stage-rate", exclude: [] },
    hasStages: true,
    hasProducts: false,
    clock: Date.parse(now) * 1000,
  });
const file = indexFile(join(folder, "warehouse.duckdb"), ask({}), "any data");
const session = (): Session => ({ engine, trace: [] });

test("an index is built once, and answers any period and threshold without a statement", async () => {
  await sweepIndex(session(), { question: ask({}), facts }, { file, data: "load 1" });
  for (const asked of [{}, { period: "trailing:40d" }, { period: "week", days: 2 }, { over: "distinct" } as const]) {
    const question = ask(asked);
    const s = session();
    const index = await sweepIndex(s, { question, facts }, { file, data: "load 1" });
    expect(s.trace).toEqual([]);
    expect(indexedReport(index, question)).toEqual(await askReport(session(), question, facts));
  }
});

test("a moment between the same facts is answered by the same index, an earlier one by another", async () => {
  for (const now of ["2026-05-01T00:00:00Z", "2026-03-09T00:00:00Z"]) {
    const same = session();
    const question = ask({}, now);
    const index = await sweepIndex(same, { question, facts }, { file, data: "load 1" });
    expect(same.trace).toEqual([]);
    expect(indexedReport(index, question)).toEqual(await askReport(session(), question, facts));
  }
  const earlier = session();
  const question = ask({}, "2026-02-20T00:00:00Z");
  const index = await sweepIndex(earlier, { question, facts }, { file, data: "load 1" });
  expect(earlier.trace).not.toEqual([]);
  const [before, after] = [ask({}, "2026-03-08T23:00:00Z"), ask({}, "2026-03-09T00:00:00Z")].map((one) =>
    isOfMoment(index.told, one),
  );
  expect([before, after]).toEqual([true, false]);
  expect(indexedReport(index, question)).toEqual(await askReport(session(), question, facts));
});

test("other data and a damaged file mean a new index", async () => {
  const rebuilt = async (data: string) => {
    const s = session();
    await sweepIndex(s, { question: ask({}), facts }, { file, data });
    return s.trace.length > 0;
  };
  await rebuilt("load 1");
  expect(await rebuilt("load 1")).toBe(false);
  expect(await rebuilt("load 2")).toBe(true);
  const bytes = readFileSync(file);
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1;
  writeFileSync(file, bytes);
  expect(await rebuilt("load 2")).toBe(true);
  expect(await rebuilt("load 2")).toBe(false);
  writeFileSync(file, "");
  expect(await rebuilt("load 2")).toBe(true);
});

test("what takes too much memory is left to SQL, and leaves no file", async () => {
  const other = join(folder, "other.index");
  const work = sweepIndex(session(), { question: ask({}), facts }, { file: other, data: "load 1", bytes: 50 });
  await expect(work).rejects.toMatchObject({ code: "QUERY_NOT_SWEPT" });
  expect(existsSync(other)).toBe(false);
});

test.skipIf(process.platform === "win32")("only its owner can read the file", () => {
  expect(statSync(file).mode & 0o077).toBe(0);
});
