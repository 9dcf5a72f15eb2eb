import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { demoSettings } from "../../demo/options.ts";
import { business } from "../business.ts";
import { standInOrganization, zohoBooksStandIn } from "./server.ts";
import type { ZohoStandIn } from "./server.ts";

let clock = Date.parse("2026-11-22T12:00:00Z") * 1000;
let zoho: ZohoStandIn;

beforeEach(async () => {
  clock = Date.parse("2026-11-22T12:00:00Z") * 1000;
  zoho = await zohoBooksStandIn({ company: null, now: () => clock });
});
afterEach(() => zoho.close());

async function withCompany(): Promise<void> {
  await zoho.close();
  zoho = await zohoBooksStandIn({ company: demoSettings({ customers: 200, months: 8 }), now: () => clock });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { readonly page_context: Record<string, unknown> };
}

async function answered(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer["body"] };
}

const token = async (form: Record<string, string> = {}): Promise<Answer> =>
  answered(
    await fetch(`${zoho.accountsRoot}/oauth/v2/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "refresh_token", ...zoho.credentials, ...form }),
    }),
  );
const signedIn = async (): Promise<string> => String((await token()).body["access_token"]);
const get = async (path: string, access: string): Promise<Answer> =>
  answered(await fetch(`${zoho.apiRoot}/${path}`, { headers: { authorization: `Zoho-oauthtoken ${access}` } }));

describe("signing in", () => {
  test("gives an hour, at most ten times in ten minutes, and says no with HTTP 200", async () => {
    expect((await token()).body).toMatchObject({
      expires_in: 3600,
      token_type: "Bearer",
      api_domain: expect.any(String),
    });
    expect(await token({ refresh_token: "other" })).toMatchObject({ status: 200, body: { error: "invalid_code" } });
    for (let n = 0; n < 9; n++) expect((await token()).body["access_token"]).toBeDefined();
    expect(await token()).toMatchObject({ status: 400, body: { error: "Access Denied", status: "failure" } });
    clock += 600_000_001;
    expect((await token()).status).toBe(200);
  });

  test("without a good token, or after an hour, nothing is told", async () => {
    const access = await signedIn();
    expect(await get("invoices", "other")).toMatchObject({ status: 401, body: { code: 57 } });
    expect((await get("invoices", access)).status).toBe(200);
    clock += 3_600_000_001;
    expect(await get("invoices", access)).toMatchObject({ status: 401, body: { code: 57 } });
  });
});

describe("lists", () => {
  beforeEach(withCompany);

  test("come in pages of 200 at most, with their order in the context, ids as texts, blanks empty, offsets without colon", async () => {
    const access = await signedIn();
    const { body } = await get(`projects/timeentries?organization_id=${standInOrganization}&per_page=500`, access);
    const rows = body["time_entries"] as Record<string, unknown>[];
    expect([rows.length, body["code"]]).toEqual([200, 0]);
    expect(body.page_context).toMatchObject({
      page: 1,
      per_page: 200,
      has_more_page: true,
      sort_column: "log_date",
      sort_order: "D",
    });
    expect(rows[0]).toMatchObject({ time_entry_id: expect.stringMatching(/^\d+$/), notes: "" });
    const contacts = (await get("contacts?contact_type=customer", access)).body["contacts"] as Record<
      string,
      unknown
    >[];
    expect(contacts).toHaveLength(200);
    expect(contacts[0]?.["created_time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]00$/);
  });

  test("are filtered by change only where that is documented, or switched on", async () => {
    const access = await signedIn();
    const count = async (list: string): Promise<number> => {
      const { body } = await get(`${list}?last_modified_time=2030-01-01T00:00:00%2B0000`, access);
      return (body[list] as unknown[]).length;
    };
    expect([await count("invoices"), await count("salesorders"), await count("estimates")]).toEqual([0, 0, 0]);
    expect(await count("contacts")).toBe(200);
    zoho.switches.quotesByModified = false;
    expect(await count("estimates")).toBeGreaterThan(50);
  });

  test("take the days of a window inclusively, and refuse an order they do not know", async () => {
    const access = await signedIn();
    const day = zoho.tables.customerpayments.rows()[0]?.["date"] as string;
    const { body } = await get(`customerpayments?date_start=${day}&date_end=${day}`, access);
    const days = (body["customerpayments"] as Record<string, unknown>[]).map((row) => row["date"]);
    expect([days.length > 0, new Set(days)]).toEqual([true, new Set([day])]);
    expect(await get("expenses?sort_column=last_modified_time", access)).toMatchObject({
      status: 400,
      body: { code: 2 },
    });
    expect(await get("nothing", access)).toMatchObject({ status: 404, body: { code: 5 } });
    expect(await get("invoices?organization_id=1", access)).toMatchObject({ status: 401, body: { code: 6041 } });
  });
});

describe("limits", () => {
  test("100 calls a minute, then code 44", async () => {
    const access = await signedIn();
    for (let n = 0; n < 100; n++) expect((await get("users", access)).status).toBe(200);
    expect(await get("users", access)).toMatchObject({ status: 429, body: { code: 44 } });
    clock += 61_000_000;
    expect((await get("users", access)).status).toBe(200);
  });

  test("calls of a day until midnight in the organisation's zone, then code 45", async () => {
    const access = await signedIn();
    zoho.counter.spent = 9_998;
    const { headers } = await get("users", access);
    // 13:00 in Berlin: eleven hours are left.
    expect(["limit", "remaining", "reset"].map((name) => headers.get(`x-rate-limit-${name}`))).toEqual([
      "10000",
      "1",
      "39600",
    ]);
    await get("users", access);
    expect(await get("users", access)).toMatchObject({ status: 429, body: { code: 45 } });
  });
});

test("it holds the company: each account once, its journey as quote, order and invoices", async () => {
  await withCompany();
  const accounts = [...business(demoSettings({ customers: 200, months: 8 }))];
  const { contacts, estimates, salesorders, invoices, customerpayments, timeentries } = zoho.tables;
  expect(contacts.rows().filter((row) => row["contact_type"] === "customer")).toHaveLength(200);
  expect(estimates.rows()).toHaveLength(accounts.filter(({ journey }) => journey.lead !== null).length);
  expect(salesorders.rows()).toHaveLength(accounts.filter(({ journey }) => journey.customer !== null).length);
  expect(invoices.rows()).toHaveLength(accounts.flatMap((account) => account.invoices).length);
  expect(customerpayments.rows()).toHaveLength(
    accounts.flatMap((a) => a.invoices).filter(({ paid }) => paid !== null).length,
  );
  expect(timeentries.rows()).toHaveLength(accounts.flatMap(({ work }) => work).length);
});
