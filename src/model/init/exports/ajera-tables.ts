import type { ExportShape } from "./export-shape.ts";

const system = "Deltek Ajera";

/** Tables of Ajera's own database, as ODBC and SQL Server extracts hold them; only what is publicly known of them. */
export const ajeraTables: readonly ExportShape[] = [
  {
    system,
    title: "table AxVEC (vendors, employees and clients)",
    roles: {
      client: ["vecKey"],
      name: ["vecDescription", "vecName"],
      isClient: ["vecIsClient"],
      established: ["vecDateEstablished"],
    },
    needs: ["client"],
    meaning: {
      clusters: [
        {
          kind: "customer",
          key: "client",
          name: "name",
          created: "established",
          where: "{isClient} IN ('1', 'true', 'True')",
        },
      ],
      rules: [
        { enter: "prospect", cluster: "client", at: "established", where: "{isClient} IN ('1', 'true', 'True')" },
      ],
      remarks: ["without the column vecIsClient it cannot be told which rows are clients"],
    },
  },
  {
    system,
    title: "view Client",
    roles: { client: ["cKey"], name: ["cDescription"], established: ["cDateEstablished"] },
    needs: ["client", "name"],
    meaning: {
      clusters: [{ kind: "customer", key: "client", name: "name", created: "established" }],
      rules: [{ enter: "prospect", cluster: "client", at: "established" }],
    },
  },
  {
    system,
    title: "table AxInvoiceGroup",
    roles: { project: ["igProject"], client: ["igClient"] },
    needs: ["project", "client"],
    not: ["tDate"],
    meaning: { memberships: [{ kind: "customer", member: "project", cluster: "client" }] },
  },
  {
    system,
    title: "table AxProject",
    roles: {
      project: ["prjKey"],
      name: ["prjDescription"],
      department: ["prjEntity"],
      company: ["prjCompany"],
      client: ["igClient"],
      started: ["prjActualStartDate"],
      isPhase: ["prjIsDetailPhase"],
    },
    needs: ["project", "name"],
    not: ["tDate"],
    meaning: {
      clusters: [{ kind: "project", key: "project", name: "name" }],
      memberships: [
        { kind: "project", member: "project", cluster: "project" },
        { kind: "department", member: "project", cluster: "department" },
        { kind: "company", member: "project", cluster: "company" },
        { kind: "customer", member: "project", cluster: "client" },
      ],
      rules: [{ enter: "customer", cluster: "client", at: "started", where: "{started} IS NOT NULL" }],
    },
  },
  {
    system,
    title: "table AxEntity (departments)",
    roles: { department: ["eKey"], name: ["eDescription"] },
    needs: ["department", "name"],
    meaning: { clusters: [{ kind: "department", key: "department", name: "name" }] },
  },
  {
    system,
    title: "table AxCompany",
    roles: { company: ["cmpKey"], name: ["cmpDescription"] },
    needs: ["company", "name"],
    meaning: { clusters: [{ kind: "company", key: "company", name: "name" }] },
  },
  {
    system,
    title: "table AxTransaction",
    id: "key",
    roles: {
      key: ["tKey"],
      date: ["tDate"],
      project: ["tProject"],
      employee: ["tEmployee"],
      client: ["igClient"],
      hours: ["tUnits"],
      deleted: ["tIsDeleted"],
      type: ["tType"],
    },
    needs: ["date", "project"],
    meaning: {
      activities: [
        {
          name: "work",
          note: "time of somebody on a project; whose it is, igClient says where the extract has it, else the invoice groups",
          at: "date",
          member: "project",
          clusters: { customer: "client" },
          where: "{deleted} IN ('0', 'false', 'False') AND {employee} IS NOT NULL",
          whereIsOptional: true,
          properties: ["employee", "hours"],
        },
      ],
    },
  },
  {
    system,
    title: "view ClientInvoice",
    id: "key",
    roles: { key: ["ciKey"], date: ["ciInvoiceDate"], client: ["ciClient"], status: ["ciStatus"] },
    needs: ["date", "client"],
    meaning: {
      rules: [{ enter: "customer", cluster: "client", at: "date", where: "{status} IN ('4', '5')" }],
      activities: [
        {
          name: "invoice",
          note: "an invoice that was sent: ciStatus 4 or 5",
          at: "date",
          clusters: { customer: "client" },
          where: "{status} IN ('4', '5')",
          whereIsOptional: true,
        },
      ],
    },
  },
];
