import type { Meaning } from "../kit/source.ts";

/** What the rows of Ajera mean; every line can be written otherwise in smac.yml. */
export const ajeraMeaning: Meaning = {
  words: [
    "A customer is a client. Departments and companies are those of the projects that time is charged to.",
    "Work: a day on which somebody charged time to a project, for the client of the phase's invoice group. The product is the activity of the timesheet. Members of a customer are the projects and phases that time is charged to for it.",
    "Prospect: from the day the client was established; a client without that date has always been one.",
    "Lead: from the client's first project in status Marketing, which is how Ajera tracks a pursuit.",
    "Opportunity: from the first project in status Preliminary: it is being prepared, and cannot be billed yet.",
    "Customer: from the first project that is Active, or on work hold or billing hold, which only active ones come to.",
    "Ajera keeps no history of statuses: before the first sync they are worked out from dates and marked reconstructed, from then on they are observed.",
    "Invoices and payments of clients are not in Ajera's API: add them as files, see docs/sources/ajera.md.",
  ],
  yaml: `clusters:
  customer:
    from: clients
    key: ClientKey
    name: Description
    created: established
    attributes: [ClientTypeDescription, Status, PrimaryAddressState, PrimaryAddressCountry]
  department: { from: departments, key: DepartmentKey, name: Department }
  company: { from: companies, key: CompanyKey, name: Description }

# Whose the time is that was charged to a project or phase.
memberships:
  customer: { from: project_clients, member: ChargedKey, cluster: ClientKey }
  department: { from: project_clients, member: ChargedKey, cluster: DepartmentKey }
  company: { from: project_clients, member: ChargedKey, cluster: CompanyKey }

stages:
  cluster: customer
  order: [prospect, lead, opportunity, customer]
  rules:
    - { enter: prospect, from: clients, cluster: ClientKey, at: established }
    - { enter: lead, from: project_statuses, cluster: ClientKey, at: at, where: "status = 'Marketing'" }
    - { enter: opportunity, from: project_statuses, cluster: ClientKey, at: at, where: "status = 'Preliminary'" }
    - { enter: customer, from: project_statuses, cluster: ClientKey, at: at, where: "status IN ('Active', 'WorkHold', 'BillingHold')" }

activities:
  work:
    from: timesheet_days
    at: day
    member: ChargedKey
    product: Activity
    kind: { text: work }
    properties: [EmployeeKey, ProjectKey, hours, submitted]

definitions:
  # Of the customers of each stage, the share with work in the month.
  stage-rate: { preset: stage-rate, cluster: customer }
  # Customers with work in the month.
  customers: { preset: customers, cluster: customer }
  # Departments with work in the month, also by kind of activity.
  clusters: { preset: clusters, cluster: department, products: true }
`,
};
