import { certinia } from "../../src/sources/certinia/source.ts";
import type { Row } from "../../src/sources/kit/row.ts";
import { salesforce } from "../../src/sources/salesforce/source.ts";
import { momentText } from "../../src/stand-ins/salesforce/moments.ts";
import type { StandInOrg, StandInRecord, Values } from "../../src/stand-ins/salesforce/org.ts";
import { salesforceStandIn } from "../../src/stand-ins/salesforce/stand-in.ts";
import type { SalesforceStandIn } from "../../src/stand-ins/salesforce/stand-in.ts";
import { oddTexts } from "../source-kit/rig.ts";
import type { BadInput, BadState, Change, MakeRig, Rig } from "../source-kit/rig.ts";

const MINUTE = 60_000_000;

/** The object behind each stream that is looked at, and a text field of it. */
const looked: Readonly<Record<string, { readonly object: string; readonly text: string }>> = {
  accounts: { object: "Account", text: "Name" },
  opportunities: { object: "Opportunity", text: "Name" },
  lead_history: { object: "LeadHistory", text: "OldValue" },
  projects: { object: "pse__Proj__c", text: "Name" },
  timecard_days: { object: "pse__Timecard__c", text: "Name" },
  sales_invoices: { object: "c2g__codaInvoice__c", text: "c2g__CustomerReference__c" },
};

/** A rig over a small org; `settings` on top of the usual ones. */
export function orgRig(
  source: "salesforce" | "certinia",
  streams: readonly string[],
  settings: Readonly<Record<string, unknown>> = {},
): MakeRig {
  return async (clock): Promise<Rig> => {
    const desk = await salesforceStandIn({
      company: null,
      now: clock,
      pageRows: 12,
      packages: source === "salesforce" ? [] : ["pse", "c2g", "fferpcore"],
    });
    const { org } = desk;
    const ago = (minutes: number): string => momentText(clock() - minutes * MINUTE);
    let next = 0;
    const add = (object: string, created: string, values: Values): void => {
      next++;
      org.insert(object, { ...usual(org, object, next), ...values, CreatedDate: created });
    };
    for (const name of streams) {
      const { object } = lookedAt(name);
      // Seven at a time were changed at one moment, as loaders do.
      for (let n = 0; n < 26; n++) add(object, ago(600 - Math.floor(n / 7)), {});
    }
    return {
      source: source === "salesforce" ? salesforce : certinia,
      settings: { domain: desk.url, ...settings },
      credentials: desk.credentials,
      wrong: { client_id: desk.credentials.client_id, client_secret: "wrong+secret/of%a&stranger" },
      streams,
      have(fault, { after, times }) {
        const api = ["duplicate-page", "error-in-200", "no-permission", "budget-spent"].includes(fault);
        const when = ({ path }: { readonly path: string }): boolean => !api || path.startsWith("/services/data/");
        desk.have({ what: fault, after, times, when });
        return true;
      },
      heal: () => desk.heal(),
      calls: () => desk.calls.length,
      before(hook) {
        desk.before = hook;
      },
      mutate(stream, change) {
        const { object, text } = lookedAt(stream);
        return mutate({ org, object, text, add: (values, minutes) => add(object, ago(minutes), values) }, change);
      },
      expected: (stream) => expectedRows(org, stream),
      bad: (input) => badState(desk, streams, input),
      close: () => desk.close(),
    };
  };
}

function badState(desk: SalesforceStandIn, streams: readonly string[], input: BadInput): BadState | null {
  const { credentials } = desk;
  const signIn = { fails: "all", code: "SOURCE_SIGN_IN" } as const;
  const always = (what: string): void =>
    desk.have({ what, times: 1_000_000, when: ({ path }) => path.startsWith("/services/data/") });
  const mend = (): void => desk.heal();
  switch (input) {
    case "wrong credentials":
      return { ...signIn, credentials: { ...credentials, client_secret: "another-secret" }, says: /invalid client/ };
    case "wrong organisation":
      return { ...signIn, credentials: { ...credentials, client_id: "unknown" }, says: /client identifier invalid/ };
    case "wrong region or address":
      return { fails: "all", code: "SOURCE_UNREACHABLE", settings: { domain: "http://127.0.0.1:1" }, says: /here/ };
    case "revoked token":
      always("expired-token");
      return { ...signIn, says: /check that the user is active/, mend };
    case "missing scope or permission":
      if (!streams.includes("accounts")) return null;
      desk.org.hidden.add("Account");
      return {
        fails: ["accounts"],
        code: "SOURCE_PERMISSION",
        says: /read access to Account/,
        mend: () => void desk.org.hidden.delete("Account"),
      };
    case "suspended API":
      always("suspended");
      return { ...signIn, says: /the org is suspended/, mend };
    case "plan without API":
      always("api-disabled");
      return { fails: "all", code: "SOURCE_PERMISSION", says: /Professional Edition/, mend };
    case "unknown object": {
      const { object } = lookedAt(streams.at(-1) ?? "");
      desk.org.hidden.add(object);
      const says = /is not in this org, or the user may not read it; nothing is read/;
      return { fails: [], code: "noted", says, mend: () => void desk.org.hidden.delete(object) };
    }
    case "unknown field": {
      const stream = streams[0] ?? "";
      const { object } = lookedAt(stream);
      const says = new RegExp(`${object} has no Nonsense__c that the user may read; it stays empty`);
      return { fails: [], code: "noted", settings: { fields: { [stream]: ["Nonsense__c"] } }, says };
    }
  }
}

