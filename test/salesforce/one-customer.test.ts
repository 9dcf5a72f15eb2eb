import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { salesforceStandIn } from "../../src/stand-ins/salesforce/stand-in.ts";
import type { SalesforceStandIn } from "../../src/stand-ins/salesforce/stand-in.ts";
import { runSmac } from "../run-smac.ts";

// A customer is counted once, however often Salesforce knows it.

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Row {
  readonly stage: string;
  readonly active: number;
  readonly population: number;
}

async function project(): Promise<{
  readonly desk: SalesforceStandIn;
  readonly at: (moment: string) => void;
  readonly sync: () => Promise<void>;
  readonly report: (month: string, ...flags: string[]) => Promise<Record<string, string>>;
}> {
  let now = "2026-01-01T00:00:00Z";
  const desk = await salesforceStandIn({ company: null, now: () => Date.parse(now) * 1000 });
  const cwd = mkdtempSync(join(tmpdir(), "smac-one-"));
  closing.push(desk.close, () => rmSync(cwd, { recursive: true, force: true }));
  const yaml = `sources:\n  crm: { type: salesforce, domain: "${desk.url}", credentials: "\${env:CRM}" }\n`;
  writeFileSync(join(cwd, "smac.yml"), yaml);
  const env = { CRM: JSON.stringify(desk.credentials) };
  return {
    desk,
    at: (moment) => {
      now = moment;
    },
    async sync() {
      const ran = await runSmac(["sync"], { cwd, env, now });
      expect(ran.code, ran.stderr).toBe(0);
    },
    async report(month, ...flags) {
      const asked = [
        "report",
        "--definition",
        "stage-rate",
        "--from",
        month,
        "--to",
        month,
        ...flags,
        "--format",
        "json",
      ];
      const ran = await runSmac(asked, { cwd, env, now });
      const { rows } = JSON.parse(ran.stdout) as { rows: readonly Row[] };
      return Object.fromEntries(rows.map(({ stage, active, population }) => [stage, `${active} of ${population}`]));
    },
  };
}

test("a lead that is worked on, converted, won, and whose account is merged", async () => {
  const { desk, at, sync, report } = await project();
  const { org } = desk;
  at("2026-01-10T12:00:00Z");
  const lead = org.insert("Lead", { Company: "Acme", Status: "Open - Not Contacted", IsConverted: false });
  org.insert("Task", { WhoId: lead, TaskSubtype: "Call", IsClosed: true, ActivityDate: "2026-01-12" });
  at("2026-01-31T12:00:00Z");
  await sync();
  expect(await report("2026-01")).toMatchObject({ prospect: "1 of 1" });

  at("2026-02-10T12:00:00Z");
  org.insert("LeadHistory", {
    LeadId: lead,
    Field: "Status",
    OldValue: "Open - Not Contacted",
    NewValue: "Working - Contacted",
  });
  org.update("Lead", lead, { Status: "Working - Contacted" });
  org.insert("Event", { WhoId: lead, StartDateTime: "2026-02-11T09:00:00.000+0000", IsAllDayEvent: false });
  await sync();
  expect(await report("2026-02")).toMatchObject({ prospect: "0 of 0", lead: "0 of 1" });
  at("2026-02-28T12:00:00Z");
  expect(await report("2026-02")).toMatchObject({ prospect: "0 of 0", lead: "1 of 1" });

  at("2026-03-10T12:00:00Z");
  const account = org.insert("Account", { Name: "Acme Ltd" });
  const twin = org.insert("Account", { Name: "ACME" });
  org.update("Lead", lead, { IsConverted: true, ConvertedDate: "2026-03-10", ConvertedAccountId: account });
  org.insert("Opportunity", { AccountId: account, IsWon: true, IsClosed: true, CloseDate: "2026-03-20" });
  org.insert("Task", { AccountId: twin, TaskSubtype: "Email", IsClosed: true, ActivityDate: "2026-03-21" });
  at("2026-03-31T12:00:00Z");
  await sync();
  expect(await report("2026-03")).toMatchObject({ prospect: "1 of 1", lead: "0 of 0", customer: "0 of 1" });
  // One customer all the time: its work as a lead is its own.
  expect(await report("2026-02")).toMatchObject({ prospect: "0 of 0", lead: "1 of 1" });

  at("2026-04-02T12:00:00Z");
  org.merge("Account", twin, account);
  await sync();
  expect(await report("2026-03")).toMatchObject({ prospect: "0 of 0", customer: "1 of 1" });
});
