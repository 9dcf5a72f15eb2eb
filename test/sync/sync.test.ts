import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SmacError } from "../../src/errors.ts";
import type { Batch, OpenedSource } from "../../src/sources/kit/source.ts";
import { syncConnections } from "../../src/sync/sync.ts";
import { batches, cursorOf, failing, scriptedProject } from "./scripted-project.ts";
import type { ScriptedProject } from "./scripted-project.ts";

let project: ScriptedProject;
beforeEach(() => {
  project = scriptedProject();
});
afterEach(() => project.remove());

const trouble = new SmacError("SOURCE_UNREACHABLE", "books (Scripted) does not answer", { recovery: "retry" });

function invoice(id: number | string, date = "2026-01-05", customer = "c1") {
  return { id, customer, date };
}

const count = (project_: ScriptedProject, statement: string): Promise<number> =>
  project_.store(async (store) => (await store.engine.rows<{ n: number }>(statement))[0]?.n ?? -1);

describe("rows", () => {
  test("new, changed, unchanged and gone rows are told apart by key and content; the last of several counts", async () => {
    project.scripts["invoices"] = batches(
      { rows: [invoice(1), invoice(2), invoice(3), invoice(1, "2026-01-06")], cursor: "a" },
      { rows: [invoice(3, "2026-02-01"), invoice(" 4 ")], gone: [{ id: 2 }], cursor: "b" },
    );
    const first = await project.sync({ keepEvery: { rows: 1, microseconds: 0 } });
    expect(first.state).toBe("complete");
    expect(first.streams[0]).toMatchObject({ read: 6, inserted: 4, changed: 1, unchanged: 0, gone: 1, rejected: 0 });
    expect(await project.standing("invoices")).toEqual({
      "1": { id: "1", customer: "c1", date: "2026-01-06" },
      "3": { id: "3", customer: "c1", date: "2026-02-01" },
      "4": { id: " 4 ", customer: "c1", date: "2026-01-05" },
    });
    expect(await cursorOf(project, "invoices")).toBe("b");
    project.scripts["invoices"] = batches({ rows: [invoice(1, "2026-01-06"), invoice(3, "2026-02-01")], cursor: "c" });
    const again = await project.sync();
    expect(again.streams[0]).toMatchObject({ read: 2, inserted: 0, changed: 0, unchanged: 2, gone: 0 });
    expect(await cursorOf(project, "invoices")).toBe("c");
    expect(await count(project, "SELECT count(*) AS n FROM loads")).toBe(2);
  });

  test("gathered into one load, the same rows give the same table", async () => {
    project.scripts["invoices"] = batches(
      { rows: [invoice(1), invoice(2), invoice(3), invoice(1, "2026-01-06")], cursor: "a" },
      { rows: [invoice(3, "2026-02-01"), invoice(4)], gone: [{ id: 2 }], cursor: "b" },
    );
    const { streams } = await project.sync();
    expect(streams[0]).toMatchObject({ inserted: 3, changed: 0, gone: 0 });
    expect(Object.keys(await project.standing("invoices"))).toEqual(["1", "3", "4"]);
  });

  test("rows without a key are left out, counted, and told by where they stand", async () => {
    project.scripts["lines"] = batches(
      { rows: [{ sheet: "a|b", line: 1 }, { sheet: "a", line: null }, { line: 2 }, { sheet: " ", line: 3 }] },
      { rows: [{ sheet: "a", line: "b|1" }, {}], gone: [{ sheet: "x" }] },
    );
    const { streams } = await project.sync({ streams: ["books.lines"] });
    expect(streams[0]).toMatchObject({ read: 6, inserted: 2, rejected: 5 });
    expect(streams[0]?.notes).toContain("books.lines: row 2 has no “line”; it was left out");
    expect(streams[0]?.notes).toContain("books.lines: 5 rows were left out in all");
    expect(Object.keys(await project.standing("lines")).sort()).toEqual(["a\\|b|1", "a|b\\|1"]);
  });

  test("hostile columns, values and a column called like ours survive", async () => {
    const odd = {
      id: "x'\"; DROP TABLE loads; --",
      _key: "mine",
      _load: 7,
      "": "none",
      "Ä\u0000b": "nul\u0000",
      rowid: 3,
      _DIGEST: "d",
      nested: { a: { b: [1] } },
      date: "2026-01-01",
    };
    project.scripts["invoices"] = batches({ rows: [odd, { id: "__proto__", constructor: "x" }] });
    const { streams } = await project.sync();
    expect(streams[0]).toMatchObject({ inserted: 2, error: null });
    const rows = await project.standing("invoices");
    expect(rows["x'\"; DROP TABLE loads; --"]).toEqual({
      id: "x'\"; DROP TABLE loads; --",
      "_key (2)": "mine",
      _load: "7",
      "": "none",
      "Ä\u0000b": "nul\u0000",
      rowid: "3",
      _DIGEST: "d",
      "nested.a": '{"b":[1]}',
      date: "2026-01-01",
    });
    expect((await project.sync()).streams[0]).toMatchObject({ inserted: 0, unchanged: 2 });
  });

  test("columns that differ in letter case alone are two", async () => {
    project.scripts["contacts"] = batches({ rows: [{ id: 1, Name: "big", name: "small" }] });
    await project.sync();
    expect(await project.standing("contacts")).toEqual({ "1": { id: "1", Name: "big", name: "small" } });
  });
});

