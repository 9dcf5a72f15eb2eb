import type { DemoSettings } from "../../demo/options.ts";
import { formatDay } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import { business } from "../business.ts";
import type { BusinessAccount, BusinessWork } from "../business.ts";
import type { Filled } from "./filled.ts";
import { fillInvoices } from "./fill-invoices.ts";
import { fillTimecards } from "./fill-timecards.ts";
import { dayMoment } from "./moments.ts";
import type { StandInOrg, Values } from "./org.ts";

const statuses = ["Open - Not Contacted", "Working - Contacted", "Closed - Converted"] as const;

/** Fills an org with the company, or with settings alone. */
export function fillOrg(org: StandInOrg, company: DemoSettings | null): void {
  org.insert("Organization", {
    Name: "Stand-in Ltd",
    OrganizationType: "Enterprise Edition",
    TimeZoneSidKey: "Europe/Berlin",
  });
  for (const [i, name] of statuses.entries())
    org.insert("LeadStatus", {
      MasterLabel: name,
      ApiName: name,
      SortOrder: i + 1,
      IsDefault: i === 0,
      IsConverted: i === 2,
    });
  for (const [i, name] of ["Prospecting", "Proposal", "Closed Won", "Closed Lost"].entries())
    org.insert("OpportunityStage", {
      MasterLabel: name,
      ApiName: name,
      SortOrder: i + 1,
      IsActive: true,
      CreatedDate: dayMoment(0),
      IsWon: name === "Closed Won",
      IsClosed: name.startsWith("Closed"),
    });
  if (company === null) return;
  const named = namer(org);
  const campaign = org.insert("Campaign", {
    Name: "Autumn fair",
    Type: "Event",
    CreatedDate: dayMoment(company.lastDay - 60),
  });
  for (const account of business(company)) fillAccount({ org, named, campaign }, account);
}

interface Filling extends Pick<Filled, "org" | "named"> {
  readonly campaign: string;
}

function fillAccount(filling: Filling, account: BusinessAccount): void {
  const { org, named } = filling;
  const { lead, opportunity, customer } = account.journey;
  const converted = opportunity ?? customer;
  const ownerId = named("User", account.owner);
  // Some accounts were never leads.
  const isDirect = lead === null && account.number % 2 === 0;
  const leadId = isDirect ? null : insertLead(filling, account, ownerId);
  const since = isDirect ? account.created : (converted ?? Number.POSITIVE_INFINITY);
  const accountId = Number.isFinite(since)
    ? org.insert("Account", {
        Name: account.name,
        Type: customer === null ? "Prospect" : "Customer - Direct",
        Industry: "Services",
        BillingCountry: account.region,
        Plan__c: account.plan,
        OwnerId: ownerId,
        CreatedDate: dayMoment(since),
      })
    : null;
  const contacts = accountId === null ? new Map<string, string>() : insertContacts(filling, account, accountId);
  const filled: Filled = { org, account, accountId, since, contacts, named };
  const deal = accountId === null || converted === null ? null : insertDeal(filled, { ownerId, on: converted });
  if (leadId !== null && converted !== null) convert(filled, leadId, { on: converted, deal });
  const early = account.work.filter(
    (work) => converted === null || work.day < converted || !org.objects.has("pse__Proj__c"),
  );
  for (const [i, work] of early.entries()) insertTouch(filled, work, { leadId, number: i, campaign: filling.campaign });
  if (accountId === null) return;
  fillTimecards(filled, account.work.slice(early.length));
  fillInvoices(filled);
}

function insertLead({ org }: Filling, account: BusinessAccount, ownerId: string): string {
  const { lead } = account.journey;
  const id = org.insert("Lead", {
    Name: `Someone at ${account.name}`,
    Company: account.name,
    LeadSource: "Web",
    Industry: "Services",
    Country: account.region,
    OwnerId: ownerId,
    IsConverted: false,
    CreatedDate: dayMoment(account.created),
    Status: lead === null ? statuses[0] : statuses[1],
    SystemModstamp: dayMoment(lead ?? account.created),
  });
  org.insert("LeadHistory", { LeadId: id, Field: "created", CreatedDate: dayMoment(account.created) });
  if (lead !== null)
    org.insert("LeadHistory", {
      LeadId: id,
      Field: "Status",
      OldValue: statuses[0],
      NewValue: statuses[1],
      CreatedDate: dayMoment(lead),
    });
  return id;
}

