import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ajera } from "../../src/sources/ajera/source.ts";
import type { Json, Row } from "../../src/sources/kit/row.ts";
import type { CheckStep, OpenedSource, ReadRequest } from "../../src/sources/kit/source.ts";
import type { AjeraStandIn } from "../../src/stand-ins/ajera/stand-in.ts";
import { dayOf, formatDay } from "../../src/time/day.ts";
import { officeProject, openOffice } from "./office-project.ts";
import { errorOf, readStream } from "./reading.ts";
import type { Came } from "./reading.ts";
import { addClient, addProject, addTimesheet, smallOffice } from "./rig.ts";

// A Wednesday at noon.
const today = dayOf(2026, 11, 18);
const dayMicros = 86_400_000_000;
let now = 0;
/** How far the clock here is ahead of Ajera's. */
let skew = 0;
let office: AjeraStandIn;
let notes: string[];

beforeEach(async () => {
  now = (today + 0.5) * dayMicros;
  office = await smallOffice(() => now);
  notes = [];
  skew = 0;
});
afterEach(() => office.close());

function open(
  settings: Readonly<Record<string, unknown>> = {},
  credentials?: Readonly<Record<string, string>>,
): OpenedSource {
  const about = { now: () => now + skew, notes, settings: { timesheets_from: "2026-10-01", ...settings } };
  return openOffice(office, credentials === undefined ? about : { ...about, credentials });
}

const read = (
  name: string,
  settings: Readonly<Record<string, unknown>> = {},
  asked: Partial<ReadRequest> = {},
): Promise<Came> => readStream(open(settings), name, asked);

async function check(source: OpenedSource, names: readonly string[]): Promise<CheckStep[]> {
  const steps: CheckStep[] = [];
  for await (const step of source.check(ajera.streams.filter(({ name }) => names.includes(name)))) steps.push(step);
  return steps;
}

describe("failures inside HTTP 200", () => {
  test.each([0, 200] as const)("a success may carry %i", async (code) => {
    office.switches.successCode = code;
    expect((await read("clients")).rows).toHaveLength(7);
  });

  test("a wrong password is one clear error, and no secret is in it", async () => {
    const { url } = office.credentials;
    const source = open({}, { url, username: "nobody", password: "hunter2hunter2" });
    const [reach, signIn] = await check(source, ["clients"]);
    expect([reach?.ok, signIn?.ok, signIn?.step]).toEqual([true, false, "sign-in"]);
    expect(signIn?.found).toBe(
      "office (Ajera): Ajera does not accept the user name or password: Unable to authenticate user; Failure",
    );
    expect(`${signIn?.found} ${signIn?.hint}`).not.toMatch(/hunter2|127\.0\.0\.1|AjeraAPI/);
  });

  test("an address that is none, one without Ajera, and one cut short", async () => {
    const { url, username, password } = office.credentials;
    const at = (address: string) => check(open({}, { url: address, username, password }), ["clients"]);
    expect((await at("ajera"))[0]?.found).toMatch(/what was given as the API address is no address$/);
    expect((await at(url.slice(0, -6)))[0]).toMatchObject({
      step: "reach",
      ok: false,
      found: expect.stringMatching(/HTTP 404: there is no Ajera at this address/),
    });
    expect((await at(url.replace(/:\d+/, ":1")))[0]).toMatchObject({ step: "reach", ok: false });
  });

  test("what the API user may not do is named method by method, and the rest is fine", async () => {
    office.switches.denied.add("GetTimesheets").add("ListContacts");
    const steps = await check(open(), ["clients", "contacts", "timesheet_days"]);
    expect(steps.map(({ step, stream, ok }) => [step, stream, ok])).toEqual([
      ["reach", null, true],
      ["sign-in", null, true],
      ["permission", "clients", true],
      ["permission", "contacts", false],
      ["permission", "timesheet_days", false],
    ]);
    expect(steps[1]?.found).toBe("Generated Engineers, Ajera 9.80.03, weeks from Monday");
    expect(steps[3]?.hint).toMatch(/let the API user read ListContacts/);
    const error = await errorOf(read("timesheet_days"));
    expect([error.code, error.message]).toEqual([
      "SOURCE_PERMISSION",
      "office (Ajera): GetTimesheets is refused: Unauthorized method: GetTimesheets; Failure",
    ]);
  });

  test("what can be done without is told, and is no failure", async () => {
    office.switches.denied.add("ListEmployees");
    expect((await check(open(), ["timesheets"])).at(-1)).toEqual({
      step: "permission",
      stream: "timesheets",
      ok: true,
      found: "all but ListEmployees: weeks with 500 timesheets or more cannot be read whole",
    });
  });

  test("a method that is not there but answers a success is told, never taken for an empty list", async () => {
    office.switches.absent.add("ListClients");
    const error = await errorOf(read("clients"));
    expect(error.message).toBe("office (Ajera): ListClients answered without “Clients”");
    expect(error.code).toBe("SOURCE_BAD_ANSWER");
  });

  test("no rows at all are no error", async () => {
    office.tables.clients.length = 0;
    expect((await read("clients")).rows).toEqual([]);
  });

  test("entries that are no failures are told as remarks", async () => {
    office.have({ what: "remark", times: 100 });
    expect((await read("departments")).rows).toHaveLength(2);
    expect(notes).toContain("office (Ajera): ListDepartments remarks: Some data is being recalculated");
  });

  test("too many keys: fewer are asked for", async () => {
    office.switches.mostKeys = 2;
    expect((await read("employees")).rows).toHaveLength(7);
    expect(office.calls.filter((method) => method === "GetEmployees").length).toBeGreaterThan(4);
  });
});