describe("a pass", () => {
  test("closes what it did not meet, across batches and a run that broke off in its middle", async () => {
    project.scripts["contacts"] = batches({ rows: [1, 2, 3, 4, 5].map((id) => ({ id, name: "n" })), cursor: "x" });
    await project.sync();
    project.scripts["contacts"] = failing(
      trouble,
      { rows: [{ id: 1, name: "n" }], pass: "begins", cursor: "1" },
      { rows: [{ id: 2, name: "new" }], cursor: "2" },
    );
    const broken = await project.sync();
    expect(broken.state).toBe("partial");
    expect(Object.keys(await project.standing("contacts"))).toEqual(["1", "2", "3", "4", "5"]);
    project.scripts["contacts"] = batches(
      { rows: [{ id: 4, name: "n" }], cursor: "4" },
      { rows: [], pass: "ends", cursor: "end" },
    );
    expect((await project.sync()).streams[1]).toMatchObject({ unchanged: 1, gone: 2 });
    expect(Object.keys(await project.standing("contacts"))).toEqual(["1", "2", "4"]);
    expect(await count(project, "SELECT count(*) AS n FROM pass_keys")).toBe(0);
  });

  test("with a window closes only rows of the window", async () => {
    const all = ["2025-12-31", "2026-01-01", "2026-01-31T23:00:00Z", "2026-02-01"];
    project.scripts["invoices"] = batches({ rows: all.map((date, id) => invoice(id, date)) });
    await project.sync();
    const window = { column: "date", from: "2026-01-01", to: "2026-02-01" };
    project.scripts["invoices"] = batches(
      { rows: [invoice(1, "2026-01-01")], pass: "begins", window },
      { rows: [], pass: "ends" },
    );
    expect((await project.sync()).streams[0]).toMatchObject({ gone: 1, unchanged: 1 });
    expect(Object.keys(await project.standing("invoices"))).toEqual(["0", "1", "3"]);
  });

  test("under --since has no window of an earlier one that broke off", async () => {
    project.scripts["invoices"] = batches({ rows: [{ id: 1, date: "2026-01-05" }] });
    await project.sync({ streams: ["books.invoices"] });
    const window = { column: "date", from: "2026-01-01", to: "2026-02-01" };
    project.scripts["invoices"] = failing(trouble, { rows: [{ id: 2, date: "2026-01-06" }], pass: "begins", window });
    await project.sync({ streams: ["books.invoices"] });
    const [pass, end] = [
      { pass: "begins" as const, rows: [] },
      { pass: "ends" as const, rows: [] },
    ];
    project.scripts["invoices"] = batches(pass, { rows: [{ id: 3, date: "2026-03-01" }] }, end);
    await project.sync({ streams: ["books.invoices"], since: Date.parse("2026-02-15") * 1000 });
    expect(Object.keys(await project.standing("invoices"))).toEqual(["1", "2", "3"]);
  });

  test("whose end alone is told closes nothing and is noted; so does one without a window under --since", async () => {
    project.scripts["contacts"] = batches({ rows: [{ id: 1 }, { id: 2 }] });
    await project.sync();
    project.scripts["contacts"] = batches({ rows: [{ id: 1 }], pass: "ends" });
    expect((await project.sync()).streams[1]).toMatchObject({
      gone: 0,
      notes: ["books.contacts: the end of a pass was told that never began; no row was taken for gone"],
    });
    project.scripts["contacts"] = batches({ rows: [{ id: 1 }], pass: "begins" }, { rows: [], pass: "ends" });
    expect((await project.sync({ since: 0 })).streams[1]).toMatchObject({ gone: 0 });
    expect((await project.sync()).streams[1]).toMatchObject({ gone: 1 });
  });
});

