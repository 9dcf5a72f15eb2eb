import { existsSync, mkdirSync, readdirSync, rmSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { shareProject } from "../../src/server/shared-project.ts";
import { parquetBytes } from "../../src/project/parquet-bytes.ts";
import { tablesXlsx, tableXlsx } from "../../src/format/xlsx.ts";
import type { FlatTable } from "../../src/query/flat-table.ts";
import { zipOf } from "./zip-of.ts";
import { effectsIn, type Served, served } from "./served.ts";

let api: Served;
/** What changes the project has one of its own. */
function own(): void {
  beforeEach(async () => {
    api = await served();
  });
  afterEach(async () => {
    await api.close();
  });
}

interface Look {
  readonly version: string;
  readonly rows: number;
  readonly mapping: Record<string, unknown> & { columns: { column: string; role: string; kind: string | null }[] };
  readonly guess: { readonly sentence: string };
  readonly sentence: string | null;
  readonly importable: boolean;
  readonly problems: readonly { readonly code: string; readonly detail: string; readonly hint?: string }[];
  readonly bad_rows: { readonly count: number; readonly first: readonly { line: number; why: string; text: string }[] };
  readonly understood: {
    readonly columns: readonly { readonly column: string; readonly uses: readonly string[] }[];
    readonly rows: readonly { readonly cells: readonly { text: string | null; instant: string | null }[] }[];
  };
  readonly adds: { readonly path: string; readonly yaml: string } | null;
  readonly choices: { readonly alike: readonly string[]; readonly kinds: readonly string[] };
}

const logins =
  "account_id,at,user\nacme,2026-05-01 10:00:00,u1\nacme,2026-05-02 11:00:00,u1\nbirch,2026-05-03 12:00:00,u3\n";

async function send(name: string, body: string | Uint8Array): Promise<Response> {
  const init = { method: "POST", body: typeof body === "string" ? body : new Uint8Array(body) };
  return api.ask(`/api/v1/uploads?name=${encodeURIComponent(name)}`, init);
}

async function sent(name: string, body: string | Uint8Array): Promise<string> {
  const response = await send(name, body);
  const answer = (await response.json()) as { id: string };
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer.id;
}

async function put(id: string, mapping: unknown): Promise<Look> {
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(mapping) };
  const response = await api.ask(`/api/v1/uploads/${id}`, init);
  expect(response.status).toBe(200);
  return (await response.json()) as Look;
}

async function imported(id: string, version: string) {
  const headers = { "if-match": `"${version}"` };
  const started = await api.ask(`/api/v1/uploads/${id}/import`, { method: "POST", headers });
  expect(started.status, await started.clone().text()).toBe(202);
  const job = (await started.json()) as { id: string };
  return ended(job.id);
}

async function ended(id: string) {
  for (;;) {
    const job = api.around.jobs.named(id);
    if (job.state !== "running") return job;
    await sleep(10);
  }
}

function project(): string {
  return readFileSync(path.join(api.folder, "smac.yml"), "utf8");
}

