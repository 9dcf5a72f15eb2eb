import type { Asked, Reply } from "../serve.ts";
import { bulkAnswer } from "./bulk-answers.ts";
import { refusal } from "./api-state.ts";
import type { ApiState } from "./api-state.ts";
import { asMoment, momentText } from "./moments.ts";
import type { StandInOrg } from "./org.ts";
import { RefusedQuery, runQuery, visible, visibleFields } from "./run-query.ts";
import type { QueryResult } from "./run-query.ts";
import { MalformedQuery, parseSoql } from "./soql-text.ts";

/** The answer of the API, once the call is signed in and within its limits. */
export function apiAnswer(state: ApiState, asked: Asked): Reply {
  const [, version = "", rest = ""] = /^\/services\/data\/v(\d\d\.0)(\/.*)?$/.exec(asked.path) ?? [];
  if (version === "" || Number(version) > state.newest) return notFound();
  try {
    return (
      queryAnswer(state, asked, { version, rest }) ??
      objectAnswer(state, asked, rest) ??
      bulkAnswer(state, asked, { version, rest }) ??
      limitsAnswer(state, asked, rest) ??
      notFound()
    );
  } catch (error) {
    if (error instanceof MalformedQuery) return refusal(400, "MALFORMED_QUERY", error.message);
    if (error instanceof RefusedQuery)
      return refusal(error.code === "NOT_FOUND" ? 404 : 400, error.code, error.message);
    throw error;
  }
}

function queryAnswer(
  state: ApiState,
  { method, query }: Asked,
  { version, rest }: { readonly version: string; readonly rest: string },
): Reply | null {
  const next = /^\/query\/(\S+)$/.exec(rest)?.[1];
  if (method !== "GET" || (next === undefined && rest !== "/query" && rest !== "/queryAll")) return null;
  if (next !== undefined) {
    const place = state.locators.get(next);
    if (place === undefined) return refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    return { json: pageOf(state, { ...place, version }) };
  }
  const result = runQuery(state.org, parseSoql(query.get("q") ?? ""), rest === "/queryAll");
  return { json: pageOf(state, { result, from: 0, version }) };
}

function pageOf(
  state: ApiState,
  { result, from, version }: { readonly result: QueryResult; readonly from: number; readonly version: string },
): unknown {
  const { records, columns, object } = result;
  if (columns === null) return { totalSize: records.length, done: true, records: [] };
  const to = Math.min(from + state.pageRows, records.length);
  const rows = records.slice(from, to).map((record) => {
    const row: Record<string, unknown> = {
      attributes: { type: object.name, url: `/services/data/v${version}/sobjects/${object.name}/${record.Id}` },
    };
    for (const { path, read } of columns) put(row, path.split("."), read(record));
    return row;
  });
  if (to === records.length) return { totalSize: records.length, done: true, records: rows };
  const locator = `0r8${String(state.locators.size + 1).padStart(12, "0")}-${to}`;
  state.locators.set(locator, { result, from: to });
  return {
    totalSize: records.length,
    done: false,
    nextRecordsUrl: `/services/data/v${version}/query/${locator}`,
    records: rows,
  };
}

// A parent that is not there is null as a whole.
function put(row: Record<string, unknown>, [first = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    row[first] = value;
    return;
  }
  if (value === null && (row[first] === undefined || row[first] === null)) {
    row[first] = null;
    return;
  }
  const inner = (row[first] ?? { attributes: { type: "Name" } }) as Record<string, unknown>;
  put(inner, rest, value);
  row[first] = inner;
}

function objectAnswer(state: ApiState, { query }: Asked, rest: string): Reply | null {
  const [, name = "", what = ""] = /^\/sobjects\/(\w+)\/(describe|deleted)\/?$/.exec(rest) ?? [];
  if (what === "") return null;
  const { org, now } = state;
  if (what === "describe") {
    if (!org.objects.has(name) || org.hidden.has(name)) return notFound();
    return { json: described(org, name) };
  }
  const object = visible(org, name);
  const [start, end] = [asMoment(query.get("start") ?? ""), asMoment(query.get("end") ?? "")];
  const earliest = momentText(now() - state.deletionsKept);
  if (start === null || end === null || start >= end || start < momentText(now() - 15 * 86_400_000_000))
    return refusal(400, "INVALID_REPLICATION_DATE", "startDate is not valid");
  const deletedRecords = org.deletions
    .filter((each) => each.object === object.name && each.at >= start && each.at < end)
    .filter((each) => org.get(object.name, each.id)?.["IsDeleted"] !== false)
    .map(({ id, at }) => ({ id, deletedDate: at }));
  return { json: { deletedRecords, earliestDateAvailable: earliest, latestDateCovered: momentText(now()) } };
}

function described(org: StandInOrg, name: string): unknown {
  const object = visible(org, name);
  return {
    name,
    label: object.label,
    keyPrefix: object.prefix,
    queryable: true,
    replicateable: object.replicateable,
    fields: visibleFields(org, object).map((field) => ({
      name: field.name,
      type: field.type,
      referenceTo: field.refersTo,
      relationshipName: field.relationship,
      nillable: field.name !== "Id",
      filterable: field.filterable,
      calculated: false,
      picklistValues: [],
    })),
  };
}

function limitsAnswer({ org }: ApiState, { query }: Asked, rest: string): Reply | null {
  if (rest === "/limits/recordCount") {
    const names = (query.get("sObjects") ?? "").split(",").filter((name) => org.objects.has(name));
    return { json: { sObjects: names.map((name) => ({ name, count: [...org.all(name)].length })) } };
  }
  return null;
}

function notFound(): Reply {
  return refusal(404, "NOT_FOUND", "The requested resource does not exist");
}
