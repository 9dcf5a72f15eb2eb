import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { openProject } from "../../src/project/open-project.ts";
import { standInOrganization, zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import type { ZohoStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { runSmac } from "../run-smac.ts";

// The command itself over a stand-in for a service: stopped, live, twice at once, in trouble.

const now = "2026-11-22T12:00:00Z";
let zoho: ZohoStandIn;
let cwd: string;
let env: Record<string, string>;

beforeAll(async () => {
  const company = demoSettings({ customers: 200, months: 8 });
  zoho = await zohoBooksStandIn({ company, now: () => Date.parse(now) * 1000, perMinute: null });
});
afterAll(() => zoho.close());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "smac-running-"));
  env = { BOOKS: JSON.stringify(zoho.credentials) };
  writeFileSync(
    join(cwd, "smac.yml"),
    `sources:
  books: { type: zoho-books, organization: "${standInOrganization}", api_root: "${zoho.apiRoot}", accounts_root: "${zoho.accountsRoot}", calls_per_minute: 100000, credentials: "\${env:BOOKS}" }
`,
  );
});
afterEach(() => {
  zoho.heal();
  rmSync(cwd, { recursive: true, force: true });
});

const smac = (args: readonly string[], more: { signal?: AbortSignal; tty?: boolean } = {}) =>
  runSmac(args, { cwd, env, now, ...more });
/** What the lines of a sync say, by stream. */
const done = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    stdout.split("\n").flatMap((line) => (line.includes(": ") ? [line.split(": ", 2) as [string, string]] : [])),
  );

test("stopped in the middle it ends with 130, keeps what it has, and the next one goes on", async () => {
  const stop = new AbortController();
  zoho.have({
    what: "slow",
    milliseconds: 1,
    times: 1,
    when: ({ path }) => (path.endsWith("/invoices") ? (stop.abort(), true) : false),
  });
  const { code, stderr, stdout } = await smac(["sync"], { signal: stop.signal });
  expect({ code, stderr }).toEqual({ code: 130, stderr: "smac: stopped; nothing half-done is left behind\n" });
  expect(done(stdout)["books.contacts"]).toBe("200 new (1 call)");
  const next = await smac(["sync"]);
  expect({ code: next.code, stderr: next.stderr }).toEqual({ code: 0, stderr: "" });
  expect(done(next.stdout)["books.contacts"]).toBe("nothing new (1 call)");
  expect(done(next.stdout)["books.invoices"]).toMatch(/^[\d,]+ new /);
  expect(done(next.stdout)["books.timeentries"]).toMatch(/^[\d,]+ new /);
});

test("on a terminal it shows how far it is, and cleans up after itself", async () => {
  const { stderr } = await smac(["sync", "--stream", "books.timeentries"], { tty: true });
  expect(stderr).toMatch(/smac: deriving the facts/);
  expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  expect((await smac(["sync", "--stream", "books.timeentries", "--quiet"], { tty: true })).stderr).toBe("");
});

test("a second one is told who holds the store", async () => {
  await smac(["sync", "--stream", "books.contacts"]);
  const silent = { write: () => undefined, isTTY: false, columns: 80 };
  const effects = {
    now: () => Date.parse(now) * 1000,
    env,
    cwd,
    stdin: process.stdin,
    stdout: silent,
    stderr: silent,
    signal: new AbortController().signal,
  };
  const project = await openProject(cwd, { effects, note: () => undefined, command: "smac sync" });
  await project.sync({ streams: ["books.contacts"] });
  const { code, stderr } = await smac(["sync", "--wait", "0"]);
  await project.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^smac: the store “\.smac\/warehouse\.duckdb” is in use by “smac sync” \(process \d+ on .+\) since 2026-11-22T12:00:00Z; waited 0 s\n/,
  );
});

test("wrong credentials are told once for all streams, with the next step, and exit code 1", async () => {
  env = { BOOKS: JSON.stringify({ ...zoho.credentials, client_secret: "canary-secret" }) };
  const { code, stdout, stderr } = await smac(["sync"]);
  expect(code).toBe(1);
  expect(stderr.match(/\[SOURCE_SIGN_IN\]/g)).toHaveLength(1);
  expect(stdout.match(/: failed, nothing was read/g)?.length).toBeGreaterThan(5);
  expect(stdout + stderr).not.toContain("canary-secret");
  const status = await smac(["status"]);
  expect(status.stdout).toContain("[SOURCE_SIGN_IN]");
});