describe("trouble", () => {
  test("in one stream is its own: the others go on, what came before it stays, and the next sync heals", async () => {
    project.scripts["invoices"] = failing(trouble, { rows: [invoice(1)], cursor: "one" }, { rows: [invoice(2)] });
    project.scripts["contacts"] = batches({ rows: [{ id: "c1", name: "Acme" }] });
    const { state, streams } = await project.sync();
    expect(state).toBe("partial");
    expect(streams.map((one) => [one.stream, one.state, one.inserted])).toEqual([
      ["books.invoices", "failed", 2],
      ["books.contacts", "complete", 1],
      ["books.lines", "complete", 0],
    ]);
    expect(await cursorOf(project, "invoices")).toBe("one");
    const states = await project.store((store) => store.streamStates());
    expect(states.get("books.invoices")).toMatchObject({
      through: null,
      error: { code: "SOURCE_UNREACHABLE", message: "books (Scripted) does not answer" },
    });
    const asked: unknown[] = [];
    project.scripts["invoices"] = async function* (request) {
      asked.push(request.cursor);
      yield { rows: [invoice(3)], cursor: "two" };
    };
    expect((await project.sync()).state).toBe("complete");
    expect(asked).toEqual(["one"]);
    expect((await project.store((store) => store.streamStates())).get("books.invoices")).toMatchObject({ error: null });
  });

  test("when the connection cannot be opened fails every stream", async () => {
    project.openError = new SmacError("SOURCE_SIGN_IN", "books (Scripted): the sign-in was refused");
    const { state, streams } = await project.sync();
    expect(state).toBe("failed");
    expect(streams.map(({ error }) => error?.code)).toEqual(["SOURCE_SIGN_IN", "SOURCE_SIGN_IN", "SOURCE_SIGN_IN"]);
  });

  test("by a mistake of the program is told without its words, which may hold secrets", async () => {
    project.scripts["invoices"] = failing(new TypeError("cannot parse https://secret-address"));
    const { streams } = await project.sync();
    expect(streams[0]?.error?.code).toBe("SYNC_BROKEN_OFF");
    expect(JSON.stringify([streams[0]?.error?.message, streams[0]?.error?.hint])).not.toContain("secret-address");
  });
});

test("a mistake of the program while connecting: the source is closed, its words are not told, and the next sync heals", async () => {
  let closed = 0;
  const mistake = new TypeError("cannot parse https://secret-address");
  const opened = project.opened();
  const source: OpenedSource = {
    ...opened.source,
    timezone: () => Promise.reject(mistake),
    close: async () => void (closed += 1),
  };
  const context = { model: project.model(), effects: project.effects, note: () => undefined };
  for (const open of [async () => ({ ...opened, source }), () => Promise.reject(mistake)]) {
    const { state, streams } = await project.store((store) => syncConnections({ ...context, store, open }, {}));
    expect([state, ...streams.map(({ error }) => error?.code)]).toEqual(["failed", ...broken, ...broken, ...broken]);
    expect(JSON.stringify(streams.map(({ error }) => [error?.message, error?.hint]))).not.toContain("secret-address");
  }
  expect(closed).toBe(1);
  expect((await project.sync()).state).toBe("complete");
});

