/** The sections of smac.yml that say what the rows of a Salesforce org mean; Certinia adds lines of its own. */
export interface MeaningParts {
  readonly clusters: string;
  readonly memberships: string;
  readonly rules: string;
  readonly activities: string;
  readonly definitions: string;
}

/** What plain Salesforce rows mean, section by section. */
export const salesforceParts: MeaningParts = {
  clusters: `  # A customer is an account. A lead is counted by itself until it is converted; from then on it is its account.
  customer:
    - { from: accounts, key: Id, name: Name, owner: Owner.Name, created: CreatedDate, attributes: [Type, Industry, country] }
    - { from: leads, key: Id, name: Company, owner: Owner.Name, created: CreatedDate, attributes: [Industry, LeadSource, country] }
  # The people of one department of a customer; those without a department are one group.
  department:
    - { from: contacts, key: department_id, name: department_name, where: "department_id IS NOT NULL" }
`,
  memberships: `  department:
    - { from: contacts, member: Id, cluster: department_id, where: "department_id IS NOT NULL" }
`,
  rules: `    - { enter: prospect, from: leads, cluster: Id, at: CreatedDate }
    - { enter: prospect, from: accounts, cluster: Id, at: CreatedDate }
    # A lead in the narrow sense was worked on: its status is no longer the first one.
    - { enter: lead, from: lead_history, cluster: LeadId, at: CreatedDate, where: "Field = 'Status' AND is_first_status = 'false'" }
    - { enter: lead, from: leads, cluster: Id, at: worked_at, where: "worked_at IS NOT NULL" }
    - { enter: lead, from: leads, cluster: Id, at: ConvertedDate, where: "IsConverted = 'true' AND ConvertedDate IS NOT NULL" }
    - { enter: opportunity, from: opportunities, cluster: AccountId, at: CreatedDate }
    - { enter: customer, from: opportunities, cluster: AccountId, at: CloseDate, where: "IsWon = 'true'" }
`,
  activities: `  meeting:
    from: events
    at: started_at
    member: WhoId
    cluster: customer_id
    where: "started_at IS NOT NULL AND (IsChild IS NULL OR IsChild = 'false') AND (IsRecurrence IS NULL OR IsRecurrence = 'false')"
  # Mails, calls and other tasks, once they are completed: the kind says which.
  task:
    from: tasks
    at: done_at
    member: WhoId
    cluster: customer_id
    kind: { column: kind }
    where: "done_at IS NOT NULL AND (IsRecurrence IS NULL OR IsRecurrence = 'false')"
  campaign-response:
    from: campaign_members
    at: FirstRespondedDate
    member: member_id
    cluster: customer_id
    where: "HasResponded = 'true' AND FirstRespondedDate IS NOT NULL"
`,
  definitions: `  stage-rate: { preset: stage-rate, cluster: customer }
  customers: { preset: customers, cluster: customer }
`,
};

/** The sections together, as the YAML that a source ships. */
export function meaningYaml(parts: MeaningParts): string {
  return `clusters:
${parts.clusters}
memberships:
${parts.memberships}
# The first row that matches a rule moves a customer forward to its stage.
stages:
  cluster: customer
  order: [prospect, lead, opportunity, customer]
  rules:
${parts.rules}
activities:
${parts.activities}
definitions:
${parts.definitions}`;
}

/** The same in words. */
export const salesforceWords: readonly string[] = [
  "A customer is an Account, or a Lead until it is converted: from then on the lead and its account are one.",
  "A department is the contacts of one department at a customer.",
  "A prospect is a lead or account from its creation.",
  "A lead was worked on: its status left the first one (LeadHistory), or it was converted.",
  "An opportunity is an account from its first Opportunity.",
  "A customer is an account from the close date of its first Opportunity that was won.",
  "Activities are meetings (Event), completed mails, calls and other tasks (Task), and answers to campaigns (CampaignMember).",
];