describe("a file that is sent", () => {
  own();
  test("is recognised in the project's words, corrected, and imported beside what smac.yml says", async () => {
    const before = project();
    const id = await sent("logins.csv", logins);
    const look = await api.json<Look>(`/api/v1/uploads/${id}`);
    expect(look).toMatchObject({ rows: 3, importable: true, problems: [], bad_rows: { count: 0 } });
    expect(look.guess.sentence).toBe("logins.csv: activities (at at, customer account_id, member user)");
    expect(look.mapping.columns).toEqual([
      { column: "at", role: "at", kind: null },
      { column: "account_id", role: "cluster", kind: "customer" },
      { column: "user", role: "member", kind: null },
    ]);
    // Paris, the project's zone, is two hours ahead in May.
    expect(look.understood.rows[0]?.cells).toEqual([
      { text: "acme", instant: null },
      { text: "2026-05-01 10:00:00", instant: "2026-05-01T08:00:00Z" },
      { text: "u1", instant: null },
    ]);
    const columns = look.mapping.columns.filter(({ role }) => role !== "member");
    const corrected = await put(id, { ...look.mapping, source: "sign_ins", columns });
    expect(corrected.understood.columns.map(({ column }) => column)).toEqual(["account_id", "at"]);
    const job = await imported(id, corrected.version);
    expect(job).toMatchObject({ state: "done", result: { source: "sign_ins", path: "imports/logins.csv" } });
    expect(readFileSync(path.join(api.folder, "imports", "logins.csv"), "utf8")).toBe(logins);
    // Everything is still there, comments too; only spaces in lists may differ.
    const spaceless = (text: string): string => text.replaceAll(/[ ]/g, "");
    for (const line of before.split("\n")) expect(spaceless(project())).toContain(spaceless(line));
    expect(project()).toContain("sign_ins: { from: sign_ins, at: at, clusters: { customer: account_id } }");
    const { sources } = await api.json<{ sources: { source: string; rows: number }[] }>("/api/v1/status");
    expect(sources).toContainEqual(expect.objectContaining({ source: "sign_ins", rows: 3 }));
    expect(await api.json("/api/v1/uploads")).toMatchObject({ uploads: [] });
    expect(existsSync(path.join(api.folder, ".smac", "uploads", id))).toBe(false);
    const may = await api.json<{ totals: { active: number }[] }>(
      "/api/v1/report?definition=customers&from=2026-05&to=2026-05",
    );
    expect(may.totals[0]?.active).toBeGreaterThanOrEqual(2);
  });

  test("that has the columns of a source is more of its rows", async () => {
    const events = readFileSync(path.join(api.folder, "events.csv"), "utf8").split("\n");
    const rows = events.slice(1, 4).map((line) => line.replace(/^[^,]+/, (key) => `${key}-again`));
    const id = await sent("events 2.csv", [events[0], ...rows, ""].join("\n"));
    const look = await api.json<Look>(`/api/v1/uploads/${id}`);
    expect(look.choices.alike).toEqual(["events"]);
    expect(look.mapping).toMatchObject({ as: "more", source: "events" });
    const job = await imported(id, look.version);
    expect(job).toMatchObject({ state: "done", result: { source: "events" } });
    expect(project()).toContain("files: [ events.csv, imports/events_2.csv ]");
    expect(project()).toContain("# A software firm");
  });

  test("a workbook with several sheets: one is chosen", async () => {
    const columns = [
      { name: "account_id", type: "text" },
      { name: "at", type: "text" },
    ] as const;
    const rows = [
      ["acme", "2026-05-01"],
      ["acme", "2026-05-02"],
    ];
    const id = await sent("book.xlsx", await tablesXlsx([{ title: "Logins 2026", table: { columns, rows } }]));
    const first = await api.json<Look & { parts: string[]; part: string }>(`/api/v1/uploads/${id}`);
    expect(first).toMatchObject({ parts: ["Contents", "Logins 2026"], part: "Contents", importable: false });
    const choose = async (part: string): Promise<unknown> => {
      const headers = { "content-type": "application/json" };
      const init = { method: "PUT", headers, body: JSON.stringify({ part }) };
      return (await api.ask(`/api/v1/uploads/${id}/part`, init)).json();
    };
    expect(await choose("Login 2026")).toMatchObject({ code: "INPUT_NO_SHEET" });
    const second = (await choose("Logins 2026")) as Look;
    expect(second).toMatchObject({ rows: 2, importable: true, mapping: { as: "activities" } });
    expect(second.adds).toMatchObject({ path: "imports/book.xlsx" });
    expect(second.adds?.yaml).toContain("files: imports/book.xlsx#Logins 2026 }");
    expect(second.version).not.toBe(first.version);
    expect(await api.json<Look>(`/api/v1/uploads/${id}`)).toEqual(second);
    expect(await imported(id, second.version)).toMatchObject({ state: "done", result: { path: "imports/book.xlsx" } });
    const { sources } = await api.json<{ sources: { source: string; rows: number }[] }>("/api/v1/status");
    expect(sources).toContainEqual(expect.objectContaining({ source: "logins_2026", rows: 2 }));
  });

  test("with rows that cannot be read: each is told with its line, and left out when that is said", async () => {
    const id = await sent(
      "logins.csv",
      `${logins}birch,2026-02-31 10:00:00,u1\nbirch,2026-05-04 12:00:00,u1,too many\n`,
    );
    const look = await api.json<Look>(`/api/v1/uploads/${id}`);
    expect(look.importable).toBe(false);
    expect(look.bad_rows.count).toBe(2);
    expect(look.bad_rows.first.map(({ line }) => line)).toEqual([5, 6]);
    expect(look.bad_rows.first[1]?.why).toBe("expected 3 columns, found 4");
    const refused = await api.ask(`/api/v1/uploads/${id}/import`, {
      method: "POST",
      headers: { "if-match": `"${look.version}"` },
    });
    expect(await refused.json()).toMatchObject({ code: "INPUT_BAD_ROWS" });
    const skipping = await put(id, { ...look.mapping, bad_rows: "skip" });
    expect(skipping).toMatchObject({ importable: true, bad_rows: { count: 2 } });
    expect(await imported(id, skipping.version)).toMatchObject({ state: "done" });
    expect(project()).toContain("bad_rows: skip");
  });

  test("mapped wrongly: every mistake is told, with the next step, and nothing is imported", async () => {
    const id = await sent("logins.csv", logins);
    const look = await api.json<Look>(`/api/v1/uploads/${id}`);
    const columns = [
      { column: "nothing", role: "at", kind: null },
      { column: "user", role: "customers", kind: null },
    ];
    const wrong = await put(id, { ...look.mapping, columns });
    expect(wrong.importable).toBe(false);
    expect(wrong.problems.map(({ detail }) => detail)).toEqual([
      "the file has no column “nothing”",
      "“user”: there is no role “customers” here",
      "no column says whose activity it is",
    ]);
    expect(wrong.problems.every(({ hint }) => hint !== undefined)).toBe(true);
    const taken = await put(id, { ...look.mapping, source: "events" });
    expect(taken.problems[0]?.detail).toBe("there is a source “events” in smac.yml already");
    const notTimes = await put(id, {
      ...look.mapping,
      columns: [
        { column: "user", role: "at", kind: null },
        { column: "account_id", role: "cluster", kind: "customer" },
      ],
    });
    expect(notTimes.importable).toBe(false);
    expect(notTimes.problems.length + notTimes.bad_rows.count).toBeGreaterThan(0);
  });

  test("in two tabs: what was changed meanwhile is not written over", async () => {
    const id = await sent("logins.csv", logins);
    const look = await api.json<Look>(`/api/v1/uploads/${id}`);
    const start = (headers: Record<string, string>) =>
      api.ask(`/api/v1/uploads/${id}/import`, { method: "POST", headers });
    expect((await start({})).status).toBe(428);
    await put(id, { ...look.mapping, source: "other" });
    const old = await start({ "if-match": `"${look.version}"` });
    expect([old.status, ((await old.json()) as { code: string }).code]).toEqual([412, "USAGE_CHANGED_MEANWHILE"]);
    const now = await api.json<Look>(`/api/v1/uploads/${id}`);
    writeFileSync(path.join(api.folder, "smac.yml"), `${project()}# by hand\n`);
    expect((await start({ "if-match": `"${now.version}"` })).status).toBe(412);
    expect(existsSync(path.join(api.folder, "imports"))).toBe(false);
  });

  test("whose place was taken by hand meanwhile gets another", async () => {
    const id = await sent("logins.csv", logins);
    const placed = async () => (await api.json<Look>(`/api/v1/uploads/${id}`)).adds?.path;
    expect(await placed()).toBe("imports/logins.csv");
    const folder = path.join(api.folder, "imports");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "logins.csv"), "mine");
    expect(await placed()).toBe("imports/logins-2.csv");
    rmSync(folder, { recursive: true });
  });

  test("whose import is stopped or fails: the project is as it was", async () => {
    const before = project();
    const id = await sent("logins.csv", logins);
    const look = await api.json<Look>(`/api/v1/uploads/${id}`);
    const headers = { "if-match": `"${look.version}"` };
    const started = (await (await api.ask(`/api/v1/uploads/${id}/import`, { method: "POST", headers })).json()) as {
      id: string;
    };
    await api.ask(`/api/v1/jobs/${started.id}`, { method: "DELETE" });
    const job = await ended(started.id);
    expect(job.state).toBe("cancelled");
    expect(job.problem?.detail).toBe(
      "the import was stopped: the project is as it was before; the file waits here to be imported",
    );
    expect(project()).toBe(before);
    expect(existsSync(path.join(api.folder, "imports"))).toBe(false);
    const again = await api.json<Look>(`/api/v1/uploads/${id}`);
    expect(again.version).toBe(look.version);
    expect(await imported(id, again.version)).toMatchObject({ state: "done" });
  });
});

