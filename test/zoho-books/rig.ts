import { zohoBooks } from "../../src/sources/zoho-books/source.ts";
import type { FaultName } from "../../src/stand-ins/serve.ts";
import type { ZohoTrouble } from "../../src/stand-ins/zoho-books/faults.ts";
import { lists } from "../../src/stand-ins/zoho-books/lists.ts";
import type { TableName } from "../../src/stand-ins/zoho-books/lists.ts";
import { standInOrganization, zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import type { ZohoStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { textAt } from "../../src/stand-ins/zoho-books/table.ts";
import type { StandInRow } from "../../src/stand-ins/zoho-books/table.ts";
import { zohoTime } from "../../src/stand-ins/zoho-books/time-text.ts";
import { formatDay } from "../../src/time/day.ts";
import { DAY_MICROS } from "../../src/time/instant.ts";
import type { Instant } from "../../src/time/instant.ts";
import { openZone } from "../../src/time/zone.ts";
import { oddTexts } from "../source-kit/rig.ts";
import type { BadInput, BadState, Change, MakeRig, Rig, Trouble } from "../source-kit/rig.ts";

const zone = openZone("Europe/Berlin");
const TEN_MINUTES = 600_000_000;
/** So many rows that these lists have several pages. */
const many: Readonly<Partial<Record<TableName, number>>> = {
  contacts: 230,
  invoices: 420,
  timeentries: 230,
  users: 210,
};
const own: Readonly<Record<Trouble, ZohoTrouble | FaultName>> = {
  busy: "minute",
  unavailable: "unavailable",
  "gateway-page": "gateway-page",
  "web-page": "web-page",
  "cut-off": "cut-off",
  empty: "empty",
  garbage: "garbage",
  reset: "reset",
  "reset-midway": "reset-midway",
  slow: "slow",
  silent: "silent",
  "expired-token": "expired-token",
  "error-in-200": "error-in-200",
  "duplicate-page": "duplicate-page",
  "no-permission": "not-allowed",
  "budget-spent": "day",
};

/** The source for Zoho Books with its stand-in, holding rows of the last weeks. */
export const zohoRig = zohoRigOf({ perMinute: 100 });

/** The same, with other limits of calls. */
export function zohoRigOf(limits: { readonly perMinute: number | null; readonly perDay?: number }): MakeRig {
  return (clock) => startRig(clock, limits);
}

async function startRig(
  clock: () => Instant,
  limits: { readonly perMinute: number | null; readonly perDay?: number },
): Promise<Rig> {
  const zoho = await zohoBooksStandIn({ company: null, now: clock, ...limits });
  zoho.organizations.push({ organization_id: "60009999999", name: "Another", time_zone: "America/New_York" });
  for (const { table } of lists) {
    for (let n = many[table] ?? 3; n > 0; n--) zoho.tables[table].insert(rowOf(table, clock() - n * 3_600_000_000));
  }
  return rigOf(zoho, clock);
}

function rigOf(zoho: ZohoStandIn, clock: () => Instant): Rig {
  return {
    source: zohoBooks,
    settings: { api_root: zoho.apiRoot, accounts_root: zoho.accountsRoot, organization: standInOrganization },
    credentials: { ...zoho.credentials },
    wrong: { client_id: "1000.OTHER", client_secret: "another-client-secret", refresh_token: "1000.another-refresh" },
    streams: zohoBooks.streams.map(({ name }) => name),
    have(fault, { after, times }) {
      zoho.have({ what: own[fault], after, times });
      return true;
    },
    heal: zoho.heal,
    calls: () => zoho.calls.length,
    before(hook) {
      zoho.before = hook;
    },
    mutate: (stream, change) =>
      stream !== "organizations" && mutate(zoho, stream as TableName, { change, now: clock() }),
    expected: (stream) => expectedRows(zoho, stream),
    bad: (input) => badState(zoho, input),
    close: zoho.close,
  };
}

function badState(zoho: ZohoStandIn, input: BadInput): BadState | null {
  const { credentials, heal } = zoho;
  const grant = zoho.desk.grants.get(credentials.refresh_token);
  if (grant === undefined) return null;
  const signIn = { fails: "all", code: "SOURCE_SIGN_IN" } as const;
  const refused = { fails: "all", code: "SOURCE_PERMISSION", says: /plan/, mend: heal } as const;
  const always = (what: ZohoTrouble, path?: string): void =>
    zoho.have({ what, times: 1_000_000, when: (asked) => path === undefined || asked.path.endsWith(path) });
  switch (input) {
    case "wrong credentials":
      return { ...signIn, credentials: { ...credentials, client_secret: "another-secret" }, says: /client/i };
    case "wrong region or address":
      return { ...signIn, credentials: { ...credentials, client_id: "1000.US" }, says: /region/ };
    case "revoked token":
      grant.revoked = true;
      return { ...signIn, says: /smac connect here/, mend: () => void (grant.revoked = false) };
    case "missing scope or permission": {
      const { scopes } = grant;
      grant.scopes = scopes.filter((scope) => !scope.includes("estimates"));
      const mend = (): void => void (grant.scopes = scopes);
      return { fails: ["estimates"], code: "SOURCE_PERMISSION", says: /ZohoBooks\.estimates\.READ/, mend };
    }
    case "wrong organisation":
      return {
        fails: zohoBooks.streams.map(({ name }) => name).filter((name) => name !== "organizations"),
        code: "SOURCE_NOT_FOUND",
        settings: { organization: "123" },
        says: /Demo Software Company/,
      };
    case "suspended API":
      always("suspended");
      return refused;
    case "plan without API":
      always("no-api");
      return refused;
    case "unknown object":
      always("no-list", "/estimates");
      return { fails: ["estimates"], code: "SOURCE_NOT_FOUND", says: /leave it out of “streams”/, mend: heal };
    default:
      return null;
  }
}

/** A row that was made, changed and happened at an instant. */
function rowOf(table: TableName, at: Instant): StandInRow {
  const manners = lists.find((one) => one.table === table);
  const day = formatDay(Math.floor(zone.localMicros(at) / DAY_MICROS));
  const text = zohoTime(at, zone);
  const times = manners?.times === true ? { created_time: text, last_modified_time: text } : {};
  const row = {
    ...times,
    ...(manners?.days === null ? {} : { [manners?.days?.[0] ?? "date"]: day }),
    notes: "as it was",
  };
  if (table === "contacts")
    return { ...row, contact_type: "customer", contact_name: `Customer ${at}`, custom_field_hash: {} };
  if (table === "projects") return { ...row, created_time: text };
  return { ...row, customer_id: "460000000000000000001", status: "sent" };
}

function mutate(zoho: ZohoStandIn, stream: TableName, { change, now }: { change: Change; now: Instant }): boolean {
  const table = zoho.tables[stream];
  const [oldest] = table.rows();
  const id = textAt(oldest ?? {}, table.key);
  if (change === "insert") table.insert(rowOf(stream, now));
  else if (change === "late") table.insert(rowOf(stream, now - TEN_MINUTES));
  else if (change === "remove") table.delete(id);
  else if (change === "odd") {
    for (const text of oddTexts)
      table.insert({ ...rowOf(stream, now), notes: text, reference_number: null, tags: [text] });
  } else if (stream === "projects") return false;
  else table.update(id, { notes: `changed at ${now}` });
  return true;
}

function expectedRows(zoho: ZohoStandIn, stream: string): StandInRow[] {
  if (stream === "organizations") return zoho.organizations;
  const rows = zoho.tables[stream as TableName].rows();
  if (stream === "contacts") return rows.map((row) => ({ ...row, region: "" }));
  return [...rows];
}
