import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SmacError } from "../../src/errors.ts";
import { openProject } from "../../src/project/open-project.ts";
import type { Project } from "../../src/project/open-project.ts";
import { outcomeLine, planText, progressText, receiptJson } from "../../src/cli/format/sync-lines.ts";
import { connectionTable } from "../../src/cli/format/status-tables.ts";
import { runSmac } from "../run-smac.ts";
import { batches, failing, scriptedProject, scriptedSystem } from "./scripted-project.ts";
import type { ScriptedProject } from "./scripted-project.ts";

let project: ScriptedProject;
beforeEach(() => {
  project = scriptedProject();
});
afterEach(() => project.remove());

const plain = { colour: false, width: 200, all: false };
const trouble = new SmacError("SOURCE_UNREACHABLE", "books (Scripted) does not answer", { recovery: "retry" });

async function opened<T>(work: (opened: Project) => Promise<T>): Promise<T> {
  writeFileSync(join(project.directory, "smac.yml"), "sources:\n  books: { type: scripted }\n");
  const one = await openProject(project.directory, {
    effects: project.effects,
    note: (text) => void project.notes.push(text),
    systems: [scriptedSystem],
    openConnection: async () => project.opened(),
  });
  try {
    return await work(one);
  } finally {
    await one.close();
  }
}

const rows = ["2026-08-05", "2026-09-05", "2026-09-06"].map((date, id) => ({ id, date, customer: `c${id}` }));

test("a report answers from what was synced, complete through when the sync began, and the ledger tells what a later one changed", async () => {
  project.scripts["invoices"] = batches({ rows, cursor: 1 });
  project.scripts["contacts"] = batches({ rows: rows.map(({ customer }) => ({ id: customer, name: customer })) });
  project.now = Date.parse("2026-09-20T05:00:00Z") * 1000;
  const first = await opened(async (one) => {
    await one.sync();
    return (await one.report({ definition: "customers" })).answer;
  });
  expect(first.rows.map((row) => [row.period.start, row.active, row.period.complete])).toEqual([
    ["2026-08-01", 1, true],
    ["2026-09-01", 2, false],
  ]);
  expect(first.freshness).toEqual([{ source: "books", through: "2026-09-20T05:00:00Z" }]);
  project.now = Date.parse("2026-10-03T00:00:00Z") * 1000;
  const stale = await opened(async (one) => (await one.report({ definition: "customers" })).answer);
  expect(stale.rows.map((row) => row.period.complete)).toEqual([true, false]);
  project.scripts["invoices"] = batches({ rows: [{ id: 9, date: "2026-08-06", customer: "c9" }], cursor: 2 });
  const later = await opened(async (one) => {
    await one.sync();
    const { answer } = await one.report({ definition: "customers" });
    return { complete: answer.rows.map((row) => row.period.complete), ledger: await one.ledger() };
  });
  expect(later.complete).toEqual([true, true]);
  expect(later.ledger.find(({ measure }) => measure === "active")).toMatchObject({ was: 1, is: 2 });
});

test("while some stream that counts was never read to its end, no period is complete", async () => {
  project.scripts["invoices"] = failing(trouble, { rows, cursor: 1 });
  const { answer } = await opened(async (one) => {
    expect((await one.sync()).state).toBe("partial");
    return one.report({ definition: "customers" });
  });
  expect(answer.rows.map((row) => row.period.complete)).toEqual([false, false]);
  expect(answer.freshness).toEqual([{ source: "books", through: null }]);
});

test("a project that was never synced says so", async () => {
  await expect(opened((one) => one.report())).rejects.toMatchObject({ code: "STORE_EMPTY", hint: "run `smac sync`" });
});

test("a system without a row was read, too", async () => {
  const { answer } = await opened(async (one) => {
    await one.sync();
    return one.report({ definition: "customers" });
  });
  expect(answer.rows).toEqual([]);
});

test("the plan tells calls, since when, and what is left; nothing is read or written", async () => {
  project.calls = 3;
  project.budget = { of: "calls a day", limit: 2000, remaining: 1234, resets: null };
  const plan = () => opened((one) => one.planSync({ streams: ["books.invoices"] }));
  expect(planText(await plan(), plain)).toBe(
    "stream            calls  changes since\nbooks.invoices  about 3  the beginning\nin all about 3 calls; 1,234 of 2,000 calls a day are left\n",
  );
  project.scripts["invoices"] = batches({ rows, cursor: 1 });
  project.now = Date.parse("2026-09-20T05:00:00Z") * 1000;
  await opened((one) => one.sync({ streams: ["books.invoices"] }));
  expect(planText(await plan(), plain)).toContain("books.invoices  about 3  2026-09-20 05:00:00\n");
  project.calls = null;
  expect(planText(await plan(), plain)).toContain("in all an unknown number of calls; 1,234");
});

