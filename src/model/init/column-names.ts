import { headingWords } from "../../text/heading-words.ts";
import type { ExaminedColumn } from "./examined-table.ts";

const suffixes = ["id", "key", "uuid", "no", "number", "code", ...headingWords.number, "", "name"];

/** Names with the usual endings, in plain form, the surest first. */
function ended(bases: string): string[] {
  return bases.split(" ").flatMap((base) => suffixes.map((suffix) => base + suffix));
}

/** Words for a cluster that is a customer, the surest first. */
export const customerWords = [
  "account",
  "customer",
  "client",
  "tenant",
  "workspace",
  "organization",
  "organisation",
  "org",
  "company",
  "cust",
  ...headingWords.customer,
];
/** Words for a cluster that is a group of users. */
export const groupWords = ["team", "department", "dept", "division", "squad", "businessunit", "group"];
/** Words for a person that acts. */
export const memberWords = [
  "member",
  "user",
  "email",
  "emailaddress",
  "contact",
  "person",
  "employee",
  "actor",
  "author",
  "visitor",
  "login",
  ...headingWords.user,
];

/** The names, in plain form, that tell what a column is for; the surest first. */
export const columnNames = {
  member: ended(memberWords.join(" ")),
  product: ended("product service app application module tool"),
  kind: ["kind", "eventtype", "eventname", "eventkind", "activitytype", "type", "event", "action", "activity"],
  stage: [
    "stage",
    "lifecyclestage",
    "customerstage",
    "journeystage",
    "dealstage",
    "pipelinestage",
    "salesstage",
    "opportunitystage",
    "newstage",
    "tostage",
    "stageafter",
    "newlifecyclestage",
    "phase",
  ],
  outcome: [
    "dealstage",
    "stage",
    "stagename",
    "opportunitystage",
    "salesstage",
    "pipelinestage",
    "outcome",
    "result",
    "status",
    "state",
  ],
  name: ["name", "title", "fullname", "displayname", "accountname", "customername", "companyname", "company", "label"],
  owner: [
    "owner",
    "ownername",
    "accountowner",
    "csm",
    "accountmanager",
    "customersuccessmanager",
    "salesagent",
    "salesrep",
    "rep",
    "supportrepid",
  ],
  created: [
    "createdat",
    "created",
    "createdon",
    "createddate",
    "createdate",
    "creationdate",
    "signedup",
    "signedupat",
    "signupdate",
    "signupat",
    "registeredat",
    "customersince",
    "since",
  ],
  deleted: ["deletedat", "deleted", "deletedon", "closedat", "churnedat", "churndate", "cancelledat", "canceledat"],
  validFrom: ["validfrom", "from", "since", "joinedat", "joinedon", "joined", "membersince"],
  validTo: ["validto", "to", "until", "leftat", "lefton", "left", "memberuntil"],
  start: ["startdate", "startat", "startedat", "start", "startson"],
  end: ["enddate", "endat", "endedat", "end", "endson"],
  since: [
    "from",
    "validfrom",
    "since",
    "effectivefrom",
    "effectivedate",
    "changedat",
    "changedon",
    "changed",
    "enteredat",
    "asof",
    "at",
    "date",
  ],
  opened: [
    "engagedate",
    "engagedat",
    "openeddate",
    "openedat",
    "opendate",
    "createdate",
    "createddate",
    "createdat",
    "created",
    "startdate",
  ],
  closed: ["closedate", "closeddate", "closedat", "wondate", "wonat", "decisiondate", "enddate"],
  learned: ["learned", "learnedat", "receivedat", "recordedat", "ingestedat", "loadedat", "syncedat"],
  primary: ["primary", "isprimary", "main", "ismain"],
  at: [
    "at",
    "occurredat",
    "happenedat",
    "ts",
    "timestamp",
    "eventtimestamp",
    "eventtime",
    "eventat",
    "eventdate",
    "activityat",
    "activitydate",
    "datetime",
    "time",
    "date",
    "day",
    "when",
    "invoicedate",
    "orderdate",
    "purchasedate",
    "transactiondate",
    ...headingWords.time,
    "createdat",
    "created",
    "createdon",
    "startedat",
    "starttime",
  ],
} as const;

/** The names, in plain form, of columns that name clusters of whatever kind; the surest first. */
export const clusterNames: readonly string[] = [...customerWords, ...groupWords, "cluster"].flatMap(ended);

/** The column that one of the names tells, the surest first; dates only where asked for. */
export function named(
  columns: readonly ExaminedColumn[],
  names: readonly string[],
  dates = false,
): ExaminedColumn | null {
  for (const name of names) {
    const found = columns.find((column) => column.plain === name && column.isDate === dates);
    if (found !== undefined) return found;
  }
  return null;
}

/** A column with the clusters of some kind. */
export interface ClusterColumn {
  /** The word in its name; `cluster` says nothing of the kind. */
  readonly word: string;
  readonly isGroup: boolean;
  readonly column: ExaminedColumn;
}

/** The columns that name clusters: at most one of customers, and one for each word for groups. */
export function clusterColumns(columns: readonly ExaminedColumn[]): ClusterColumn[] {
  const first = (words: readonly string[], isGroup: boolean): ClusterColumn[] => {
    for (const word of words) {
      const column = named(columns, ended(word));
      if (column !== null) return [{ word, isGroup, column }];
    }
    return [];
  };
  const found = [...first(customerWords, false), ...groupWords.flatMap((word) => first([word], true))];
  return found.length > 0 ? found : first(["cluster"], false);
}
