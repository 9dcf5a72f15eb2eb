import { afterEach, describe, expect, test } from "vitest";
import type { StandInRecord } from "../../src/stand-ins/salesforce/org.ts";
import { connect, pathsOf, untilClosed } from "./connect.ts";
import type { Connected } from "./connect.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;

afterEach(untilClosed);

function addAccounts({ desk }: Pick<Connected, "desk">, count: number, created?: string): string[] {
  return Array.from({ length: count }, (_, n) =>
    desk.org.insert("Account", { Name: `Account ${n}`, ...(created === undefined ? {} : { CreatedDate: created }) }),
  );
}

function accounts({ desk }: Connected): { readonly Id: string; readonly Name: string }[] {
  const standing = [...desk.org.all("Account")].filter((record) => record["IsDeleted"] !== true);
  return standing.map((record) => ({ Id: record.Id, Name: String(record["Name"]) }));
}

function nth(texts: readonly string[], n: number): string {
  return texts[n] ?? "";
}

describe("who is merged, converted, deleted, restored", () => {
  test("merged accounts and leads tell into whom, and are gone", async () => {
    const crm = await connect("salesforce");
    const [loser, master] = [nth(addAccounts(crm, 2), 0), nth(addAccounts(crm, 1), 0)];
    await crm.read("accounts");
    crm.world.pass(DAY);
    crm.desk.org.merge("Account", loser, master);
    const batches = await crm.read("accounts");
    expect(batches.flatMap(({ merged = [] }) => merged)).toEqual([{ kind: "customer", from: loser, into: master }]);
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
    expect(accounts(crm)).toHaveLength(2);
  });

  test("a lead that was converted is its account from then on, told again by every full reading", async () => {
    const crm = await connect("salesforce");
    const account = nth(addAccounts(crm, 1), 0);
    const lead = crm.desk.org.insert("Lead", { Company: "Acme", Status: "Open - Not Contacted", IsConverted: false });
    expect((await crm.read("leads")).flatMap(({ merged = [] }) => merged)).toEqual([]);
    crm.desk.org.update("Lead", lead, { IsConverted: true, ConvertedAccountId: account, ConvertedDate: "2026-05-01" });
    for (const full of [false, true]) {
      const batches = await crm.read("leads", { full });
      expect(batches.flatMap(({ merged = [] }) => merged)).toContainEqual({
        kind: "customer",
        from: lead,
        into: account,
      });
    }
  });

  test("deleted for good between two readings: the log tells; restored: they are back", async () => {
    const crm = await connect("salesforce");
    const ids = addAccounts(crm, 5);
    await crm.read("accounts");
    crm.world.pass(DAY);
    crm.desk.org.remove("Account", nth(ids, 0));
    crm.desk.org.purge("Account");
    crm.desk.org.remove("Account", nth(ids, 1));
    crm.world.pass(MINUTE);
    await crm.read("accounts");
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
    crm.world.pass(DAY);
    crm.desk.org.restore("Account", nth(ids, 1));
    await crm.read("accounts");
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
    expect(accounts(crm)).toHaveLength(4);
    expect(pathsOf(crm.desk, /deleted/)).toHaveLength(2);
  });

  test("rows since a day leave what changed before it, and who was deleted, to the next reading", async () => {
    const crm = await connect("salesforce");
    const ids = addAccounts(crm, 5);
    await crm.read("accounts");
    crm.world.pass(DAY);
    crm.desk.org.update("Account", nth(ids, 0), { Name: "renamed" });
    crm.desk.org.remove("Account", nth(ids, 1));
    crm.world.pass(5 * DAY);
    addAccounts(crm, 1);
    const batches = await crm.read("accounts", { since: crm.world.truth() - DAY * 1000 });
    expect(batches.flatMap(({ rows }) => rows)).toHaveLength(1);
    crm.world.pass(MINUTE);
    await crm.read("accounts");
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
  });

  test("everything since a day takes no older history for gone", async () => {
    const crm = await connect("salesforce");
    const lead = crm.desk.org.insert("Lead", { Company: "Acme", Status: "Open", IsConverted: false });
    const told = (day: number): string =>
      crm.desk.org.insert("LeadHistory", {
        LeadId: lead,
        Field: "Status",
        CreatedDate: new Date(crm.world.truth() / 1000 - day * DAY).toISOString(),
      });
    const [old, fresh] = [told(40), told(2)];
    await crm.read("lead_history");
    expect(crm.kept.size("lead_history")).toBe(2);
    await crm.read("lead_history", { full: true, since: crm.world.truth() - 10 * DAY * 1000 });
    expect([old, fresh].length, "both stand").toBe(crm.kept.size("lead_history"));
  });

  test.each([
    ["15 days", 16 * DAY, 15 * 86_400_000_000],
    ["two hours, since the log was large", 5 * 3_600_000, 2 * 3_600_000_000],
  ])("deletions older than the log of %s: everything is read again, and it is said", async (_, silence, kept) => {
    const crm = await connect("salesforce");
    const ids = addAccounts(crm, 5);
    await crm.read("accounts");
    crm.world.pass(MINUTE);
    crm.desk.org.remove("Account", nth(ids, 0));
    crm.desk.org.purge("Account");
    crm.desk.deletionsKept = kept;
    crm.world.pass(silence);
    const batches = await crm.read("accounts");
    expect(batches.map(({ pass }) => pass).filter(Boolean)).toEqual(["begins", "ends"]);
    expect(crm.notes.join()).toContain("does not tell all deletions");
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
  });

  test("history that Salesforce has thrown away stays", async () => {
    const crm = await connect("salesforce");
    const written = (CreatedDate: string) =>
      crm.desk.org.insert("LeadHistory", {
        LeadId: "00Q000000000001AAA",
        Field: "Status",
        NewValue: "Working",
        CreatedDate,
      });
    const [old, young, other] = ["2023-01-01", "2026-09-01", "2026-09-02"].map((day) =>
      written(`${day}T00:00:00.000+0000`),
    );
    await crm.read("lead_history");
    for (const id of [old, young]) crm.desk.org.remove("LeadHistory", id ?? "");
    crm.desk.org.purge("LeadHistory");
    await crm.read("lead_history", { full: true });
    expect(
      crm.differences(
        "lead_history",
        [old, other].map((Id) => ({ Id: Id ?? "" })),
      ),
    ).toEqual([]);
  });
});