describe("sessions", () => {
  test("one for each version of the API, ended at the end", async () => {
    await read("timesheet_days");
    expect(office.calls.filter((method) => method === "CreateAPISession")).toHaveLength(2);
    expect(office.openSessions()).toBe(0);
    office.switches.signOut = "CloseAPISession";
    await read("timesheet_days");
    expect(office.openSessions()).toBe(0);
  });

  test("one that ends after every few calls is renewed", async () => {
    office.switches.sessionCalls = 2;
    expect((await read("timesheets")).rows).toHaveLength(7);
  });

  test("one that ends at once is an error, not a loop", async () => {
    office.switches.sessionCalls = 0;
    const error = await errorOf(read("clients"));
    expect([error.code, error.message]).toEqual([
      "SOURCE_SIGN_IN",
      "office (Ajera): ListClients is refused: Invalid Session; Failure",
    ]);
    expect(office.calls.length).toBeLessThan(8);
  });
});

describe("timesheets", () => {
  test("a list that is cut off is asked for by employees", async () => {
    office.tables.timesheets.length = 0;
    office.switches.cut = 500;
    for (let n = 1; n <= 1203; n++) {
      office.tables.employees.push({ key: 5000 + n, first: "E", last: String(n), company: 1, department: 1 });
      addTimesheet(office.tables, { key: 5000 + n, employee: 5000 + n, day: today, project: 101 });
    }
    const { rows } = await read("timesheets");
    expect(new Set(rows.map((row) => row["Timesheet Key"])).size).toBe(1203);
    expect(notes).toEqual([]);
  });

  test("one that cannot be asked for in parts is told", async () => {
    office.switches.denied.add("ListEmployees");
    for (let n = 1; n <= 700; n++)
      addTimesheet(office.tables, { key: 5000 + n, employee: 5000 + n, day: today, project: 101 });
    const { rows } = await read("timesheets");
    expect(rows.length).toBeGreaterThanOrEqual(500);
    expect(notes.join()).toMatch(
      /lists exactly 500 timesheets from 2026-11-16 and cuts every list off at 500: some may be missing/,
    );
  });

  test.each([
    ["gmt", "start"],
    ["iso", "end"],
    ["us", "start"],
    ["us", "end"],
  ] as const)("dates written as %s, of the week's %s", async (dates, timesheetDate) => {
    office.switches.dates = dates;
    office.switches.timesheetDate = timesheetDate;
    office.tables.timesheets.length = 0;
    addTimesheet(office.tables, { key: 9, employee: 3, day: today, project: 103 });
    office.tables.timesheets[0]?.lines[0]?.overtime.splice(4, 1, 1.5);
    now += 7 * dayMicros;
    const { rows } = await read("timesheet_days");
    expect(
      rows.map(({ day, hours, overtime, ChargedKey, Activity, EmployeeKey }) => [
        day,
        hours,
        overtime,
        ChargedKey,
        Activity,
        EmployeeKey,
      ]),
    ).toEqual([
      ["2026-11-18", 2, 0, 20_103, "Design", 3],
      ["2026-11-20", 1.5, 1.5, 20_103, "Design", 3],
    ]);
    expect(notes).toEqual([]);
  });

  test("a date that is neither the first nor the last day of a week is not guessed", async () => {
    office.switches.weekStart = 2;
    const error = await errorOf(read("timesheet_days"));
    expect(error.message).toMatch(/a timesheet is dated 2026-11-02, a Monday, but weeks begin on Wednesday/);
    expect(error.hint).toMatch(/timesheet_date: start/);
    expect((await read("timesheet_days", { timesheet_date: "start" })).rows).toHaveLength(7);
    expect(notes.join()).toMatch(/is “timesheet_date: start” right\?/);
    notes.length = 0;
    expect((await read("timesheet_days", { week_start: "monday" })).rows).toHaveLength(7);
    expect(notes).toEqual([]);
  });

  test("where the week's first day is not told, that is said", async () => {
    office.switches.weekStart = null;
    expect((await read("timesheet_days")).rows).toHaveLength(7);
    expect(notes.join()).toMatch(/does not say with which day a week begins/);
  });

  test("without a first day, the oldest year is looked for", async () => {
    addTimesheet(office.tables, { key: 77, employee: 1, day: dayOf(2023, 5, 3), project: 101 });
    const { rows } = await read("timesheets", { timesheets_from: undefined });
    expect(rows.map((row) => row["timesheet_date"])).toContain("2023-05-01");
    expect(office.calls.filter((method) => method === "ListTimesheets").length).toBeLessThan(80);
  });
});

