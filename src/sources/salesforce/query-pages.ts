import { SmacError } from "../../errors.ts";
import { snippet } from "../kit/answer.ts";
import type { HttpAnswer } from "../kit/http.ts";
import type { Json } from "../kit/row.ts";
import type { SalesforceApi } from "./api.ts";
import { recordOf } from "./record-of.ts";
import { refusalOf } from "./verdict.ts";

/** A query to be read by pages. */
export interface PagedQuery {
  readonly soql: string;
  /** What its rows are of, as Salesforce says it with each; absent: whatever. */
  readonly object?: string;
  /** Whether deleted and archived rows come, too. */
  readonly all: boolean;
  readonly label: string;
  readonly signal?: AbortSignal;
}

/** One page of a query's rows. */
export interface QueryPage {
  readonly records: readonly Readonly<Record<string, Json>>[];
  /** Of the whole query. */
  readonly total: number;
  /** Where the next page is; null: this is the last. */
  readonly next: string | null;
}

/** What became of asking for a page. */
export type Paged =
  | { readonly is: "page"; readonly page: QueryPage }
  /** The place is not known any more: ask anew. */
  | { readonly is: "stale" }
  /** It takes too long for a page. */
  | { readonly is: "too-slow" };

/** The first page of a query. @throws SmacError of the area `SOURCE`. */
export function firstPage(api: SalesforceApi, query: PagedQuery): Promise<Paged> {
  return ask(api, { path: query.all ? "/queryAll" : "/query", query: { q: query.soql } }, query, true);
}

/** The page that `next` of another page names. @throws SmacError of the area `SOURCE`. */
export function nextPage(api: SalesforceApi, next: string, query: PagedQuery): Promise<Paged> {
  return ask(api, { path: next }, query, false);
}

async function ask(
  api: SalesforceApi,
  call: { readonly path: string; readonly query?: Readonly<Record<string, string>> },
  query: PagedQuery,
  isFirst: boolean,
): Promise<Paged> {
  const { label, signal } = query;
  const answer = await api.send({ ...call, label, ...(signal === undefined ? {} : { signal }) });
  if (answer.status < 300) return { is: "page", page: checked(api, query, readPage(api, label, answer), isFirst) };
  const { code } = refusalOf(answer);
  if (code === "INVALID_QUERY_LOCATOR") return { is: "stale" };
  if (code === "QUERY_TIMEOUT") return { is: "too-slow" };
  throw refusedQuery(api, label, answer);
}

/** The error for a refusal that nothing can be done about here. */
export function refusedQuery(api: SalesforceApi, label: string, answer: HttpAnswer): SmacError {
  const { code } = refusalOf(answer);
  const word = code === "" ? `HTTP ${answer.status}` : snippet(code, (text) => text);
  const isGone = code === "INVALID_TYPE" || code === "NOT_FOUND";
  return new SmacError(isGone ? "SOURCE_NOT_FOUND" : "SOURCE_BAD_ANSWER", `${api.name}: ${label}: ${word}`, {
    recovery: isGone ? "fix-input" : "retry",
    hint: isGone
      ? "the user may not read it any more: check its permissions"
      : "sync again later; what was read is kept",
  });
}

/** An answer to another query is none to this one. */
function checked(api: SalesforceApi, { label, object }: PagedQuery, page: QueryPage, isFirst: boolean): QueryPage {
  if (object === undefined) return page;
  const isOther = page.records.some(({ attributes }) => {
    const type = recordOf(attributes)?.["type"];
    return typeof type === "string" && type !== object;
  });
  if (isOther || (isFirst && page.total > 0 && page.records.length === 0)) throw noPage(api, label);
  return page;
}

function readPage(api: SalesforceApi, label: string, { json }: HttpAnswer): QueryPage {
  const told = recordOf(json);
  const records = told?.["records"];
  const next = told?.["nextRecordsUrl"];
  const total = told?.["totalSize"];
  const isWhole = told?.["done"] === true || (typeof next === "string" && next.startsWith("/services/data/"));
  if (!Array.isArray(records) || !isWhole || typeof total !== "number") throw noPage(api, label);
  const rows = records.map((each: unknown) => {
    const record = recordOf(each);
    if (record === null) throw noPage(api, label);
    return record as Readonly<Record<string, Json>>;
  });
  return { records: rows, total, next: told?.["done"] === true ? null : String(next) };
}

function noPage(api: SalesforceApi, label: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${api.name}: ${label}: the answer is no page of rows`, {
    recovery: "retry",
    hint: "sync again later; what was read is kept",
  });
}