const broken = ["SYNC_BROKEN_OFF"];

test("a connection that is another system now is refused, and what was read stays", async () => {
  project.scripts["invoices"] = batches({ rows: [{ id: 1 }], cursor: 1 });
  await project.sync();
  const model = project.model();
  const other = { ...model, connections: model.connections.map((one) => ({ ...one, type: "ajera" })) };
  const { state, streams } = await project.store((store) =>
    syncConnections(
      { store, model: other, effects: project.effects, open: async () => project.opened(), note: () => undefined },
      { full: true },
    ),
  );
  expect([state, streams[0]?.error?.code]).toEqual(["failed", "SYNC_OTHER_SYSTEM"]);
  expect(streams[0]?.error?.message).toBe("“books” was scripted at the last sync, and is ajera in smac.yml now");
  expect(Object.keys(await project.standing("invoices"))).toEqual(["1"]);
  expect((await project.sync()).state).toBe("complete");
});

test("while the source makes us wait, what came before is kept", async () => {
  let kept: unknown = null;
  await project.store(async (store) => {
    project.scripts["invoices"] = async function* () {
      yield { rows: [invoice(1)], cursor: "one" };
      while (kept === null) {
        await sleep(20);
        kept = (await store.streamStates()).get("books.invoices")?.cursor ?? null;
      }
      yield { rows: [invoice(2)] };
    };
    await project.syncInto(store, { keepEvery: { rows: 100, microseconds: 50_000 } });
  });
  expect(kept).toBe("one");
}, 20_000);

test("complete through: when the first of the readings began that made it complete", async () => {
  const through = async (): Promise<number | null> =>
    (await project.store((store) => store.streamStates())).get("books.contacts")?.through ?? null;
  const run = async (script: ScriptedProject["scripts"][string], at: string) => {
    project.scripts["contacts"] = script;
    project.now = Date.parse(at) * 1000;
    await project.sync({ streams: ["books.contacts"] });
    const now = await through();
    return now === null ? null : new Date(now / 1000).toISOString().slice(0, 16);
  };
  expect(await run(failing(trouble), "2026-11-01T01:00Z")).toBe(null);
  expect(await run(failing(trouble, { rows: [{ id: 1 }], cursor: 1 }), "2026-11-02T01:00Z")).toBe(null);
  expect(await run(batches({ rows: [{ id: 2 }], cursor: 2 }), "2026-11-03T01:00Z")).toBe("2026-11-02T01:00");
  expect(await run(batches({ rows: [], cursor: 2 }), "2026-11-04T01:00Z")).toBe("2026-11-04T01:00");
  expect(await run(failing(trouble, { rows: [], cursor: 3 }), "2026-11-05T01:00Z")).toBe("2026-11-04T01:00");
});

test("complete through: not by a look with --since that leaves the cursor where it was", async () => {
  const through = async (): Promise<number | null> =>
    (await project.store((store) => store.streamStates())).get("books.contacts")?.through ?? null;
  const run = async (batch: Batch, at: string, since?: string) => {
    project.scripts["contacts"] = batches(batch);
    project.now = Date.parse(at) * 1000;
    const options = since === undefined ? {} : { since: Date.parse(since) * 1000 };
    await project.sync({ streams: ["books.contacts"], ...options });
    return new Date(((await through()) ?? 0) / 1000).toISOString().slice(0, 10);
  };
  expect(await run({ rows: [{ id: 1 }], cursor: 1 }, "2026-11-01T01:00Z", "2026-10-01")).toBe("2026-11-01");
  expect(await run({ rows: [{ id: 2 }] }, "2026-11-09T01:00Z", "2026-11-08")).toBe("2026-11-01");
  expect(await run({ rows: [{ id: 3 }], cursor: 2 }, "2026-11-10T01:00Z")).toBe("2026-11-10");
});

