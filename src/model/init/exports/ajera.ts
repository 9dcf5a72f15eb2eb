import type { ExportShape } from "./export-shape.ts";

export { ajeraTables } from "./ajera-tables.ts";

const system = "Deltek Ajera";

/** Clients and projects have keys, numbers and names; which of them an export holds is up to who made it. */
const client = ["Client Key", "Client", "Client Description", "Client Name"];
const project = ["Project Key", "Project ID", "Project ID & Description", "Project Description", "Project"];
const sent = "{status} IN ('Final', 'Reissue', 'Writeoff')";
const running = "{status} NOT IN ('Marketing', 'Preliminary') AND {started} IS NOT NULL";

/** What users of Ajera export from inquiries and table widgets. */
export const ajeraInquiries: readonly ExportShape[] = [
  {
    system,
    title: "clients (Client inquiry or widget)",
    roles: {
      client: [...client, "Description"],
      name: ["Client", "Client Description", "Client Name", "Description"],
      established: ["Date Established", "Established Date"],
      type: ["Client Type"],
      status: ["Client Status", "Status"],
      state: ["State", "Client State"],
      company: ["Company Name", "Company"],
      account: ["Client Account ID", "Account ID"],
    },
    needs: ["client"],
    oneOf: ["Date Established", "Established Date", "Client Account ID", "Account ID", "Send Statements"],
    not: ["Invoice Number", "Invoice Date", "Receipt Date", "Receipt Key", "Project ID", "Project ID & Description"],
    meaning: {
      clusters: [
        {
          kind: "customer",
          key: "client",
          name: "name",
          created: "established",
          attributes: ["type", "status", "state", "company"],
        },
      ],
      rules: [{ enter: "prospect", cluster: "client", at: "established" }],
    },
  },
  {
    system,
    title: "projects (Project inquiry or widget)",
    roles: {
      project,
      client,
      status: ["Project Status", "Status"],
      entered: ["Date Added", "Added Date", "Date Created", "Created Date"],
      started: ["Actual Start Date", "Actual Start"],
      department: ["Department", "Department Name", "Project Department"],
      company: ["Company Name", "Project Company Name", "Company"],
    },
    needs: ["project", "status"],
    oneOf: [
      "Actual Start Date",
      "Actual Start",
      "Estimated Start Date",
      "Total Contract Amount",
      "Project Type",
      "Project Manager",
      "Billing Type",
    ],
    not: ["Invoice Number", "Invoice Date", "Employee", "Receipt Date", "Transaction Key"],
    meaning: {
      memberships: [
        { kind: "customer", member: "project", cluster: "client" },
        { kind: "department", member: "project", cluster: "department" },
        { kind: "company", member: "project", cluster: "company" },
      ],
      rules: [
        { enter: "lead", cluster: "client", at: "entered", where: "{status} = 'Marketing'" },
        { enter: "opportunity", cluster: "client", at: "entered", where: "{status} = 'Preliminary'" },
        { enter: "customer", cluster: "client", at: "started", where: running },
      ],
      remarks: [
        "a report knows only today's status of a project: with its date of entry (Date Added) a pursuit makes a lead, and a preparation an opportunity",
      ],
    },
  },
  {
    system,
    title: "time (Transaction or Timesheet inquiry or widget)",
    id: "key",
    roles: {
      key: ["Transaction Key"],
      date: ["Date", "Transaction Date", "Timesheet Date"],
      employee: ["Employee Key", "Employee", "Employee Name"],
      project,
      client,
      activity: ["Activity"],
      type: ["Activity Type"],
      hours: ["Regular Hours", "Units/Hours", "Hours Worked", "Hours", "Total Hours"],
    },
    needs: ["date", "employee", "project"],
    oneOf: ["Regular Hours", "Units/Hours", "Hours Worked", "Hours", "Total Hours", "Activity Type"],
    meaning: {
      activities: [
        {
          name: "work",
          note: "a row of somebody's time on a project; whose it is, the client in the row says, else the projects' clients",
          at: "date",
          member: "project",
          clusters: { customer: "client" },
          product: "activity",
          where: "{type} = 'Labor'",
          whereIsOptional: true,
          properties: ["employee", "hours"],
        },
      ],
    },
  },
  {
    system,
    title: "client invoices (Client Invoice inquiry or widget)",
    id: "key",
    roles: {
      key: ["Client Invoice Key"],
      date: ["Invoice Date"],
      client,
      number: ["Invoice Number", "Client Invoice Number"],
      status: ["Invoice Status", "Client Invoice Status", "Status"],
      amount: ["Amount", "Invoice Amount", "Total Amount"],
    },
    needs: ["date", "client", "number"],
    not: ["Employee", "Receipt Date", "Vendor"],
    meaning: {
      rules: [{ enter: "customer", cluster: "client", at: "date", where: sent }],
      activities: [
        {
          name: "invoice",
          note: "an invoice that was sent: Final, sent again, or written off later",
          at: "date",
          clusters: { customer: "client" },
          where: sent,
          whereIsOptional: true,
          properties: ["amount"],
        },
      ],
    },
  },
  {
    system,
    title: "client receipts (Client Receipt inquiry or Receipt widget)",
    id: "key",
    roles: {
      key: ["Receipt Key"],
      date: ["Receipt Date", "Payment Date"],
      client,
      amount: ["Receipt Amount", "Amount", "Amount Received"],
    },
    needs: ["date", "client"],
    meaning: {
      activities: [
        {
          name: "payment",
          note: "a client paid",
          at: "date",
          clusters: { customer: "client" },
          properties: ["amount"],
        },
      ],
    },
  },
];
