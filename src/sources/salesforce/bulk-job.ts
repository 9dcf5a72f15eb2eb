import { SmacError } from "../../errors.ts";
import { snippet } from "../kit/answer.ts";
import { csvRows } from "../kit/csv-stream.ts";
import type { Row } from "../kit/row.ts";
import type { SalesforceApi } from "./api.ts";
import type { Job } from "./cursor.ts";
import { recordOf } from "./record-of.ts";
import { refusedQuery } from "./query-pages.ts";
import type { PagedQuery } from "./query-pages.ts";
import { refusalOf } from "./verdict.ts";

/** Rows of one part of a result. */
const PART_ROWS = "50000";
/** Milliseconds between looks at a job: it is asked seldom when it takes long. */
const FIRST_LOOK = 500;
const LONGEST_LOOK = 20_000;

/** Some rows of a job's result. */
export interface JobRows {
  readonly rows: readonly Row[];
  /** Rows of the whole result; null: not told yet. */
  readonly total: number | null;
  /** Where to go on after these; null: within a part, which is read again as a whole. */
  readonly next: Job | "end" | null;
}

/** A new bulk job for a query; null: the object cannot be read in bulk. @throws SmacError of the area `SOURCE`. */
export async function startJob(api: SalesforceApi, query: PagedQuery): Promise<Job | null> {
  const answer = await api.send({
    method: "POST",
    path: "/jobs/query",
    label: query.label,
    body: {
      json: {
        operation: query.all ? "queryAll" : "query",
        query: query.soql,
        contentType: "CSV",
        columnDelimiter: "COMMA",
        lineEnding: "LF",
      },
    },
    ...signalOf(query),
  });
  if (answer.status >= 300) {
    if (refusalOf(answer).code === "INVALIDENTITY") return null;
    throw refusedQuery(api, query.label, answer);
  }
  const id = recordOf(answer.json)?.["id"];
  if (typeof id !== "string" || !/^[a-zA-Z0-9]{15,18}$/.test(id)) throw failed(api, query, "it has no id");
  return { id, version: api.settings.version, locator: null };
}

/** A job to read, and what it is about. */
export interface JobToRead {
  readonly job: Job;
  readonly query: PagedQuery;
  /** Whether it was made by an earlier run. */
  readonly resumed: boolean;
}

/**
 * The rows of a job from where it is gone on with, once it is done. One that was
 * resumed and cannot be read any more gives nothing, or not its end.
 *
 * @throws SmacError `SOURCE_BAD_ANSWER` when the job failed or a part is not whole; of the area `SOURCE`.
 */
export async function* jobRows(
  api: SalesforceApi,
  { job, query, resumed }: JobToRead,
): AsyncGenerator<JobRows, void, undefined> {
  const total = await untilDone(api, { job, query, resumed });
  if (total === "unknown") return;
  let locator = job.locator;
  for (;;) {
    const next = yield* wholePart(api, { job: { ...job, locator }, query, resumed }, total);
    if (next === "unknown" || next === "end") return;
    if (next.locator === locator) throw failed(api, query, "its results lead in a circle");
    locator = next.locator;
  }
}

/** How often a part that breaks off is asked for; it is the same each time. */
const TRIES = 4;

async function* wholePart(
  api: SalesforceApi,
  read: JobToRead,
  total: number | null,
): AsyncGenerator<JobRows, Job | "end" | "unknown", undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return yield* partRows(api, read, total);
    } catch (error) {
      const breaks = error instanceof SmacError && ["SOURCE_UNREACHABLE", "SOURCE_BAD_ANSWER"].includes(error.code);
      if (!breaks || tries === TRIES) throw error;
      await api.context.world.sleep(FIRST_LOOK * tries, read.query.signal ?? api.context.world.signal);
    }
  }
}

async function* partRows(
  api: SalesforceApi,
  { job, query, resumed }: JobToRead,
  total: number | null,
): AsyncGenerator<JobRows, Job | "end" | "unknown", undefined> {
  const answer = await api.send({
    path: `/jobs/query/${job.id}/results`,
    version: job.version,
    label: `${query.label}, results`,
    query: { maxRecords: PART_ROWS, ...(job.locator === null ? {} : { locator: job.locator }) },
    headers: { Accept: "text/csv" },
    expects: "stream",
    ...signalOf(query),
  });
  if (answer.status >= 300 && resumed) return "unknown";
  if (answer.status >= 300) throw refusedQuery(api, query.label, answer);
  const told = answer.headers.get("sforce-locator")?.trim();
  const next = told === undefined || told === "null" || told === "" ? "end" : { ...job, locator: told };
  let count = 0;
  let held: readonly Row[] = [];
  if (answer.body !== null) {
    for await (const rows of csvRows({ name: `${api.name}: ${query.label}`, body: answer.body })) {
      if (held.length > 0) yield { rows: held, total, next: null };
      held = rows;
      count += rows.length;
    }
  }
  const promised = answer.headers.get("sforce-numberofrecords") ?? "no number";
  if (promised !== String(count)) throw failed(api, query, `${count} rows came of ${promised}`);
  yield { rows: held, total, next };
  return next;
}

/** How many rows it has, null if that is not told; `unknown` when there is no such job any more. */
async function untilDone(api: SalesforceApi, { job, query, resumed }: JobToRead): Promise<number | null | "unknown"> {
  const { world } = api.context;
  for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 1.6, LONGEST_LOOK)) {
    const answer = await api.send({
      path: `/jobs/query/${job.id}`,
      version: job.version,
      label: `${query.label}, job`,
      ...signalOf(query),
    });
    if (answer.status >= 300 && resumed && refusalOf(answer).code === "NOT_FOUND") return "unknown";
    if (answer.status >= 300) throw refusedQuery(api, query.label, answer);
    const told = recordOf(answer.json);
    const state = told?.["state"];
    const count = told?.["numberRecordsProcessed"];
    if (state === "JobComplete") return typeof count === "number" ? count : null;
    if ((state === "Failed" || state === "Aborted") && resumed) return "unknown";
    if (state === "Failed" || state === "Aborted") {
      const why = typeof told?.["errorMessage"] === "string" ? snippet(told["errorMessage"], (text) => text) : "";
      throw failed(api, query, state === "Aborted" ? "it was aborted in Salesforce" : `it failed: “${why}”`);
    }
    if (state !== "UploadComplete" && state !== "InProgress") throw failed(api, query, "its state is not known");
    await world.sleep(wait, query.signal ?? world.signal);
  }
}

function signalOf({ signal }: PagedQuery): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function failed(api: SalesforceApi, { label }: PagedQuery, what: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${api.name}: ${label}: the bulk job cannot be read: ${what}`, {
    recovery: "retry",
    hint: "sync again: a new job is made; if it stays so, set bulk_from in smac.yml to a large number to read by pages",
  });
}
