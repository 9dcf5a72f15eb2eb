import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SweepInput } from "../sweep/input.ts";
import { questionOf } from "./ask.ts";
import type { openShelf as OpenShelf } from "./sweep-shelf.ts";
import { aboutIndex } from "./sweep-index.ts";
import { indexedReport } from "./swept-report.ts";

// The threads are those of the built program: from sources there are none.

const folder = mkdtempSync(join(tmpdir(), "smac-shelf-"));
let openShelf: typeof OpenShelf;

beforeAll(async () => {
  const root = join(import.meta.dirname, "../..");
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const about = [
    "-p",
    join(root, "tsconfig.build.json"),
    "--outDir",
    join(folder, "dist"),
    "--noCheck",
    "--declaration",
    "false",
  ];
  execFileSync(process.execPath, [compiler, ...about]);
  ({ openShelf } = (await import(pathToFileURL(join(folder, "dist/project/sweep-shelf.js")).href)) as {
    openShelf: typeof OpenShelf;
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const clock = Date.parse("2026-04-01T00:00:00Z") * 1000;
const ask = (days: number) =>
  questionOf(
    { period: `trailing:${days}d`, from: "2026-01-10", to: "2026-03-20" },
    {
      timezone: "UTC",
      weekStart: "monday",
      fiscalStart: 1,
      calendar: "gregorian",
      definition: { preset: "customers", exclude: [] },
      hasStages: false,
      hasProducts: false,
      clock,
    },
  );
const shared = (values: readonly number[]) => {
  const column = new Int32Array(new SharedArrayBuffer(values.length * 4));
  column.set(values);
  return column;
};
/** Three clusters, whose days are counted from 2026-01-01. */
const days = [[0, 3, 40], [10, 11, 12, 70], [60]].map((own) => own.map((day) => 20_454 + day));
const input: SweepInput = {
  clusters: 3,
  members: 0,
  products: 0,
  labels: [],
  activity: {
    rows: 8,
    offsets: shared([0, 3, 7, 8]),
    day: shared(days.flat()),
    events: new Float64Array(new SharedArrayBuffer(64)).fill(1),
    labelEvents: null,
    member: null,
    product: null,
    label: null,
  },
  states: null,
  belonging: null,
  ownHistory: null,
  eventUnit: 1,
  unattributed: { day: shared([]), events: new Float64Array(new SharedArrayBuffer(0)) },
};
const index = (data: string) => ({
  about: aboutIndex(ask(7), data),
  told: {
    span: { first: 20_454, last: 20_524, firstAt: 20_454 * 86_400_000_000, history: null },
    stages: [],
    heldStages: [],
    products: [],
    warnings: [],
    stageSource: null,
    now: clock,
    asOf: clock,
    since: null,
    until: null,
  },
  input,
});

test("threads give together what one pass gives, from memory and from the file", async () => {
  const shelf = openShelf(1e9);
  const [one, file] = [index("load 1"), join(folder, "sweep/one.index")];
  expect(await shelf.put(file, one)).toBe(true);
  for (const window of [1, 7, 30]) {
    const found = await shelf.report(one.about, ask(window));
    expect(found).toEqual(indexedReport(one, ask(window)));
  }
  await shelf.clear();
  expect(await shelf.report(one.about, ask(7))).toBeNull();
  expect(await shelf.open(file, one.about, ask(7))).toBe(true);
  expect(await shelf.open(file, index("load 2").about, ask(7))).toBe(false);
  expect(await shelf.report(one.about, ask(7))).toEqual(indexedReport(one, ask(7)));
  await shelf.close();
});

test("the index not asked for longest goes where all do not fit; one above the ceiling is not held", async () => {
  const measuring = openShelf(1e9);
  await measuring.put(join(folder, "sweep/any.index"), index("a"));
  const size = measuring.bytes;
  await measuring.close();
  const shelf = openShelf(2 * size + 100);
  const [a, b, c] = ["a", "b", "c"].map(index);
  for (const one of [a, b]) await shelf.put(join(folder, "sweep/any.index"), one as typeof a & object);
  await shelf.report(a?.about ?? "", ask(7));
  await shelf.put(join(folder, "sweep/any.index"), c as typeof a & object);
  expect([a, b, c].map((one) => shelf.has(one?.about ?? ""))).toEqual([true, false, true]);
  expect(shelf.bytes).toBeLessThanOrEqual(2 * size + 100);
  await shelf.close();
  const small = openShelf(100);
  expect(await small.put(join(folder, "sweep/any.index"), index("a"))).toBe(false);
  await small.close();
});