test("status tells each stream's rows, freshness, cursor and last trouble, and the budget as last heard", async () => {
  project.budget = { of: "calls a day", limit: 2000, remaining: 1234, resets: null };
  const cursor = { since: "2026-09-20T04:59:00.5Z", full: null, rows: 3, place: { after: [1, 2] } };
  project.scripts["invoices"] = batches({ rows, cursor });
  project.scripts["contacts"] = failing(trouble, { rows: [{ id: 1 }, {}], cursor: 1 });
  project.now = Date.parse("2026-09-20T05:00:00Z") * 1000;
  await opened((one) => one.sync({ streams: ["books.invoices", "books.contacts"] }));
  const status = await opened((one) => one.status());
  expect(status.connections[0]?.streams[0]?.cursor).toEqual(cursor);
  expect(connectionTable(status.connections[0]!, Date.parse("2026-09-20T08:00:00Z") * 1000, plain)).toBe(
    `books (Scripted): not complete yet; 1,234 of 2,000 calls a day left (3 h ago)
stream    rows  gone  rejected  last change          complete through     cursor age  cursor
invoices     3     0         0  2026-09-20 05:00:00  2026-09-20 05:00:00         3 h  since 2026-09-20 04:59:00, rows 3, place …
contacts     1     0         1  2026-09-20 05:00:00  —                           3 h  1
lines        0     0         0  never                —                             —  —
contacts, 2026-09-20 05:00:00: books (Scripted) does not answer [SOURCE_UNREACHABLE]
`,
  );
});

test("what is wrong with several streams alike is said once, with when it was last", async () => {
  await opened((one) => one.sync({ streams: ["books.invoices", "books.contacts"] }));
  const [books] = (await opened((one) => one.status())).connections;
  const at = (hour: number) => Date.parse(`2026-09-20T0${hour}:00:00Z`) * 1000;
  const error = { code: trouble.code, message: trouble.message };
  const other = { code: "SOURCE_REFUSED", message: "books (Scripted) refuses" };
  const errors = [
    { ...error, at: at(3) },
    { ...other, at: at(4) },
    { ...error, at: at(5) },
  ];
  const streams = books!.streams.map((stream, index) => ({ ...stream, error: errors[index] ?? null }));
  expect(
    connectionTable({ ...books!, streams }, at(8), plain)
      .split("\n")
      .slice(-3),
  ).toEqual([
    "invoices, lines, 2026-09-20 05:00:00: books (Scripted) does not answer [SOURCE_UNREACHABLE]",
    "contacts, 2026-09-20 04:00:00: books (Scripted) refuses [SOURCE_REFUSED]",
    "",
  ]);
});

test("lines say what was done and how far it is", () => {
  const outcome = {
    stream: "books.invoices",
    state: "complete",
    read: 5000,
    inserted: 1234,
    changed: 2,
    gone: 1,
    unchanged: 3763,
    rejected: 0,
    calls: 25,
    microseconds: 2_000_000,
    notes: [],
    error: null,
  } as const;
  expect(outcomeLine(outcome)).toBe("books.invoices: 1,234 new, 2 changed, 1 gone (25 calls, 2,500 rows/s)");
  expect(outcomeLine({ ...outcome, inserted: 0, changed: 0, gone: 0, read: 3, calls: 1 })).toBe(
    "books.invoices: nothing new (1 call)",
  );
  expect(outcomeLine({ ...outcome, state: "failed", error: trouble })).toBe(
    "books.invoices: failed, 1,234 new, 2 changed, 1 gone until then (25 calls, 2,500 rows/s)",
  );
  expect(
    JSON.parse(
      receiptJson({ state: "partial", notes: [], streams: [{ ...outcome, state: "failed", error: trouble }] }),
    ),
  ).toMatchObject({
    state: "partial",
    streams: [{ seconds: 2, error: { code: "SOURCE_UNREACHABLE", hint: null } }],
  });
  expect(
    progressText({
      step: "reading",
      connection: "books",
      stream: "invoices",
      number: 2,
      streams: 9,
      rows: 12_345,
      expected: 40_000,
      rowsPerSecond: 3210,
      calls: 45,
      budget: { of: "calls a day", limit: 2000, remaining: 1955, resets: null },
      secondsLeft: 90,
      outcome: null,
    }),
  ).toBe("books.invoices (2 of 9): 12,345 of 40,000 rows, 3,210 rows/s, 45 calls, 1,955 calls a day left, 2 min to go");
});

test("smac sync in a project of files says what to run instead", async () => {
  writeFileSync(join(project.directory, "smac.yml"), "sources:\n  events: { files: events.csv }\n");
  const { code, stderr } = await runSmac(["sync"], { cwd: project.directory });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "smac: smac.yml names no connected system\n  files are read with `smac import`\n  [SYNC_NO_CONNECTIONS]\n",
  });
});
