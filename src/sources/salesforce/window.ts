import { SmacError } from "../../errors.ts";
import type { Row } from "../kit/row.ts";
import type { SalesforceApi } from "./api.ts";
import { jobRows, startJob } from "./bulk-job.ts";
import type { Job } from "./cursor.ts";
import type { Plan } from "./object-stream.ts";
import { firstPage, nextPage } from "./query-pages.ts";
import type { PagedQuery, QueryPage } from "./query-pages.ts";
import { rowOfCells, rowOfRecord } from "./record.ts";
import { behind, isId, isMoment, soql } from "./soql.ts";
import type { Place } from "./soql.ts";

/** Rows to read, in the order of a field and the id. */
export interface Window {
  readonly api: SalesforceApi;
  readonly plan: Plan;
  /** What must hold beside the plan's own conditions. */
  readonly where: readonly string[];
  /** The field they are ordered by; null: by the id alone. */
  readonly orderBy: string | null;
  /** Whether deleted and archived rows come, too. */
  readonly all: boolean;
  readonly label: string;
  readonly signal: AbortSignal;
}

/** Where to begin. */
export interface From {
  readonly after: Place | null;
  readonly job: Job | null;
}

/** Some rows, and from where to go on after them. */
export interface Part {
  readonly rows: readonly Row[];
  /** Null: these rows alone are no place to go on from. */
  readonly resume: From | null;
  readonly expected: number | null;
}

/**
 * The rows of a window: small ones by pages, large ones as a bulk job. A place
 * that Salesforce has forgotten is asked for anew behind the last row.
 *
 * @throws SmacError of the area `SOURCE`.
 */
export async function* windowParts(window: Window, from: From): AsyncGenerator<Part, void, undefined> {
  if (from.job !== null) {
    const ended = yield* bulkParts(window, from.job, true);
    if (ended) return;
    window.api.context.note(`${window.label}: a bulk job is not there any more; its rows are read again`);
  }
  const tooLarge = yield* pagedParts(window, from.job === null ? from.after : null);
  if (!tooLarge) return;
  const job = await startJob(window.api, queryOf(window, null, "bulk"));
  if (job === null) {
    yield* pagedParts({ ...window, api: withoutBulk(window.api) }, from.after);
    return;
  }
  yield { rows: [], resume: { after: null, job }, expected: null };
  yield* bulkParts(window, job, false);
}

/** Gives whether the rows are too many, or too slow, for pages. */
async function* pagedParts(window: Window, start: Place | null): AsyncGenerator<Part, boolean, undefined> {
  const { api, plan } = window;
  const canBulk = Number.isFinite(api.settings.bulkFrom);
  let after = start;
  let stale = 0;
  for (;;) {
    const query = queryOf(window, after, "pages");
    let paged = await firstPage(api, query);
    if (paged.is === "too-slow" && canBulk) return true;
    if (paged.is === "page" && paged.page.total > api.settings.bulkFrom) return true;
    const seen = new Set<string>();
    while (paged.is === "page") {
      const { page } = paged;
      const rows = page.records.map((record) => rowOfRecord(record, plan));
      const last = lastPlace(rows, window.orderBy);
      after = last ?? after;
      if (last !== null) stale = 0;
      yield {
        rows,
        resume: window.orderBy === null || last === null ? null : { after: last, job: null },
        expected: page.total,
      };
      if (page.next === null) return false;
      refuseCircle(window, seen, page);
      paged = await nextPage(api, page.next, query);
    }
    stale++;
    if (stale > 3) throw unreadable(window, "the place in the list is forgotten again and again");
  }
}

function refuseCircle(window: Window, seen: Set<string>, { next }: QueryPage): void {
  if (next !== null && seen.has(next)) throw unreadable(window, "its pages lead in a circle");
  if (next !== null) seen.add(next);
}

/** Gives whether it was read to its end. */
async function* bulkParts(window: Window, job: Job, resumed: boolean): AsyncGenerator<Part, boolean, undefined> {
  const { api, plan } = window;
  let isWhole = false;
  for await (const { rows, total, next } of jobRows(api, { job, query: queryOf(window, null, "bulk"), resumed })) {
    isWhole = next === "end";
    const resume = next === null || next === "end" ? null : { after: null, job: next };
    yield { rows: rows.map((cells) => rowOfCells(cells, plan)), resume, expected: total };
  }
  return isWhole;
}

// A bulk job is faster without an order, and its own places are stable.
function queryOf(window: Window, after: Place | null, way: "pages" | "bulk"): PagedQuery {
  const { plan, orderBy, where, label, signal, all } = window;
  const order = orderBy === null ? ["Id"] : [`${orderBy} ASC`, "Id ASC"];
  const hasId = plan.selected.has("Id");
  const next = after === null ? [] : [orderBy === null ? `Id > '${after.id}'` : behind(orderBy, after)];
  return {
    soql: soql({
      select: [...plan.selected.keys()],
      from: plan.object.name,
      where: [...plan.only, ...where, ...next],
      orderBy: way === "bulk" || !hasId ? [] : order,
    }),
    object: plan.object.name,
    all,
    label,
    signal,
  };
}

function lastPlace(rows: readonly Row[], orderBy: string | null): Place | null {
  const last = rows.at(-1);
  const id = last?.["Id"];
  const at = orderBy === null ? "" : last?.[orderBy];
  if (typeof id !== "string" || !isId(id) || typeof at !== "string") return null;
  return orderBy === null || isMoment(at) ? { at, id } : null;
}

function withoutBulk(api: SalesforceApi): SalesforceApi {
  return { ...api, settings: { ...api.settings, bulkFrom: Number.POSITIVE_INFINITY } };
}

function unreadable({ api, label }: Window, what: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${api.name}: ${label}: ${what}`, {
    recovery: "retry",
    hint: "sync again later; what was read is kept",
  });
}