function insertContacts({ org }: Filling, account: BusinessAccount, accountId: string): Map<string, string> {
  const people = new Map<string, string>();
  for (const { member, team, day } of account.work) {
    if (people.has(member)) continue;
    const Department = team.split("/").at(-1) ?? "";
    people.set(
      member,
      org.insert("Contact", {
        Name: member,
        AccountId: accountId,
        Department: Department === "" ? null : Department,
        ...(org.objects.get("Contact")?.fields.some(({ name }) => name === "pse__Is_Resource__c") === true
          ? { pse__Is_Resource__c: false }
          : {}),
        CreatedDate: dayMoment(day),
      }),
    );
  }
  return people;
}

function insertDeal(
  { org, account, accountId }: Filled,
  about: { readonly ownerId: string; readonly on: Day },
): string {
  const { customer } = account.journey;
  const { ownerId, on } = about;
  const closes = customer ?? on + 90;
  const shared = { Amount: 1000 * (1 + (account.number % 40)), CloseDate: formatDay(closes) };
  const id = org.insert("Opportunity", {
    Name: `${account.name}: first order`,
    AccountId: accountId,
    OwnerId: ownerId,
    ...shared,
    StageName: customer === null ? "Proposal" : "Closed Won",
    IsWon: customer !== null,
    IsClosed: customer !== null,
    CreatedDate: dayMoment(on),
    SystemModstamp: dayMoment(customer ?? on),
  });
  const step = (StageName: string, day: Day, Probability: number): void => {
    org.insert("OpportunityHistory", {
      OpportunityId: id,
      StageName,
      Probability,
      ...shared,
      CreatedDate: dayMoment(day),
    });
  };
  step("Proposal", on, 50);
  if (customer !== null) step("Closed Won", customer, 100);
  return id;
}

function convert(
  { org, accountId, contacts }: Filled,
  leadId: string,
  { on, deal }: { readonly on: Day; readonly deal: string | null },
): void {
  org.update("Lead", leadId, {
    Status: statuses[2],
    IsConverted: true,
    ConvertedDate: formatDay(on),
    ConvertedAccountId: accountId,
    ConvertedContactId: [...contacts.values()][0] ?? null,
    ConvertedOpportunityId: deal,
    SystemModstamp: dayMoment(on),
  });
  org.insert("LeadHistory", { LeadId: leadId, Field: "leadConverted", CreatedDate: dayMoment(on) });
}

/** A meeting, mail or call, as they come before there is a project. */
function insertTouch(
  { org, accountId, contacts, since }: Filled,
  { day, member }: BusinessWork,
  about: { readonly leadId: string | null; readonly number: number; readonly campaign: string },
): void {
  const { leadId, number, campaign } = about;
  const isLead = leadId !== null && (accountId === null || day < since);
  const who = isLead
    ? { WhoId: leadId, AccountId: null }
    : { WhoId: contacts.get(member) ?? null, AccountId: accountId };
  const written = { ...who, ActivityDate: formatDay(day), IsRecurrence: false, CreatedDate: dayMoment(day) };
  if (number % 7 === 6) {
    const person = isLead ? { LeadId: leadId } : { ContactId: contacts.get(member) ?? null };
    org.insert("CampaignMember", { CampaignId: campaign, ...person, ...answered(day) });
  } else if (number % 3 === 0) {
    org.insert("Event", {
      Subject: "Meeting",
      ...written,
      StartDateTime: dayMoment(day),
      ActivityDateTime: dayMoment(day),
      IsAllDayEvent: number % 2 === 0,
      IsChild: false,
    });
  } else {
    const TaskSubtype = number % 3 === 1 ? "Email" : "Call";
    org.insert("Task", {
      Subject: TaskSubtype,
      ...written,
      Status: "Completed",
      IsClosed: true,
      TaskSubtype,
      CompletedDateTime: dayMoment(day),
    });
  }
}

function answered(day: Day): Values {
  const when = { FirstRespondedDate: formatDay(day), CreatedDate: dayMoment(day) };
  return { Status: "Responded", HasResponded: true, ...when };
}

function namer(org: StandInOrg): Filled["named"] {
  const known = new Map<string, string>();
  return (object, name, values = {}) => {
    const key = `${object} ${name}`;
    const id = known.get(key) ?? org.insert(object, { Name: name, CreatedDate: dayMoment(0), ...values });
    known.set(key, id);
    return id;
  };
}