describe("pages and jobs", () => {
  test("a forgotten place: asked anew behind the last row, also within one moment", async () => {
    const crm = await connect("salesforce", { pageRows: 7 });
    addAccounts(crm, 40, "2026-05-01T10:00:00.000+0000");
    let pages = 0;
    crm.desk.before = () => {
      if (++pages % 3 === 0) crm.desk.locators.clear();
    };
    const batches = await crm.read("accounts");
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
    expect(batches.flatMap(({ rows }) => rows)).toHaveLength(40);
    const asked = crm.desk.calls.map(({ query }) => query.get("q") ?? "");
    expect(asked.filter((q) => q.includes("Id > '"))[0]).toMatch(
      /WHERE \(SystemModstamp > 2026-05-01T10:00:00Z OR \(SystemModstamp = 2026-05-01T10:00:00Z AND Id > '001\w{15}'\)\) ORDER BY/,
    );
  });

  test("a job is gone on with after a stop, in the version that made it", async () => {
    const crm = await connect("salesforce", { pageRows: 1 });
    addAccounts(crm, 60);
    await crm.read("accounts", { settings: { bulk_from: 10 }, stopAfter: 3 });
    await crm.read("accounts", { settings: { bulk_from: 10, api_version: "66.0" } });
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
    expect(pathsOf(crm.desk, /^\/jobs\/query$/)).toHaveLength(1);
    // Three parts, the second of which was under way at the stop.
    expect(pathsOf(crm.desk, /results/)).toHaveLength(4);
    expect(
      crm.desk.calls.filter(({ path }) => path.endsWith("/results")).every(({ path }) => path.includes("v62.0")),
    ).toBe(true);
  });

  test.each([
    ["is not there any more", (crm: Connected) => crm.desk.jobs.clear()],
    ["failed in between", (crm: Connected) => crm.desk.jobs.forEach((job) => void (job.state = "Failed"))],
  ])("a job that %s: its rows are read again by a new one", async (_, spoil) => {
    const crm = await connect("salesforce", { pageRows: 1 });
    addAccounts(crm, 60);
    await crm.read("accounts", { settings: { bulk_from: 10 }, stopAfter: 3 });
    spoil(crm);
    await crm.read("accounts", { settings: { bulk_from: 10 } });
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
    expect(crm.notes.join()).toContain("a bulk job is not there any more");
  });

  test("a job that fails is told, in Salesforce's words", async () => {
    const crm = await connect("salesforce");
    addAccounts(crm, 60);
    crm.desk.before = () =>
      crm.desk.jobs.forEach((job) => {
        job.state = "Failed";
        job.errorMessage = "InvalidBatch: too hard";
      });
    await expect(crm.read("accounts", { settings: { bulk_from: 10 } })).rejects.toMatchObject({
      code: "SOURCE_BAD_ANSWER",
      message: "crm (Salesforce): accounts: the bulk job cannot be read: it failed: “InvalidBatch: too hard”",
    });
  });

  test("by pages and by jobs the rows are the same to the letter", async () => {
    const crm = await connect("salesforce", { pageRows: 5 });
    const { org } = crm.desk;
    const owner = org.insert("User", { Name: 'Ann, the "first"\nof us' });
    const account = org.insert("Account", { Name: "Zoë, “Ü”", OwnerId: owner });
    for (const Amount of [1, 0.1, -3, 1e9, null])
      org.insert("Opportunity", {
        Name: "a\r\nb;,c",
        AccountId: account,
        Amount,
        IsWon: Amount === 1,
        CloseDate: "2026-01-31",
      });
    for (const stream of ["opportunities", "accounts"]) {
      const pages = (await crm.read(stream, { full: true })).flatMap(({ rows }) => rows);
      const jobs = (await crm.read(stream, { full: true, settings: { bulk_from: 1 } })).flatMap(({ rows }) => rows);
      const byId = (rows: typeof pages) => new Map(rows.map((row) => [row["Id"], row]));
      if (stream === "opportunities") expect(pathsOf(crm.desk, /jobs/).length).toBeGreaterThan(0);
      expect(byId(jobs)).toEqual(byId(pages));
    }
  });

  test("too slow for pages: a job; too many at once: again a little later", async () => {
    const crm = await connect("salesforce");
    addAccounts(crm, 6);
    crm.desk.have({ what: "too-many-at-once", times: 2, when: ({ path }) => path.includes("queryAll") });
    crm.desk.have({ what: "query-timeout", times: 1, when: ({ path }) => path.includes("queryAll") });
    await crm.read("accounts");
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
    expect(pathsOf(crm.desk, /results/)).toHaveLength(1);
  });

  test("nothing new: three calls a stream, and one for the token", async () => {
    const crm = await connect("certinia");
    addAccounts(crm, 3);
    await crm.read("accounts");
    crm.world.pass(DAY);
    const before = crm.desk.calls.length;
    await crm.read("accounts");
    expect(crm.desk.calls.length - before).toBe(4);
  });
});