test("schema drift: new, missing and retyped columns are told, and earlier rows keep theirs", async () => {
  project.scripts["contacts"] = batches({
    rows: [
      { id: 1, total: 3, old: "x" },
      { id: 2, total: null, old: "y" },
    ],
  });
  expect((await project.sync()).streams[1]?.notes).toEqual([
    "books.contacts: no row has “name”, which its meaning uses",
  ]);
  project.scripts["contacts"] = batches({ rows: [{ id: 2, total: "4,00", fresh: true }] });
  expect((await project.sync()).streams[1]?.notes).toEqual([
    "books.contacts: new columns “fresh”",
    "books.contacts: no row has “old” any more; earlier rows keep it",
    "books.contacts: “total” holds text where it held numbers",
  ]);
  expect(await project.standing("contacts")).toEqual({
    "1": { id: "1", total: "3", old: "x" },
    "2": { id: "2", total: "4,00", fresh: "true" },
  });
  expect((await project.sync()).streams[1]).toMatchObject({ unchanged: 1, notes: [] });
});

describe("facts", () => {
  test("are derived from what was read, in the zone that the service names, and values that are no dates count as none", async () => {
    project.timezone = "America/New_York";
    project.scripts["invoices"] = batches({
      rows: [invoice(1, "2026-01-05"), invoice(2, "2026-01-05T09:00:00-0500"), invoice(3, "soon"), invoice(4, "")],
    });
    expect((await project.sync()).notes).toEqual([
      "books.invoices: 1 row has no date in “date” that can be read, such as “soon”; without one they happened at no time",
    ]);
    const rows = await project.store((store) =>
      store.engine.rows<{ id: string; at: string | null }>(
        `SELECT id, strftime("at", '%Y-%m-%d %H:%M') AS at FROM activities ORDER BY id`,
      ),
    );
    expect(rows).toEqual([
      { id: "1", at: "2026-01-05 05:00" },
      { id: "2", at: "2026-01-05 14:00" },
      { id: "3", at: null },
      { id: "4", at: null },
    ]);
  });

  test("of a sync that broke off before deriving are derived by the next one", async () => {
    project.scripts["invoices"] = batches({ rows: [invoice(1)], cursor: 1 });
    const stop = new AbortController();
    await expect(
      project.sync({ signal: stop.signal, onEvent: (event) => void (event.rows > 0 && stop.abort()) }),
    ).rejects.toMatchObject({ code: "SYNC_STOPPED" });
    expect(await cursorOf(project, "invoices")).toBe(1);
    expect(await project.store((store) => store.isCurrent())).toBe(false);
    project.scripts["invoices"] = batches();
    await project.sync();
    expect(await count(project, "SELECT count(*) AS n FROM active_days")).toBe(1);
  });

  test("merges that the service tells count once, join earlier ones, and one that a person took back stays so", async () => {
    const day = "2026-01-05";
    project.scripts["invoices"] = batches(
      { rows: [invoice(1, day, "a"), invoice(2, day, "b"), invoice(3, day, "c")] },
      {
        rows: [],
        merged: [
          { kind: "customer", from: "a", into: "b" },
          { kind: "customer", from: "b", into: "a" },
        ],
      },
    );
    await project.sync();
    const active = () =>
      project.store(async (store) =>
        (
          await store.engine.rows<{ cluster: string; events: number }>(
            "SELECT cluster, sum(events)::BIGINT AS events FROM active_days GROUP BY 1 ORDER BY 1",
          )
        ).map(({ cluster, events }) => `${cluster} ${events}`),
      );
    expect(await active()).toEqual(["b 2", "c 1"]);
    project.scripts["invoices"] = batches({ rows: [], merged: [{ kind: "customer", from: "a", into: "c" }] });
    await project.sync();
    await project.sync();
    expect(await active()).toEqual(["c 3"]);
    await project.store((store) => store.restore({ kind: "customer" }, "b"));
    expect(await active()).toEqual(["b 2", "c 1"]);
    await project.sync();
    expect(await active()).toEqual(["b 2", "c 1"]);
  });
});