describe("projects", () => {
  test("time on a project with two clients goes to the client of the phase", async () => {
    const project = addProject(office.tables, { key: 300, client: 1, day: today - 3, name: "Shared" });
    project.groups.push({
      key: 30_999,
      name: "Second",
      client: 2,
      phases: [{ key: 40_999, id: "2", name: "Other", status: "", entered: today - 3, phases: [] }],
    });
    for (const version of [1, 2]) {
      const { rows } = await read("project_clients", { projects_version: version });
      const own = rows.filter((row) => row["ProjectKey"] === 300).map((row) => [row["ChargedKey"], row["ClientKey"]]);
      expect(own).toEqual([
        [300, 1],
        [300, 2],
        [10_300, 1],
        [20_300, 1],
        [40_999, 2],
      ]);
    }
  });

  test("a phase that moves to another invoice group leaves the client of the one before at once", async () => {
    const project = addProject(office.tables, { key: 300, client: 1, day: today - 30, name: "Shared" });
    project.groups.push({ key: 30_999, name: "Second", client: 2, phases: [] });
    const first = await read("project_clients");
    expect(first.gone).toEqual([]);
    const [one, other] = project.groups;
    other?.phases.push(...(one?.phases.splice(0) ?? []));
    project.changed.push(today);
    const { rows, gone } = await read("project_clients", {}, { cursor: first.cursor });
    const own = rows.filter((row) => row["ChargedKey"] === 20_300).map((row) => [row["RowKey"], row["ClientKey"]]);
    expect(own).toEqual([["20300/30999", 2]]);
    expect(gone).toContainEqual({ RowKey: "20300/30300" });
    const kept = new Set(rows.map((row) => row["RowKey"]));
    expect(gone.filter((row) => kept.has(row["RowKey"] ?? null))).toEqual([]);
  });

  test("nested and flat projects give the same rows", async () => {
    for (const part of ["projects", "invoice_groups", "phases", "project_clients"]) {
      const [nested, flat] = [await read(part, { projects_version: 1 }), await read(part, { projects_version: 2 })];
      const plain = (rows: readonly Row[]): unknown[] => rows.map(({ Contacts: _c, InvoiceScope: _s, ...row }) => row);
      expect(plain(nested.rows)).toEqual(plain(flat.rows));
      expect(nested.rows.length).toBeGreaterThan(6);
    }
  });

  test("totals are asked for one project at a time", async () => {
    const { rows } = await read("project_totals");
    expect(rows.map((row) => row["ProjectKey"])).toEqual([101, 102, 103, 104, 105, 106, 107]);
    expect(office.calls.filter((method) => method === "GetProjectTotals")).toHaveLength(7);
  });
});

