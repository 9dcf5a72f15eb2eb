import { afterEach, describe, expect, test } from "vitest";
import type { ReadRequest } from "../../src/sources/kit/source.ts";
import { zohoBooks } from "../../src/sources/zoho-books/source.ts";
import { standInOrganization } from "../../src/stand-ins/zoho-books/server.ts";
import type { ZohoStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import type { StandInRow } from "../../src/stand-ins/zoho-books/table.ts";
import { formatDay } from "../../src/time/day.ts";
import { read } from "../source-kit/reading.ts";
import type { Bench } from "../source-kit/reading.ts";
import { connect, contextFor, untilClosed } from "./connect.ts";

afterEach(untilClosed);

const DAY = 86_400_000;
const stream = (on: Bench, name: string) => on.streams.filter((one) => one.name === name);
/** The queries of one list, without the organisation. */
const asked = (zoho: ZohoStandIn, list: string) =>
  zoho.calls
    .filter(({ path }) => path === `/books/v3/${list}`)
    .map(({ query }) => Object.fromEntries([...query].filter(([name]) => name !== "organization_id")));
const fill = (zoho: ZohoStandIn, table: keyof ZohoStandIn["tables"], count: number, row: (n: number) => StandInRow) =>
  Array.from({ length: count }, (_, n) => zoho.tables[table].insert(row(n)));

describe("what changed", () => {
  test("invoices, orders, quotes and credit notes are asked for by the last change", async () => {
    const { on, zoho } = await connect();
    for (const table of ["invoices", "salesorders", "estimates", "creditnotes"] as const)
      fill(zoho, table, 2, () => ({}));
    await read(on);
    const before = zoho.calls.length;
    on.world.pass(DAY);
    await read(on);
    for (const list of ["invoices", "salesorders", "estimates", "creditnotes"]) {
      const [first, second, ...more] = asked(zoho, list);
      expect(first).toEqual({ sort_column: "created_time", sort_order: "A", page: "1", per_page: "200" });
      expect(second?.["last_modified_time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
      expect(more).toEqual([]);
    }
    // Each of the 14 lists once, and the organisation's zone.
    expect(zoho.calls.length - before).toBeLessThanOrEqual(15 + 1);
  });

  test("10,000 rows without a change cost one call for each list that can be asked for changes", async () => {
    const { on, zoho } = await connect({ perMinute: null, settings: { calls_per_minute: 100_000 } });
    const last = "2026-01-05T08:00:00+0100";
    fill(zoho, "contacts", 5000, (n) => ({
      contact_type: "customer",
      contact_name: `c${n}`,
      created_time: last,
      last_modified_time: last,
    }));
    fill(zoho, "invoices", 5000, (n) => ({
      date: "2026-01-05",
      status: "paid",
      total: n,
      created_time: last,
      last_modified_time: last,
    }));
    const streams = [...stream(on, "contacts"), ...stream(on, "invoices")];
    const first = await read(on, { streams });
    expect(first.calls).toBeLessThan(2 + 2 * 29);
    on.world.pass(60_000);
    // The organisation, and one call each.
    expect((await read(on, { streams })).calls).toBe(3);
    expect(on.kept.size("contacts")).toBe(5000);
  });

  test("contacts come with the latest change first until a known one comes", async () => {
    const { on, zoho } = await connect();
    const ids = fill(zoho, "contacts", 450, (n) => ({ contact_type: "customer", contact_name: `c${n}` }));
    on.world.pass(DAY);
    await read(on, { streams: stream(on, "contacts") });
    on.world.pass(3_000_000);
    zoho.tables.contacts.update(ids[3]!, { contact_name: "renamed" });
    const came = await read(on, { streams: stream(on, "contacts") });
    expect(came.calls).toBe(2);
    expect(asked(zoho, "contacts").at(-1)).toMatchObject({
      sort_column: "last_modified_time",
      sort_order: "D",
      page: "1",
    });
    expect(
      on.kept.differences(stream(on, "contacts")[0]!, [{ contact_id: ids[3]!, contact_name: "renamed" }], "extra"),
    ).toEqual([]);
  });

  test("a payment that is deleted is missed at once, an old invoice after a week", async () => {
    const { on, zoho } = await connect();
    const [payment] = fill(zoho, "customerpayments", 3, () => ({ date: "2026-11-20", payment_status: "paid" }));
    const [invoice] = fill(zoho, "invoices", 3, () => ({ date: "2026-11-20" }));
    on.world.pass(Date.parse("2026-11-23T08:00:00Z") - on.world.truth() / 1000);
    await read(on);
    zoho.tables.customerpayments.delete(payment!);
    zoho.tables.invoices.delete(invoice!);
    on.world.pass(DAY);
    await read(on);
    expect([on.kept.size("customerpayments"), on.kept.size("invoices")]).toEqual([2, 3]);
    on.world.pass(7 * DAY);
    await read(on);
    expect([on.kept.size("customerpayments"), on.kept.size("invoices")]).toEqual([2, 2]);
  });

  test("payments are read again by their days, time entries up to a last day as well", async () => {
    const { on, zoho } = await connect({ settings: { look_back_days: 10 } });
    on.world.pass(Date.parse("2026-11-23T08:00:00Z") - on.world.truth() / 1000);
    await read(on);
    on.world.pass(3_600_000);
    await read(on);
    expect(asked(zoho, "customerpayments").at(-1)).toEqual({
      date_start: "2026-11-12",
      sort_column: "date",
      sort_order: "A",
      page: "1",
      per_page: "200",
    });
    expect(
      asked(zoho, "projects/timeentries").map((query) => [query["filter_by"], query["from_date"], query["to_date"]]),
    ).toEqual([
      ["Date.All", undefined, undefined],
      [undefined, "2026-11-12", "2099-12-31"],
    ]);
  });

  test("rows since a day only, and no more of them later", async () => {
    const { on, zoho } = await connect();
    fill(zoho, "customerpayments", 1, () => ({ date: "2020-01-01" }));
    fill(zoho, "customerpayments", 1, () => ({ date: "2026-11-01" }));
    fill(zoho, "invoices", 1, () => ({ last_modified_time: "2020-01-01T00:00:00+0100" }));
    const source = zohoBooks.open(contextFor(on, zoho.credentials));
    const since = Date.parse("2026-01-01T00:00:00Z") * 1000;
    const request: ReadRequest = { cursor: null, full: false, since, signal: on.world.signal };
    for (const name of ["customerpayments", "invoices"]) {
      for await (const batch of source.read(stream(on, name)[0]!, request)) on.kept.take(stream(on, name)[0]!, batch);
    }
    expect([on.kept.size("customerpayments"), on.kept.size("invoices")]).toEqual([1, 0]);
    on.world.pass(10 * DAY);
    await read(on);
    expect([on.kept.size("customerpayments"), on.kept.size("invoices")]).toEqual([1, 0]);
    await source.close();
  });
});

describe("what is not documented", () => {
  test("rows since a day leave what changed before it to the next sync", async () => {
    const { on, zoho } = await connect();
    const [contact] = fill(zoho, "contacts", 3, () => ({ contact_type: "customer", contact_name: "a" }));
    const [invoice] = fill(zoho, "invoices", 3, () => ({ total: 1 }));
    const [payment] = fill(zoho, "customerpayments", 3, () => ({ date: formatDay(20_000), amount: 1 }));
    await read(on);
    on.world.pass(DAY);
    zoho.tables.contacts.update(contact!, { contact_name: "b" });
    zoho.tables.invoices.update(invoice!, { total: 2 });
    zoho.tables.customerpayments.update(payment!, { amount: 2 });
    on.world.pass(5 * DAY);
    const source = zohoBooks.open(contextFor(on, zoho.credentials));
    const since = on.world.truth() - DAY * 1000;
    for (const name of ["contacts", "invoices", "customerpayments"]) {
      const [one] = stream(on, name);
      const request = { cursor: on.kept.cursor(name), full: false, since, signal: on.world.signal };
      for await (const batch of source.read(one!, request)) on.kept.take(one!, batch);
    }
    await source.close();
    // A week later everything is due: what is older than that day, too.
    for (const wait of [DAY / 24, 7 * DAY]) {
      on.world.pass(wait);
      await read(on);
      for (const [name, row] of [
        ["contacts", { contact_id: contact!, contact_name: "b" }],
        ["invoices", { invoice_id: invoice!, total: 2 }],
      ] as const)
        expect(on.kept.differences(stream(on, name)[0]!, [row], "extra")).toEqual([]);
    }
    expect(
      on.kept.differences(stream(on, "customerpayments")[0]!, [{ payment_id: payment!, amount: 2 }], "extra"),
    ).toEqual([]);
  });

  test("a reading of everything that is begun anew does not go on from where an older one stood", async () => {
    const { on, zoho } = await connect();
    fill(zoho, "contacts", 650, (n) => ({ contact_type: "customer", contact_name: `c${n}` }));
    const [contacts] = stream(on, "contacts");
    const source = zohoBooks.open(contextFor(on, zoho.credentials));
    const some = async (full: boolean, batches: number): Promise<void> => {
      const request = { cursor: on.kept.cursor("contacts"), full, since: null, signal: on.world.signal };
      for await (const batch of source.read(contacts!, request)) {
        on.kept.take(contacts!, batch);
        batches -= 1;
        if (batches === 0) return;
      }
    };
    await some(false, 3);
    // The first thing that is kept of the new one is that it begins.
    await some(true, 1);
    await some(false, 100);
    await source.close();
    expect(on.kept.size("contacts")).toBe(650);
  });

  test("a service that ignores “changed since” is read whole, and that is said", async () => {
    const { on, zoho } = await connect();
    const [id, last] = fill(zoho, "estimates", 250, () => ({
      created_time: "2026-01-01T00:00:00+0100",
      last_modified_time: "2026-01-01T00:00:00+0100",
    }));
    zoho.switches.quotesByModified = false;
    const streams = stream(on, "estimates");
    await read(on, { streams });
    on.world.pass(DAY);
    zoho.tables.estimates.update(id!, { status: "accepted" });
    zoho.tables.estimates.delete(last!);
    await read(on, { streams });
    expect(on.shown).toContainEqual(expect.stringMatching(/^estimates: .*the whole list is read$/));
    expect(on.kept.size("estimates")).toBe(249);
    expect(on.kept.differences(streams[0]!, [{ estimate_id: id!, status: "accepted" }], "extra")).toEqual([]);
  });

  test("a service that sorts as it pleases, or has pages of its own size, loses nothing", async () => {
    for (const change of [{ sorts: false }, { pageSize: 50 }]) {
      const { on, zoho } = await connect({ perMinute: null });
      const ids = fill(zoho, "contacts", 430, (n) => ({ contact_type: "customer", contact_name: `c${n % 7}` }));
      Object.assign(zoho.switches, change);
      const streams = stream(on, "contacts");
      await read(on, { streams });
      on.world.pass(DAY);
      zoho.tables.contacts.update(ids[0]!, { contact_name: "z" });
      const came = await read(on, { streams });
      expect(came.errors).toEqual(new Map());
      expect(on.kept.size("contacts")).toBe(430);
      expect(on.kept.differences(streams[0]!, [{ contact_id: ids[0]!, contact_name: "z" }], "extra")).toEqual([]);
    }
  });
});

describe("limits", () => {
  test("calls stop before the last of the day, and go on the day after where they stopped", async () => {
    const { on, zoho } = await connect({ perDay: 1000, perMinute: null });
    const ids = fill(zoho, "invoices", 3000, (n) => ({ date: "2026-01-05", total: n }));
    zoho.counter.spent = 890;
    const streams = stream(on, "invoices");
    const first = await read(on, { streams });
    expect(first.errors.get("invoices")).toMatchObject({
      code: "SOURCE_BUDGET",
      message: expect.stringMatching(/^here \(Zoho Books\): 100 of 1000 calls a day are left, which are kept/),
      hint: expect.stringMatching(/^sync again after \d{4}-\d\d-\d\dT2[23]:00:0[01]Z/),
    });
    expect(zoho.counter.spent).toBeLessThanOrEqual(900);
    const got = on.kept.size("invoices");
    expect(got).toBeGreaterThan(1000);
    on.world.pass(DAY);
    const second = await read(on, { streams });
    expect(second.errors).toEqual(new Map());
    expect(on.kept.size("invoices")).toBe(3000);
    expect(second.calls).toBeLessThan(3 + (3000 - got) / 170);
    // The pass went on: what was deleted meanwhile is gone.
    zoho.tables.invoices.delete(ids[5]!);
    await read(on, { streams, full: true });
    expect(on.kept.size("invoices")).toBe(2999);
  });

  test("a blocked minute is sat out", async () => {
    const { on, zoho } = await connect();
    zoho.have({ what: "minute", after: 1, times: 2 });
    expect((await read(on)).errors).toEqual(new Map());
    expect(on.world.waited()).toBeGreaterThan(120_000);
  });

  test("100 calls a minute are not exceeded", async () => {
    const { on, zoho } = await connect();
    fill(zoho, "invoices", 25_000, (n) => ({ total: n }));
    const came = await read(on, { streams: stream(on, "invoices") });
    expect(came.errors).toEqual(new Map());
    expect(came.calls).toBeGreaterThan(125);
    expect(on.world.calls.filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe("organisations", () => {
  test("of several, smac.yml must name one; it is told which there are", async () => {
    const { on, zoho } = await connect();
    zoho.organizations.push({ organization_id: "60009999999", name: "Another", time_zone: "Asia/Kolkata" });
    const { errors } = await read(on, { streams: stream(on, "invoices") });
    expect(errors.get("invoices")).toMatchObject({
      code: "SOURCE_SETTING",
      message: `here (Zoho Books): there are several organisations: ${standInOrganization} (Demo Software Company), 60009999999 (Another)`,
    });
  });

  test("one that the sign-in does not reach, and none at all", async () => {
    const one = await connect({ settings: { organization: "123" } });
    expect((await read(one.on, { streams: stream(one.on, "invoices") })).errors.get("invoices")).toMatchObject({
      code: "SOURCE_NOT_FOUND",
      hint: expect.stringMatching(/Demo Software Company/),
    });
    const none = await connect();
    none.zoho.organizations.splice(0);
    expect((await read(none.on, { streams: stream(none.on, "users") })).errors.get("users")).toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
  });

  test("without the right to see it, the one of smac.yml is read, in the project's zone; a wrong one is told by the service", async () => {
    const { on, zoho } = await connect({ settings: { organization: standInOrganization } });
    const grant = zoho.desk.grants.get(zoho.credentials.refresh_token)!;
    grant.scopes = grant.scopes.filter((scope) => !scope.includes("settings"));
    fill(zoho, "invoices", 1, () => ({}));
    const { errors } = await read(on);
    expect([...errors.keys()]).toEqual(["organizations", "users"]);
    expect(errors.get("users")).toMatchObject({
      code: "SOURCE_PERMISSION",
      hint: expect.stringMatching(/ZohoBooks\.settings\.READ/),
    });
    expect(on.kept.size("invoices")).toBe(1);
    const source = zohoBooks.open(contextFor(on, zoho.credentials));
    expect(await source.timezone()).toBeNull();
    await source.close();
    zoho.organizations[0]!["organization_id"] = "777";
    const wrong = await read(on, { streams: stream(on, "invoices") });
    expect(wrong.errors.get("invoices")).toMatchObject({ code: "SOURCE_NOT_FOUND" });
  });

  test("its zone is that of days", async () => {
    const { on, zoho } = await connect();
    const source = zohoBooks.open(contextFor(on, zoho.credentials));
    expect(await source.timezone()).toBe("Europe/Berlin");
    await source.close();
  });

  test("an empty one is read without an error", async () => {
    const { on } = await connect();
    expect((await read(on)).errors).toEqual(new Map());
    expect(on.kept.size("invoices")).toBe(0);
  });
});

describe("trouble", () => {
  test("a missing scope fails its lists alone, and names it", async () => {
    const { on, zoho } = await connect();
    const grant = zoho.desk.grants.get(zoho.credentials.refresh_token)!;
    grant.scopes = grant.scopes.filter((scope) => !/projects|creditnotes/.test(scope));
    fill(zoho, "invoices", 2, () => ({}));
    const { errors } = await read(on);
    expect([...errors.keys()]).toEqual(["projects", "timeentries", "creditnotes", "creditnoterefunds"]);
    expect(errors.get("timeentries")).toMatchObject({
      code: "SOURCE_PERMISSION",
      message:
        "here (Zoho Books): timeentries, rows from 1: HTTP 401, code 57 “You are not authorized to perform this operation”",
      hint: expect.stringMatching(/^it needs the scope ZohoBooks\.projects\.READ/),
    });
    expect(on.kept.size("invoices")).toBe(2);
    expect(zoho.desk.given()).toBeLessThanOrEqual(4);
  });

  test("a suspended organisation, or a plan without API", async () => {
    const { on, zoho } = await connect();
    zoho.have({ what: "suspended", after: 2, times: 1000 });
    const { errors } = await read(on, { streams: stream(on, "invoices") });
    expect(errors.get("invoices")).toMatchObject({
      code: "SOURCE_PERMISSION",
      message: expect.stringMatching(/suspended/),
    });
  });

  test.each([404, 400] as const)(
    "a list that this organisation does not have, answered with HTTP %s",
    async (status) => {
      const { on, zoho } = await connect({ settings: {} });
      zoho.switches.notFoundStatus = status;
      const source = zohoBooks.open({
        ...contextFor(on, zoho.credentials),
        settings: zohoBooks.settings.parse({
          ...on.rig.settings,
          api_root: `${zoho.apiRoot}/elsewhere`,
          organization: "1",
        }),
      });
      await expect(source.timezone()).rejects.toMatchObject({
        code: "SOURCE_NOT_FOUND",
        hint: expect.stringMatching(/api_root/),
      });
      await source.close();
    },
  );

  test("a row without an id, a list that is none: one error, nothing kept of it", async () => {
    const { on, zoho } = await connect();
    zoho.tables.invoices.insert({ invoice_id: "" });
    const came = await read(on, { streams: stream(on, "invoices") });
    expect(came.errors.get("invoices")).toMatchObject({
      code: "SOURCE_BAD_ANSWER",
      message: "here (Zoho Books): invoices, rows from 1: a row has no “invoice_id”",
    });
  });
});

describe("what is added to rows", () => {
  test("a customer's region from its custom field; vendors are left out", async () => {
    const { on, zoho } = await connect({ settings: { region_field: "cf_area" } });
    const ids = [
      zoho.tables.contacts.insert({
        contact_type: "customer",
        custom_field_hash: { cf_area: "North", cf_region: "x" },
      }),
      zoho.tables.contacts.insert({
        contact_type: "customer",
        custom_fields: [{ api_name: "cf_area", value: "South" }],
      }),
      zoho.tables.contacts.insert({ contact_type: "customer", custom_field_hash: {} }),
    ];
    zoho.tables.contacts.insert({ contact_type: "vendor" });
    await read(on, { streams: stream(on, "contacts") });
    const expected = ["North", "South", ""].map((region, i) => ({ contact_id: ids[i]!, region }));
    expect(on.kept.differences(stream(on, "contacts")[0]!, expected)).toEqual([]);
  });

  test("a refund's customer from its credit note", async () => {
    const { on, zoho } = await connect();
    const [note] = fill(zoho, "creditnotes", 1, () => ({ customer_id: "c1", date: "2026-11-01" }));
    const refund = zoho.tables.creditnoterefunds.insert({ creditnote_id: note!, date: "2026-11-02" });
    const own = zoho.tables.creditnoterefunds.insert({ creditnote_id: "x", customer_id: "c2", date: "2026-11-02" });
    await read(on, { streams: stream(on, "creditnoterefunds") });
    expect(
      on.kept.differences(stream(on, "creditnoterefunds")[0]!, [
        { creditnote_refund_id: refund, customer_id: "c1" },
        { creditnote_refund_id: own, customer_id: "c2" },
      ]),
    ).toEqual([]);
  });
});

test("how many calls a reading would spend is known after the first one", async () => {
  const { on, zoho } = await connect({ perMinute: null });
  fill(zoho, "invoices", 1000, () => ({}));
  fill(zoho, "timeentries", 500, () => ({ log_date: formatDay(Math.floor(on.world.truth() / 86_400_000_000)) }));
  const calls = async (name: string, full: boolean): Promise<number | null> => {
    const source = zohoBooks.open(contextFor(on, zoho.credentials));
    const request = { cursor: on.kept.cursor(name), full, since: null, signal: on.world.signal };
    const spent = await source.calls(stream(on, name)[0]!, request);
    await source.close();
    return spent;
  };
  expect(await calls("invoices", false)).toBeNull();
  const streams = [...stream(on, "invoices"), ...stream(on, "timeentries")];
  await read(on, { streams });
  expect([await calls("invoices", false), await calls("invoices", true)]).toEqual([1, 6]);
  on.world.pass(1000);
  await read(on, { streams });
  expect(await calls("timeentries", false)).toBe(3);
});