test("what was erased does not come back with a later sync, and is not told as new", async () => {
  project.scripts["contacts"] = batches({
    rows: [
      { id: "c1", name: "A" },
      { id: "c2", name: "B" },
    ],
  });
  project.scripts["invoices"] = batches({ rows: [invoice(1, "2026-01-05", "c1"), invoice(2, "2026-01-05", "c2")] });
  await project.sync();
  await project.store((store) => store.remove({ kind: "customer" }, "c1", { erase: true }));
  expect(Object.keys(await project.standing("contacts"))).toEqual(["c2"]);
  const { streams } = await project.sync({ full: true });
  expect(streams.map(({ inserted, unchanged }) => [inserted, unchanged])).toEqual([
    [0, 1],
    [0, 1],
    [0, 0],
  ]);
  expect(Object.keys(await project.standing("invoices"))).toEqual(["2"]);
  expect(await count(project, "SELECT count(*) AS n FROM active_days")).toBe(1);
});

test("what was erased does not come back as a merge that the system tells, nor stays as one that waits", async () => {
  project.scripts["contacts"] = batches({ rows: [{ id: "c1" }, { id: "c2" }, { id: "c3" }] });
  await project.sync();
  const told = {
    rows: [],
    merged: [
      { kind: "customer", from: "c1", into: "c2" },
      { kind: "customer", from: "c3", into: " c1 " },
    ],
  };
  const kept = () =>
    count(
      project,
      "SELECT count(*) AS n FROM (SELECT key, into_key FROM told_merges UNION ALL SELECT key, into_key FROM key_changes) t WHERE t::VARCHAR LIKE '%c1%'",
    );
  const stop = new AbortController();
  project.scripts["contacts"] = async function* () {
    yield told;
    stop.abort();
    yield { rows: [] };
  };
  await expect(project.sync({ signal: stop.signal })).rejects.toMatchObject({ code: "SYNC_STOPPED" });
  expect(await kept()).toBe(2);
  await project.store((store) => store.remove({ kind: "customer" }, "c1", { erase: true }));
  expect(await kept()).toBe(0);
  project.scripts["contacts"] = batches(told);
  await project.sync();
  expect(await kept()).toBe(0);
});

test("settings that changed since the last sync are told: they may mean other data", async () => {
  project.yaml("sources:\n  books: { type: scripted, organization: one }\n");
  await project.sync();
  await project.sync();
  expect(project.notes).toEqual([]);
  project.yaml("sources:\n  books: { type: scripted, organization: two }\n");
  await project.sync();
  await project.sync();
  expect(project.notes).toEqual([
    "books: “organization” changed in smac.yml since the last sync; if that means other data, `smac sync --source books --full` reads all of it anew",
  ]);
});

test("hundreds of columns are kept", async () => {
  const wide = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`column ${i}`, i]));
  project.scripts["contacts"] = batches({
    rows: [
      { id: 1, ...wide },
      { id: 2, more: wide },
    ],
  });
  await project.sync();
  expect(Object.keys((await project.standing("contacts"))["2"] ?? {})).toHaveLength(401);
  expect((await project.sync()).streams[1]).toMatchObject({ unchanged: 2 });
}, 60_000);

test("what is meant is chosen by name, and an unknown name is told with the nearest", async () => {
  const read: string[] = [];
  for (const name of ["invoices", "contacts", "lines"])
    project.scripts[name] = async function* () {
      read.push(name);
      yield* [];
    };
  await project.sync({ streams: ["books.contacts"] });
  expect(read).toEqual(["contacts"]);
  await project.sync({ sources: ["books"] });
  expect(read).toEqual(["contacts", "invoices", "contacts", "lines"]);
  await expect(project.sync({ streams: ["books.invoice"] })).rejects.toMatchObject({
    code: "SYNC_UNKNOWN_STREAM",
    hint: expect.stringContaining("books.invoices"),
  });
  await expect(project.sync({ sources: ["book"] })).rejects.toMatchObject({ code: "SYNC_UNKNOWN_SOURCE" });
});