describe("statuses", () => {
  const told = (rows: readonly Row[]): unknown[] =>
    rows.map(({ ProjectKey, ClientKey, status, at, how }) => [
      ProjectKey,
      ClientKey,
      status,
      (at as string).slice(0, 10),
      how,
    ]);

  test("the first look works out what dates allow, the next see what changed", async () => {
    office.tables.projects.length = 0;
    const pursuit = addProject(office.tables, {
      key: 1,
      client: 1,
      day: today - 9,
      name: "Pursuit",
      status: "Marketing",
    });
    const job = addProject(office.tables, { key: 2, client: 2, day: today - 9, name: "Job" });
    job.started = today - 20;
    job.statuses.push({ day: today - 2, status: "Closed" });
    job.completed = today - 2;
    const first = await read("project_statuses");
    expect(told(first.rows)).toEqual([
      [1, 1, "Marketing", "2026-11-09", "reconstructed"],
      [2, 2, "Active", "2026-10-29", "reconstructed"],
      [2, 2, "Closed", "2026-11-16", "reconstructed"],
    ]);
    now += 10 * dayMicros;
    pursuit.statuses.push({ day: today + 4, status: "Active" });
    const second = await read("project_statuses", {}, { cursor: first.cursor });
    expect(told(second.rows)).toEqual([[1, 1, "Active", "2026-11-22", "observed"]]);
    const third = await read("project_statuses", {}, { cursor: second.cursor, full: true });
    const [marketing, ...others] = told(first.rows);
    expect(told(third.rows)).toEqual([marketing, ...told(second.rows), ...others]);
    expect(third.gone).toEqual([]);
  });

  test("a pursuit that was won shows by the phase that is still Marketing", async () => {
    office.tables.projects.length = 0;
    const won = addProject(office.tables, { key: 1, client: 1, day: today - 50, name: "Won" });
    won.groups[0]?.phases.push({
      key: 900,
      id: "BD",
      name: "Pursuit",
      status: "Marketing",
      entered: today - 60,
      phases: [],
    });
    expect(told((await read("project_statuses")).rows)).toEqual([
      [1, 1, "Marketing", "2026-09-19", "reconstructed"],
      [1, 1, "Active", "2026-09-29", "reconstructed"],
    ]);
  });

  test("a project that is billed to another client, and one that is deleted", async () => {
    const first = await read("project_statuses");
    const [one, two] = office.tables.projects;
    now += dayMicros;
    one?.changed.push(today + 1);
    if (one?.groups[0] !== undefined) one.groups[0].client = 5;
    office.tables.projects.splice(1, 1);
    const second = await read("project_statuses", {}, { cursor: first.cursor });
    expect(told(second.rows)).toEqual([[101, 5, "Active", formatDay(today - 30), "reconstructed"]]);
    expect(second.gone.map((row) => (row["RowKey"] as string).split("/").slice(0, 2))).toEqual([
      ["101", "1"],
      [String(two?.key), "2"],
    ]);
  });

  test("when no project is listed any more, what was observed is not thrown away", async () => {
    const { cursor } = await read("project_statuses");
    office.tables.projects.length = 0;
    const error = await errorOf(read("project_statuses", {}, { cursor }));
    expect(error.message).toMatch(/lists no project any more, and it listed 7/);
  });
});

test("a client without a date, and one that is not active, are known", async () => {
  addClient(office.tables, { key: 10, name: "Undated", day: today });
  const client = office.tables.clients.at(-1);
  if (client !== undefined) client.established = null;
  const { rows } = await read("clients");
  expect(rows.find((row) => row["ClientKey"] === 10)).toMatchObject({ Status: "Inactive", established: null });
});