describe("an import that is stopped after its rows were read", () => {
  own();
  /** Starts it, and stops it when it has come to a step; `meanwhile`: what somebody else does then. */
  async function stoppedAt(id: string, step: string, meanwhile = (): void => {}) {
    const { version } = await api.json<Look>(`/api/v1/uploads/${id}`);
    const init = { method: "POST", headers: { "if-match": `"${version}"` } };
    const { id: job } = (await (await api.ask(`/api/v1/uploads/${id}/import`, init)).json()) as { id: string };
    const { jobs } = api.around;
    const leave = jobs.watch(job, () => {
      if (jobs.named(job).progress?.step !== step || jobs.named(job).state !== "running") return;
      leave();
      meanwhile();
      jobs.cancel(job);
    });
    return ended(job);
  }
  const smac = async () =>
    (await api.json<{ totals: unknown }>("/api/v1/report?definition=customers&from=2026-05&to=2026-05")).totals;

  test("of a new source: its rows are forgotten, and another file of that name counts alone", async () => {
    const [before, numbers] = [project(), await smac()];
    const id = await sent("logins.csv", logins);
    const job = await stoppedAt(id, "deriving");
    expect([job.state, job.problem?.code]).toEqual(["cancelled", "API_IMPORT_STOPPED"]);
    expect(job.problem?.detail).toContain("the project is as it was before");
    expect([project(), existsSync(path.join(api.folder, "imports"))]).toEqual([before, false]);
    expect(await smac()).toEqual(numbers);
    const other = await sent("logins.csv", "account_id,at,user\ncedar,2026-05-05,u9\ncedar,2026-05-06,u9\n");
    const look = await api.json<Look>(`/api/v1/uploads/${other}`);
    expect(await imported(other, look.version)).toMatchObject({ state: "done" });
    const { sources } = await api.json<{ sources: { source: string; rows: number; missing: string[] }[] }>(
      "/api/v1/status",
    );
    expect(sources.find(({ source }) => source === "logins")).toMatchObject({ rows: 2, missing: [] });
  });

  test("of a source that is there: they stand, and the message says so", async () => {
    const events = readFileSync(path.join(api.folder, "events.csv"), "utf8").split("\n");
    const id = await sent("more.csv", [events[0], events[1]?.replace(/^[^,]+/, "new-1"), ""].join("\n"));
    const job = await stoppedAt(id, "deriving");
    expect(job.problem?.detail).toContain("“imports/more.csv” and the source “events” stand in the project");
    expect(project()).toContain("imports/more.csv");
    expect(existsSync(path.join(api.folder, "imports", "more.csv"))).toBe(true);
    expect((await api.ask("/api/v1/report?from=2026-04&to=2026-04")).status).toBe(200);
  });

  test("while somebody else wrote smac.yml: what they wrote stands", async () => {
    const id = await sent("logins.csv", logins);
    const mine = path.join(api.folder, "smac.yml");
    const job = await stoppedAt(id, "reading", () => writeFileSync(mine, `${project()}# by hand\n`));
    expect(job.problem?.detail).toContain("stand in the project");
    expect(project()).toContain("# by hand");
    expect(project()).toContain("imports/logins.csv");
    expect(existsSync(path.join(api.folder, "imports", "logins.csv"))).toBe(true);
  });
});

