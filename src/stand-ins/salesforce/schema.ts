/** A field of an object of the stand-in. */
export interface StandInField {
  readonly name: string;
  /** Salesforce's word, e.g. `datetime`. */
  readonly type: string;
  readonly refersTo: readonly string[];
  readonly relationship: string | null;
  readonly filterable: boolean;
}

/** An object of the stand-in. */
export interface StandInObject {
  readonly name: string;
  readonly label: string;
  /** Begins the ids of its records. */
  readonly prefix: string;
  readonly fields: readonly StandInField[];
  readonly replicateable: boolean;
  /** Whether bulk jobs can read it. */
  readonly bulk: boolean;
}

/** The managed packages that an org may have: services, accounting, ERP foundations. */
export type StandInPackage = "pse" | "c2g" | "fferpcore";

/** All packages. */
export const standInPackages: readonly StandInPackage[] = ["pse", "c2g", "fferpcore"];

/**
 * The objects of an org with some packages. A field is written `name:type`; a
 * reference `name>target`, several targets with `|`; one that queries cannot
 * filter by ends with `~`.
 */
export function standInObjects(packages: readonly StandInPackage[]): readonly StandInObject[] {
  const has = (name: string): boolean => {
    const owner = /^(\w+?)__\w+__c$/.exec(name)?.[1];
    return owner === undefined || (packages as readonly string[]).includes(owner);
  };
  return objects
    .filter(({ name }) => has(name))
    .map((object) => ({ ...object, fields: object.fields.filter(({ name }) => has(name)) }));
}

function object(name: string, prefix: string, fields: string, more: Partial<StandInObject> = {}): StandInObject {
  const written = `Id:id ${fields} CreatedDate:datetime SystemModstamp:datetime IsDeleted:boolean`;
  const unique = [...new Map(written.split(/\s+/).map((text) => [fieldOf(text).name, fieldOf(text)])).values()];
  return { name, label: labelOf(name), prefix, fields: unique, replicateable: true, bulk: true, ...more };
}

/** An object of settings: a few rows that say nothing of changes. */
function list(name: string, prefix: string, fields: string): StandInObject {
  const own = `Id:id ${fields}`.split(/\s+/).map(fieldOf);
  return { name, label: labelOf(name), prefix, fields: own, replicateable: false, bulk: false };
}

function fieldOf(text: string): StandInField {
  const filterable = !text.endsWith("~");
  const bare = text.replace(/~$/, "");
  const [name = "", targets] = bare.split(">");
  if (targets === undefined) {
    const [own = "", type = "string"] = bare.split(":");
    return { name: own, type, refersTo: [], relationship: null, filterable };
  }
  const relationship = name.endsWith("__c") ? name.replace(/__c$/, "__r") : name.replace(/Id$/, "");
  return { name, type: "reference", refersTo: targets.split("|"), relationship, filterable };
}

function labelOf(name: string): string {
  return name
    .replace(/^\w+?__(?=\w+__c$)/, "")
    .replace(/__c$/, "")
    .replaceAll("_", " ");
}

const dayHours = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
  .split(" ")
  .map((day) => `pse__${day}_Hours__c:double`)
  .join(" ");

