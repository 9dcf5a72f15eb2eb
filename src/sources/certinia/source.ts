import type { SourceType } from "../kit/source.ts";
import { meaningYaml, salesforceParts, salesforceWords } from "../salesforce/meaning.ts";
import { openSalesforce } from "../salesforce/open.ts";
import { salesforceSettings } from "../salesforce/settings.ts";
import { signInWays } from "../salesforce/sign-in.ts";
import { certiniaStreams } from "./streams.ts";

const { clusters, memberships, rules, activities, definitions } = salesforceParts;

const yaml = meaningYaml({
  clusters: `${clusters}  # Projects are groups of people at work for a customer; practices, regions and groups are those of the projects.
  project:
    - { from: projects, key: Id, name: Name, created: CreatedDate, attributes: [pse__Stage__c, pse__Project_Type__c], where: "pse__Is_Template__c IS NULL OR pse__Is_Template__c = 'false'" }
  practice:
    - { from: projects, key: pse__Practice__c, name: pse__Practice__r.Name, where: "pse__Practice__c IS NOT NULL" }
  region:
    - { from: projects, key: pse__Region__c, name: pse__Region__r.Name, where: "pse__Region__c IS NOT NULL" }
  group:
    - { from: projects, key: pse__Group__c, name: pse__Group__r.Name, where: "pse__Group__c IS NOT NULL" }
`,
  memberships: `${memberships}  # Assignments say who works on a project from when until when, and so for its practice, region and group.
  project:
    - { from: assignments, member: pse__Resource__c, cluster: pse__Project__c, valid_from: pse__Start_Date__c, valid_to: until }
  practice:
    - { from: assignments, member: pse__Resource__c, cluster: practice_id, valid_from: pse__Start_Date__c, valid_to: until, where: "practice_id IS NOT NULL" }
  region:
    - { from: assignments, member: pse__Resource__c, cluster: region_id, valid_from: pse__Start_Date__c, valid_to: until, where: "region_id IS NOT NULL" }
  group:
    - { from: assignments, member: pse__Resource__c, cluster: group_id, valid_from: pse__Start_Date__c, valid_to: until, where: "group_id IS NOT NULL" }
`,
  rules: `${rules}    - { enter: customer, from: sales_invoices, cluster: c2g__Account__c, at: c2g__InvoiceDate__c, where: "c2g__InvoiceStatus__c = 'Complete'" }
    - { enter: customer, from: billing_documents, cluster: fferpcore__Account__c, at: fferpcore__DocumentDate__c, where: "fferpcore__DocumentStatus__c = 'Complete' AND fferpcore__DocumentType__c = 'Invoice'" }
`,
  activities: `${activities}  # Hours on projects for customers, once they are submitted. The product is the practice that did the work.
  work:
    from: timecard_days
    at: day
    member: resource_id
    clusters: { customer: customer_id, project: project_id, practice: practice_id, region: region_id, group: group_id }
    product: { column: practice_name }
    properties: [billable]
    where: "status IN ('Approved', 'Submitted') AND (project_type IS NULL OR project_type <> 'Internal')"
  invoice:
    from: sales_invoices
    at: c2g__InvoiceDate__c
    cluster: c2g__Account__c
    where: "c2g__InvoiceStatus__c = 'Complete'"
  billing-document:
    from: billing_documents
    at: fferpcore__DocumentDate__c
    cluster: fferpcore__Account__c
    kind: { text: invoice }
    where: "fferpcore__DocumentStatus__c = 'Complete' AND fferpcore__DocumentType__c = 'Invoice'"
  payment:
    from: cash_entries
    at: c2g__Date__c
    cluster: c2g__Account__c
    where: "c2g__Status__c = 'Complete' AND c2g__Type__c = 'Receipt'"
`,
  definitions: `${definitions}  clusters: { preset: clusters, cluster: project }
`,
});

/** Certinia (FinancialForce): services and accounting on Salesforce, with the org's own leads, accounts and opportunities. */
export const certinia: SourceType = {
  type: "certinia",
  aliases: ["financialforce"],
  title: "Certinia",
  about:
    "Services (PSA) and accounting on Salesforce, formerly FinancialForce. Projects, timecards, assignments, invoices and payments are read, and what Salesforce itself knows of leads, accounts and deals. Packages that an org does not have are passed over.",
  settings: salesforceSettings,
  signIn: signInWays,
  streams: certiniaStreams,
  meaning: {
    words: [
      ...salesforceWords.filter((words) => !words.startsWith("A customer is an account from")),
      "A customer is an account from the close date of its first Opportunity that was won, or from its first complete invoice.",
      "Work is each day with hours on a timecard that was submitted or approved, for the account of its project, unless the project is internal.",
      "Invoices are complete sales invoices and complete billing documents of type Invoice; payments are complete receipts.",
      "Projects, practices, regions and groups are counted too; assignments say who belonged to them when.",
    ],
    yaml,
  },
  open: (context) => openSalesforce("Certinia", certiniaStreams, context),
};