describe("what the org has, and what the user may read", () => {
  test("packages and fields that are not there are said, and nothing fails", async () => {
    const crm = await connect("certinia", { packages: [] });
    addAccounts(crm, 2);
    crm.desk.org.hidden.add("Account.Industry");
    for (const stream of ["accounts", "timecard_days", "sales_invoices", "billing_documents"]) await crm.read(stream);
    expect(crm.notes).toContain("crm: accounts: Account has no Industry that the user may read; it stays empty");
    expect(crm.notes).toContain(
      "crm: timecard_days: pse__Timecard__c and pse__Timecard_Header__c is not in this org, or the user may not read it; nothing is read",
    );
    expect(
      crm.differences(
        "accounts",
        accounts(crm).map((row) => ({ ...row, Industry: null })),
      ),
    ).toEqual([]);
    expect(pathsOf(crm.desk, /queryAll/)).toHaveLength(1);
  });

  test("without Account nothing can be told", async () => {
    const crm = await connect("salesforce");
    crm.desk.org.hidden.add("Account");
    await expect(crm.read("accounts")).rejects.toMatchObject({
      code: "SOURCE_PERMISSION",
      hint: "give the user read access to Account (a permission set), then sync again",
    });
  });

  test("fields of one's own, through relationships too", async () => {
    const crm = await connect("salesforce");
    const parent = crm.desk.org.insert("Account", { Name: "Holding" });
    const Id = crm.desk.org.insert("Account", { Name: "Daughter", ParentId: parent, Plan__c: "Growth" });
    await crm.read("accounts", { settings: { fields: { accounts: ["Plan__c", "Parent.Name", "Nonsense__c"] } } });
    expect(crm.differences("accounts", [{ Id: parent }, { Id, Plan__c: "Growth", "Parent.Name": "Holding" }])).toEqual(
      [],
    );
    expect(crm.notes.join()).toContain("Nonsense__c");
  });

  test("lead status that is not tracked: said, and taken from the creation", async () => {
    const crm = await connect("salesforce");
    const [fresh, worked] = ["Open - Not Contacted", "Working - Contacted"].map((Status) =>
      crm.desk.org.insert("Lead", { Company: "Acme", Status, CreatedDate: "2026-03-01T00:00:00.000+0000" }),
    );
    await crm.read("leads");
    expect(crm.notes.join()).toContain("no change of Lead Status is on record");
    const expected = [
      { Id: fresh ?? "", worked_at: null },
      { Id: worked ?? "", worked_at: "2026-03-01T00:00:00.000+0000" },
    ];
    expect(crm.differences("leads", expected)).toEqual([]);
  });

  test.each([
    ["api-disabled", "SOURCE_PERMISSION", "the API is not enabled for this org or this user"],
    ["no-permission", "SOURCE_PERMISSION", "the user may not do this"],
    ["budget-spent", "SOURCE_BUDGET", "the org has no calls left in these 24 hours"],
  ])("%s", async (what, code, words) => {
    const crm = await connect("salesforce");
    crm.desk.have({ what, times: 1000, when: ({ path }) => path.startsWith("/services/data/") });
    await expect(crm.read("accounts")).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test("a tenth of the calls of a day is left to the people who work there", async () => {
    const crm = await connect("salesforce", { pageRows: 1, perDay: 1000 });
    addAccounts(crm, 40);
    crm.desk.usage.used = 880;
    await expect(crm.read("accounts")).rejects.toMatchObject({ code: "SOURCE_BUDGET" });
    expect(crm.desk.usage.used).toBeLessThanOrEqual(900);
    crm.desk.usage.used = 10;
    await crm.read("accounts");
    expect(crm.differences("accounts", accounts(crm))).toEqual([]);
  });
});

describe("tasks, meetings and answers", () => {
  const done = { IsClosed: true, ActivityDate: "2026-05-01", CompletedDateTime: "2026-05-03T09:00:00.000+0000" };
  const lead = "00Q000000000001AAA";

  test("a call or mail was on its date, a thing to do when it was completed; leads count until they are accounts", async () => {
    const crm = await connect("salesforce");
    const account = nth(addAccounts(crm, 1), 0);
    const task = (values: Partial<StandInRecord>) => crm.desk.org.insert("Task", { ...done, ...values });
    const expected = [
      { Id: task({ TaskSubtype: "Call", WhoId: lead }), kind: "call", done_at: "2026-05-01", customer_id: lead },
      { Id: task({ Type: "Email", AccountId: account }), kind: "email", done_at: "2026-05-01", customer_id: account },
      { Id: task({ TaskSubtype: "Task" }), kind: "task", done_at: done.CompletedDateTime, customer_id: null },
      { Id: task({ TaskSubtype: "Call", IsClosed: false }), kind: "call", done_at: null, customer_id: null },
    ];
    await crm.read("tasks");
    expect(crm.differences("tasks", expected)).toEqual([]);
  });

  test("whole days are days, not midnights of another zone", async () => {
    const crm = await connect("salesforce");
    const start = { ActivityDate: "2026-05-01", StartDateTime: "2026-05-01T00:00:00.000+0000" };
    const whole = crm.desk.org.insert("Event", { ...start, IsAllDayEvent: true });
    const timed = crm.desk.org.insert("Event", { ...start, IsAllDayEvent: false });
    await crm.read("events");
    expect(
      crm.differences("events", [
        { Id: whole, started_at: "2026-05-01" },
        { Id: timed, started_at: "2026-05-01T00:00:00.000+0000" },
      ]),
    ).toEqual([]);
  });

  test("a contact that moves takes its answers along", async () => {
    const crm = await connect("salesforce");
    const [a, b] = addAccounts(crm, 2);
    const contact = crm.desk.org.insert("Contact", { Name: "Ann", AccountId: a ?? "" });
    const Id = crm.desk.org.insert("CampaignMember", { ContactId: contact, HasResponded: true });
    await crm.read("campaign_members");
    expect(crm.differences("campaign_members", [{ Id, customer_id: a ?? "" }])).toEqual([]);
    crm.world.pass(DAY);
    crm.desk.org.update("Contact", contact, { AccountId: b ?? "" });
    await crm.read("campaign_members");
    expect(crm.differences("campaign_members", [{ Id, customer_id: b ?? "" }])).toEqual([]);
  });
});