interface Mutation {
  readonly org: StandInOrg;
  readonly object: string;
  readonly text: string;
  readonly add: (values: Values, minutesAgo: number) => void;
}

function mutate({ org, object, text, add }: Mutation, change: Change): boolean {
  const [first] = standing(org, object);
  if (change === "insert") add({}, 0);
  if (change === "late") add({}, 10);
  // What Salesforce is given empty, it keeps as null.
  if (change === "odd") for (const odd of oddTexts) add({ [text]: odd.trim() === "" ? null : odd }, 0);
  if (first === undefined) return change !== "remove" && change !== "change";
  if (change === "remove") org.remove(object, first.Id);
  if (change === "change") {
    if (object === "LeadHistory") return false;
    org.update(
      object,
      first.Id,
      object === "pse__Timecard__c"
        ? { pse__Monday_Hours__c: 0 }
        : { [text]: `changed at ${String(first["SystemModstamp"])}` },
    );
  }
  return true;
}

function usual(org: StandInOrg, object: string, n: number): Values {
  if (object === "LeadHistory")
    return { LeadId: "00Q000000000001AAA", Field: "Status", NewValue: "Working", OldValue: "New" };
  if (object === "Opportunity")
    return { Name: `Deal ${n}`, Amount: n * 1.5, IsWon: n % 2 === 0, CloseDate: "2026-05-01" };
  if (object === "c2g__codaInvoice__c")
    return {
      Name: `SIN${n}`,
      c2g__OutstandingValue__c: n % 4 === 0 ? 10 : 0,
      c2g__InvoiceDate__c: "2026-05-01",
      c2g__InvoiceStatus__c: "Complete",
    };
  if (object === "pse__Timecard__c")
    return {
      pse__Project__c: firstOf(org, "pse__Proj__c", () => ({
        Name: "Bridge",
        pse__Account__c: firstOf(org, "Account", () => ({ Name: "Acme" })),
      })),
      pse__Start_Date__c: "2026-05-04",
      pse__Status__c: "Approved",
      pse__Monday_Hours__c: 7.5,
      pse__Friday_Hours__c: n % 3,
    };
  return { Name: `${object} ${n}` };
}

function firstOf(org: StandInOrg, object: string, values: () => Values): string {
  const [first] = standing(org, object);
  return first?.Id ?? org.insert(object, { ...values(), CreatedDate: "2026-01-01T00:00:00.000+0000" });
}

function expectedRows(org: StandInOrg, stream: string): readonly Row[] {
  const { object, text } = lookedAt(stream);
  const records = standing(org, object);
  if (stream === "timecard_days")
    return records.flatMap((record) => [
      ...dayOf(record, "Monday", "2026-05-04"),
      ...dayOf(record, "Friday", "2026-05-08"),
    ]);
  return records.map((record) => ({
    Id: record.Id,
    [text]: record[text] ?? null,
    ...(object === "Opportunity" ? { Amount: record["Amount"] ?? null, IsWon: record["IsWon"] ?? null } : {}),
  }));
}

function dayOf(record: StandInRecord, weekday: string, day: string): readonly Row[] {
  const hours = record[`pse__${weekday}_Hours__c`];
  if (hours === 0 || hours === undefined) return [];
  return [{ timecard_id: record.Id, weekday, day, hours: hours ?? null, status: "Approved" }];
}

function standing(org: StandInOrg, object: string): readonly StandInRecord[] {
  return [...org.all(object)].filter((record) => record["IsDeleted"] !== true);
}

function lookedAt(stream: string): { readonly object: string; readonly text: string } {
  const found = looked[stream];
  if (found === undefined) throw new Error(`the rig has no stream “${stream}”`);
  return found;
}