test("calls keep their distance", async () => {
  const waits: number[] = [];
  const source = ajera.open({
    name: "office",
    settings: ajera.settings.parse({ calls_per_second: 8 }),
    credentials: office.credentials,
    world: {
      fetch,
      now: () => now,
      random: () => 0,
      signal: new AbortController().signal,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds * 1000;
      },
    },
    timezone: "UTC",
    tokens: { get: async () => null, set: async () => {}, forget: async () => {} },
    note: () => {},
  });
  const begun = now;
  expect((await check(source, ["clients", "departments"])).every(({ ok }) => ok)).toBe(true);
  // Signing in and three methods: three gaps of an eighth of a second.
  expect(waits).toEqual([125, 125, 125]);
  expect(now - begun).toBe(375_000);
  await source.close();
});

test("invoices from a file stand beside what the API tells", async () => {
  const held = await officeProject(
    office,
    now,
    `  invoices: { files: "invoices.csv", id: Invoice Number }
activities:
  invoice:
    from: invoices
    at: Invoice Date
    clusters: { customer: Client Key }
    kind: { text: invoice }
    where: "\\"Invoice Status\\" IN ('Final', 'Reissue', 'Writeoff')"
`,
  );
  const rows = [
    "Client Key,Invoice Number,Invoice Date,Invoice Status",
    "6,I-1,2026-10-30,Final",
    "7,I-2,2026-10-30,Draft",
  ];
  writeFileSync(join(held.project.model.directory, "invoices.csv"), `${rows.join("\n")}\n`);
  try {
    await held.project.sync();
    await held.project.import();
    const asked = { definition: "customers", from: "2026-10", to: "2026-11" };
    const { answer } = await held.project.report(asked);
    // Work of seven clients in November; in October only an invoice.
    expect(answer.rows.map(({ active }) => active)).toEqual([1, 7]);
  } finally {
    await held.close();
  }
});

describe("since", () => {
  test("a first reading that begins somewhere goes on from there", async () => {
    const since = (today - 10) * dayMicros;
    addClient(office.tables, { key: 50, name: "New", day: today - 3 });
    const first = await read("clients", {}, { since });
    expect(first.rows.map((row) => row["ClientKey"])).toEqual([50]);
    now += 30 * dayMicros;
    addClient(office.tables, { key: 51, name: "Newer", day: today + 20 });
    const second = await read("clients", {}, { cursor: first.cursor });
    expect(second.rows.map((row) => row["ClientKey"])).toEqual([50, 51]);
    const all = await read("clients", {}, { cursor: second.cursor, full: true });
    expect(all.rows).toHaveLength(9);
  });

  test("later, it changes nothing for those that follow", async () => {
    const first = await read("timesheets");
    const again = await read("timesheets", {}, { cursor: first.cursor, since: (today - 1) * dayMicros });
    expect([again.rows.length > 0, again.cursor]).toEqual([true, first.cursor]);
  });
});

test("a modification that lies ahead is not gone on from", async () => {
  office.tables.clients[0]?.changed.push(today);
  skew = -400 * dayMicros;
  const { cursor } = await read("clients");
  expect(cursor).toMatchObject({ modified: formatDay(today - 399) });
});

test("an Ajera with nothing in it is no error, and says nothing", async () => {
  for (const rows of Object.values(office.tables)) (rows as unknown[]).length = 0;
  for (const { name } of ajera.streams)
    expect((await read(name, { timesheets_from: undefined })).rows, name).toEqual([]);
});

test("how many calls a reading would take is told where it can be", async () => {
  const source = open();
  const estimate = async (name: string, cursor: Json): Promise<number | null> => {
    const stream = ajera.streams.find((one) => one.name === name);
    if (stream === undefined) throw new Error(name);
    return source.calls(stream, { cursor, full: false, since: null, signal: new AbortController().signal });
  };
  expect(await estimate("departments", null)).toBe(1);
  expect(await estimate("clients", null)).toBeNull();
  expect(await estimate("clients", (await read("clients")).cursor)).toBe(2);
  const { cursor } = await read("project_statuses");
  const before = office.calls.length;
  await read("project_statuses", {}, { cursor });
  // Signing in and out, and what was modified lately, beside the calls that are told.
  expect(office.calls.length - before - 2).toBeLessThanOrEqual((await estimate("project_statuses", cursor)) ?? 0);
  expect(office.calls.length).toBeGreaterThan(before);
});