const objects: readonly StandInObject[] = [
  list("Organization", "00D", "Name OrganizationType TimeZoneSidKey"),
  object("User", "005", "Name Username IsActive:boolean"),
  list("LeadStatus", "01J", "MasterLabel ApiName SortOrder:int IsDefault:boolean IsConverted:boolean"),
  object(
    "OpportunityStage",
    "01J",
    "MasterLabel ApiName SortOrder:int IsWon:boolean IsClosed:boolean IsActive:boolean",
    {
      replicateable: false,
      bulk: false,
    },
  ),
  object(
    "Account",
    "001",
    "Name Type Industry BillingCountry ParentId>Account OwnerId>User MasterRecordId>Account Plan__c",
  ),
  object(
    "Contact",
    "003",
    "Name AccountId>Account Department Title MailingCountry ReportsToId>Contact MasterRecordId>Contact pse__Is_Resource__c:boolean pse__Is_Resource_Active__c:boolean pse__Salesforce_User__c>User",
  ),
  object(
    "Lead",
    "00Q",
    "Name Company Status LeadSource Industry Country OwnerId>Group|User IsConverted:boolean ConvertedDate:date ConvertedAccountId>Account ConvertedContactId>Contact ConvertedOpportunityId>Opportunity MasterRecordId>Lead",
  ),
  {
    ...object("LeadHistory", "017", "LeadId>Lead Field:picklist OldValue:anyType~ NewValue:anyType~"),
    fields:
      "Id:id LeadId>Lead Field:picklist OldValue:anyType~ NewValue:anyType~ CreatedDate:datetime IsDeleted:boolean"
        .split(" ")
        .map(fieldOf),
  },
  object(
    "Opportunity",
    "006",
    "Name AccountId>Account StageName IsClosed:boolean IsWon:boolean CloseDate:date Amount:currency Type OwnerId>User",
  ),
  object(
    "OpportunityHistory",
    "008",
    "OpportunityId>Opportunity StageName Amount:currency CloseDate:date Probability:percent ForecastCategory",
  ),
  object(
    "Task",
    "00T",
    "Subject WhoId>Contact|Lead WhatId>Account|Opportunity AccountId>Account OwnerId>User ActivityDate:date CompletedDateTime:datetime Status IsClosed:boolean TaskSubtype Type IsRecurrence:boolean",
  ),
  object(
    "Event",
    "00U",
    "Subject WhoId>Contact|Lead WhatId>Account|Opportunity AccountId>Account OwnerId>User ActivityDate:date ActivityDateTime:datetime StartDateTime:datetime EndDateTime:datetime IsAllDayEvent:boolean IsChild:boolean IsRecurrence:boolean EventSubtype",
  ),
  object("Campaign", "701", "Name Type Status StartDate:date EndDate:date IsActive:boolean"),
  object(
    "CampaignMember",
    "00v",
    "CampaignId>Campaign LeadId>Lead ContactId>Contact Status HasResponded:boolean FirstRespondedDate:date",
  ),
  object("pse__Region__c", "a01", "Name"),
  object("pse__Practice__c", "a02", "Name"),
  object("pse__Grp__c", "a03", "Name"),
  object(
    "pse__Proj__c",
    "a04",
    "Name pse__Account__c>Account pse__Opportunity__c>Opportunity pse__Stage__c pse__Project_Status__c pse__Project_Type__c pse__Billing_Type__c pse__Is_Active__c:boolean pse__Is_Billable__c:boolean pse__Is_Template__c:boolean pse__Start_Date__c:date pse__End_Date__c:date pse__Project_ID__c pse__Project_Manager__c>Contact pse__Region__c>pse__Region__c pse__Practice__c>pse__Practice__c pse__Group__c>pse__Grp__c",
  ),
  object(
    "pse__Timecard_Header__c",
    "a05",
    `Name pse__Resource__c>Contact pse__Project__c>pse__Proj__c pse__Start_Date__c:date pse__End_Date__c:date pse__Status__c pse__Billable__c:boolean pse__Total_Hours__c:double ${dayHours}`,
  ),
  object(
    "pse__Timecard__c",
    "a06",
    `Name pse__Timecard_Header__c>pse__Timecard_Header__c pse__Resource__c>Contact pse__Project__c>pse__Proj__c pse__Start_Date__c:date pse__End_Date__c:date pse__Status__c pse__Billable__c:boolean pse__Total_Hours__c:double pse__Invoiced__c:boolean pse__Invoice_Date__c:date pse__Invoice_Number__c ${dayHours}`,
  ),
  object(
    "pse__Assignment__c",
    "a07",
    "Name pse__Project__c>pse__Proj__c pse__Resource__c>Contact pse__Start_Date__c:date pse__End_Date__c:date pse__Status__c pse__Role__c pse__Is_Billable__c:boolean pse__Planned_Hours__c:double pse__Scheduled_Hours__c:double",
  ),
  object(
    "pse__Milestone__c",
    "a08",
    "Name pse__Project__c>pse__Proj__c pse__Status__c pse__Target_Date__c:date pse__Actual_Date__c:date pse__Milestone_Amount__c:currency",
  ),
  object(
    "pse__Billing_Event__c",
    "a09",
    "Name pse__Project__c>pse__Proj__c pse__Date__c:date pse__Invoice_Date__c:date pse__Invoice_Number__c pse__Invoiced__c:boolean pse__Is_Approved__c:boolean pse__Is_Released__c:boolean pse__Status__c pse__Summary_Amount__c:currency",
  ),
  object(
    "pse__Billing_Event_Item__c",
    "a0A",
    "Name pse__Billing_Event__c>pse__Billing_Event__c pse__Project__c>pse__Proj__c pse__Amount__c:currency pse__Date__c:date pse__Category__c pse__Timecard_Split__c>pse__Timecard__c pse__Expense__c pse__Milestone__c>pse__Milestone__c",
  ),
  object("c2g__codaTransaction__c", "a0B", "Name c2g__Account__c>Account c2g__DocumentOutstandingTotal__c:currency"),
  object(
    "c2g__codaInvoice__c",
    "a0C",
    "Name c2g__Account__c>Account c2g__InvoiceDate__c:date c2g__DueDate__c:date c2g__InvoiceStatus__c c2g__InvoiceTotal__c:currency c2g__NetTotal__c:currency c2g__OutstandingValue__c:currency c2g__PaymentStatus__c c2g__InvoiceCurrency__c c2g__OwnerCompany__c c2g__Opportunity__c>Opportunity c2g__Transaction__c>c2g__codaTransaction__c c2g__CustomerReference__c",
  ),
  object(
    "c2g__codaCreditNote__c",
    "a0D",
    "Name c2g__Account__c>Account c2g__CreditNoteDate__c:date c2g__CreditNoteStatus__c c2g__CreditNoteTotal__c:currency c2g__Invoice__c>c2g__codaInvoice__c",
  ),
  object(
    "c2g__codaCashEntry__c",
    "a0E",
    "Name c2g__Account__c>Account c2g__Date__c:date c2g__Type__c c2g__Status__c c2g__Reference__c",
  ),
  object(
    "fferpcore__BillingDocument__c",
    "a0F",
    "Name fferpcore__Account__c>Account fferpcore__DocumentDate__c:date fferpcore__DocumentDueDate__c:date fferpcore__DocumentStatus__c fferpcore__DocumentType__c fferpcore__DocumentTotal__c:currency fferpcore__NetTotal__c:currency fferpcore__Company__c c2g__PaymentStatus__c c2g__OutstandingValue__c:currency c2g__Transaction__c>c2g__codaTransaction__c",
  ),
];
