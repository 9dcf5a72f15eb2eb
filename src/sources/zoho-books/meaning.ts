import type { Meaning } from "../kit/source.ts";

/** What the rows of Zoho Books mean. */
export const zohoMeaning: Meaning = {
  words: [
    "A customer is a contact that is not a vendor; it is a prospect from the moment it was created.",
    "It is a lead from the date of its first quote, also while that is a draft.",
    "It is an opportunity once it looks at a quote or accepts one, whichever is first.",
    "It is a customer from its first invoice that was sent (not a draft, not void), or its first sales order.",
    "Stages only go forward: who has stopped buying is a customer still, and dormant.",
    "Customers with the same company name are a company; those with the same region are a region.",
    "Active is a customer for whom time was logged, who paid, looked at a quote or an invoice, accepted a quote, or ordered.",
    "Invoices, quotes, declined quotes, retainers, expenses, credit notes and refunds are activities too, but do not count unless a definition says so: they are what we do, or a loss.",
    "Days without a time are days in the organisation's time zone.",
  ],
  yaml: `# Customers, and groups of customers.
clusters:
  customer:
    from: contacts
    key: contact_id
    name: contact_name
    created: created_time
    attributes: [region, customer_sub_type, currency_code, status]
    where: "coalesce(contact_type, 'customer') <> 'vendor'"
  company:
    from: contacts
    key: company_name
    members: contact_id
    where: "coalesce(contact_type, 'customer') <> 'vendor'"
  region:
    from: contacts
    key: region
    members: contact_id
    where: "coalesce(contact_type, 'customer') <> 'vendor'"

# The journey, from the first of each; it only goes forward.
stages:
  cluster: customer
  order: [prospect, lead, opportunity, customer]
  rules:
    - { enter: prospect, from: contacts, cluster: contact_id, at: created_time, where: "coalesce(contact_type, 'customer') <> 'vendor'" }
    - { enter: lead, from: estimates, cluster: customer_id, at: date, where: "date <> ''" }
    - { enter: opportunity, from: estimates, cluster: customer_id, at: client_viewed_time, where: "client_viewed_time <> ''" }
    - { enter: opportunity, from: estimates, cluster: customer_id, at: accepted_date, where: "accepted_date <> ''" }
    - { enter: customer, from: invoices, cluster: customer_id, at: date, where: "date <> '' AND status NOT IN ('draft', 'void', 'pending_approval', 'rejected')" }
    - { enter: customer, from: salesorders, cluster: customer_id, at: date, where: "date <> '' AND status NOT IN ('draft', 'void', 'pending_approval', 'rejected')" }

# A customer is the member that acts, so that companies and regions are groups of customers.
activities:
  work: { from: timeentries, at: log_date, cluster: customer_id, member: customer_id, product: task_name, kind: { text: work }, properties: [project_name, billed_status] }
  payment: { from: customerpayments, at: date, cluster: customer_id, member: customer_id, kind: { text: payment }, where: "coalesce(payment_status, '') IN ('', 'paid')" }
  quote: { from: estimates, at: date, cluster: customer_id, member: customer_id, kind: { text: quote }, where: "status <> 'draft'" }
  quote-viewed: { from: estimates, at: client_viewed_time, cluster: customer_id, member: customer_id, kind: { text: quote-viewed }, where: "client_viewed_time <> ''" }
  quote-accepted: { from: estimates, at: accepted_date, cluster: customer_id, member: customer_id, kind: { text: quote-accepted }, where: "accepted_date <> ''" }
  quote-declined: { from: estimates, at: declined_date, cluster: customer_id, member: customer_id, kind: { text: quote-declined }, where: "declined_date <> ''" }
  order: { from: salesorders, at: date, cluster: customer_id, member: customer_id, kind: { text: order }, where: "status NOT IN ('draft', 'void', 'pending_approval', 'rejected')" }
  invoice: { from: invoices, at: date, cluster: customer_id, member: customer_id, kind: { text: invoice }, where: "status NOT IN ('draft', 'void', 'pending_approval', 'rejected')" }
  invoice-viewed: { from: invoices, at: client_viewed_time, cluster: customer_id, member: customer_id, kind: { text: invoice-viewed }, where: "client_viewed_time <> '' AND status <> 'void'" }
  retainer: { from: retainerinvoices, at: date, cluster: customer_id, member: customer_id, kind: { text: retainer }, where: "status NOT IN ('draft', 'void')" }
  expense: { from: expenses, at: date, cluster: customer_id, member: customer_id, kind: { text: expense }, where: "customer_id <> ''" }
  credit-note: { from: creditnotes, at: date, cluster: customer_id, member: customer_id, kind: { text: credit-note }, where: "status NOT IN ('draft', 'void')" }
  refund: { from: creditnoterefunds, at: date, cluster: customer_id, member: customer_id, kind: { text: refund } }

# What a customer does, or has done for it. Say "activity: work" to count work alone.
definitions:
  stage-rate:
    preset: stage-rate
    activity: [work, payment, quote-viewed, quote-accepted, order, invoice-viewed]
  customers:
    preset: customers
    activity: [work, payment, quote-viewed, quote-accepted, order, invoice-viewed]
  clusters:
    preset: clusters
    cluster: company
    activity: [work, payment, quote-viewed, quote-accepted, order, invoice-viewed]
`,
};