describe("files of any kind", () => {
  beforeAll(async () => {
    api = await served();
  });
  afterEach(() => {
    const { uploads } = api.around.project;
    for (const upload of uploads.list()) uploads.remove(upload);
  });
  afterAll(async () => {
    await api.close();
  });

  test("every kind of file that the importer reads", async () => {
    const table: FlatTable = {
      columns: [
        { name: "account_id", type: "text" },
        { name: "at", type: "text" },
      ],
      rows: [
        ["acme", "2026-05-01"],
        ["birch", "2026-05-02"],
        ["birch", "2026-05-03"],
      ],
    };
    const lines = table.rows.map(([account, at]) => JSON.stringify({ account_id: account, at }));
    const kinds = [
      ["a.xlsx", await tableXlsx(table, "a")],
      ["b.parquet", await parquetBytes(table)],
      ["c.jsonl", lines.join("\n")],
      ["d.json", `[${lines.join(",")}]`],
      ["e.tsv.gz", gzipSync("account_id\tat\nacme\t2026-05-01\nbirch\t2026-05-02\nbirch\t2026-05-03\n")],
      // What it is called does not matter where its bytes say what it is.
      ["f.csv", await parquetBytes(table)],
    ] as const;
    for (const [name, body] of kinds) {
      const id = await sent(name, body);
      const look = await api.json<Look>(`/api/v1/uploads/${id}`);
      expect(look, name).toMatchObject({ rows: 3, importable: true, mapping: { as: "activities" } });
      expect(look.understood.rows[1]?.cells[0]?.text, name).toBe("birch");
    }
    const log = readFileSync(path.join(api.folder, ".smac", "audit.jsonl"), "utf8")
      .trim()
      .split("\n");
    expect(log.map((line) => (JSON.parse(line) as { asked: unknown }).asked).slice(-kinds.length)).toEqual(
      kinds.map(([name]) => ({ name })),
    );
  });

  test("a name is only shown; what is written is made of it", async () => {
    const names = [
      ["../../etc/passwd.csv", "passwd.csv"],
      ["C:\\Windows\\con.csv", "file_con.csv"],
      [".bashrc", "bashrc"],
      ["a\u0000b\r\nc.csv", "a_b_c.csv"],
      ["events.csv/../../x.CSV.gz", "x.csv.gz"],
      ["$(rm -rf).csv", "rm_-rf.csv"],
      ["=cmd|' /C calc'!A0.csv", "c_calc_a0.csv"],
      ["Ünïcödé Straße.csv", "unicode_stra_e.csv"],
      ["名前.csv", "file.csv"],
      ["*.csv", "file.csv"],
      [`${"x".repeat(300)}.csv`, `${"x".repeat(60)}.csv`],
    ] as const;
    for (const [name, safe] of names) {
      const id = await sent(name, safe.endsWith(".gz") ? gzipSync(logins) : logins);
      const folder = path.join(api.folder, ".smac", "uploads", id);
      expect(readdirSync(folder).toSorted()).toEqual(["about.json", safe].toSorted());
    }
    const hostile = await sent("<script>\u202e\u0000.csv", logins);
    const look = await api.json<Look & { upload: { name: string } }>(`/api/v1/uploads/${hostile}`);
    expect(look.upload.name).toBe("<script>  .csv");
    expect(look.adds?.path).toBe("imports/script.csv");
  });

  test("no table: told as the importer tells it", async () => {
    const files = [
      ["", "INPUT_EMPTY_FILE"],
      ["\u0000\u0001\u0002\u0003\u0000\u0001\u0002\u0003", "INPUT_NOT_TEXT"],
      ["%PDF-1.4 …", "INPUT_UNKNOWN_KIND"],
    ] as const;
    for (const [body, code] of files) {
      const response = await send("x.csv", body);
      const answer = (await response.json()) as { id?: string; code?: string };
      const final = answer.id === undefined ? response : await api.ask(`/api/v1/uploads/${answer.id}`);
      const problem = answer.id === undefined ? answer : ((await final.json()) as { code: string });
      expect([final.status, problem.code]).toEqual([400, code]);
    }
    expect(api.failures).toEqual([]);
  });

  test("archives that unpack to far more than they are", async () => {
    const zeros = Buffer.alloc(66 * 2 ** 20);
    const packed = gzipSync(zeros);
    const bomb = await sent("a.csv.gz", packed);
    const content = [
      { name: "[Content_Types].xml", bytes: Buffer.from("<x/>") },
      { name: "xl/worksheets/sheet1.xml", bytes: zeros },
    ];
    const workbook = await sent("a.xlsx", zipOf(content));
    // Its directory says that it is small.
    const lying = await sent("b.xlsx", zipOf(content, { saysBytes: 100 }));
    for (const id of [bomb, workbook, lying]) {
      const response = await api.ask(`/api/v1/uploads/${id}`);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, "INPUT_TOO_LARGE"]);
    }
  });

  test("more than there may be: refused by its length, and where it says none as it comes; nothing is left", async () => {
    const project = await shareProject(".", effectsIn(api.folder), { uploadLimits: { bytes: 1000, kept: 2 } });
    const { uploads } = project;
    const about = { name: "x.csv", signal: new AbortController().signal };
    const body = (size: number): ReadableStream<Uint8Array> => new Response("x".repeat(size)).body as never;
    await expect(uploads.receive({ ...about, body: body(10), length: 2000 })).rejects.toMatchObject({
      code: "API_TOO_LARGE",
    });
    await expect(uploads.receive({ ...about, body: body(1001), length: null })).rejects.toMatchObject({
      code: "API_TOO_LARGE",
    });
    expect(readdirSync(path.join(api.folder, ".smac", "uploads"))).toEqual([]);
    await uploads.receive({ ...about, body: body(1000), length: null });
    await uploads.receive({ ...about, body: body(1), length: null });
    await expect(uploads.receive({ ...about, body: body(1), length: null })).rejects.toMatchObject({
      code: "API_UPLOADS_FULL",
    });
    await project.close();
  });

  test("one that breaks off, and one whose sender went away, leave nothing", async () => {
    const { uploads } = api.around.project;
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("a,b\n1,2\n"));
        controller.error(new Error("gone"));
      },
    });
    const signal = new AbortController().signal;
    const receiving = uploads.receive({ name: "x.csv", body: broken, length: 100, signal });
    await expect(receiving).rejects.toMatchObject({ code: "API_INTERRUPTED" });
    const never = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(10)) });
    const stop = new AbortController();
    const waiting = uploads.receive({ name: "x.csv", body: never, length: null, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(waiting).rejects.toMatchObject({ code: "API_INTERRUPTED" });
    expect(readdirSync(path.join(api.folder, ".smac", "uploads"))).toEqual([]);
  });

  test("a server that starts again takes back a half-done import and removes what did not arrive whole", async () => {
    const before = project();
    const id = await sent("logins.csv", logins);
    const uploads = path.join(api.folder, ".smac", "uploads");
    mkdirSync(path.join(uploads, "AAAAAAAAAAAAAAAA"));
    writeFileSync(path.join(uploads, "AAAAAAAAAAAAAAAA", "half.csv"), "a,b\n1");
    const { putInPlace } = await import("../../src/project/upload-import.ts");
    const { project: shared } = api.around;
    const { standing, upload, checked } = await shared.looks.of(shared.uploads.named(id), new AbortController().signal);
    if (checked.plan === null) throw new Error("no plan");
    await putInPlace(upload, checked.plan, standing);
    expect(project()).not.toBe(before);
    expect(existsSync(path.join(api.folder, "imports", "logins.csv"))).toBe(true);
    const again = await shareProject(".", effectsIn(api.folder));
    expect(project()).toBe(before);
    expect(existsSync(path.join(api.folder, "imports"))).toBe(false);
    expect(again.uploads.list().map((one) => one.id)).toEqual([id]);
    expect(readdirSync(uploads)).toEqual([id]);
    await again.close();
  });

  test("who may only read sends nothing, and sees nothing of what was sent", async () => {
    const token = api.around.tokens.create("reader", "read", api.around.now()).text;
    const headers = { authorization: `Bearer ${token}` };
    const asked = await api.ask("/api/v1/uploads", { headers });
    const posted = await api.ask("/api/v1/uploads?name=x.csv", { method: "POST", headers, body: logins });
    expect([asked.status, posted.status]).toEqual([403, 403]);
    const page = await api.ask("/api/v1/uploads?name=x.csv", {
      method: "POST",
      headers: { origin: "http://localhost", "sec-fetch-site": "same-origin", host: "localhost" },
      body: logins,
    });
    expect([page.status, ((await page.json()) as { code: string }).code]).toEqual([403, "API_CSRF"]);
  });
});
