import type { Asked, Reply } from "../serve.ts";
import { refusal } from "./api-state.ts";
import type { ApiState, BulkJob } from "./api-state.ts";
import { momentText } from "./moments.ts";
import { recordId } from "./org.ts";
import { runQuery } from "./run-query.ts";
import { parseSoql } from "./soql-text.ts";

const walk = ["UploadComplete", "InProgress", "JobComplete"];

/** The answer about bulk jobs; null: the call is about something else. */
export function bulkAnswer(
  state: ApiState,
  asked: Asked,
  { version, rest }: { readonly version: string; readonly rest: string },
): Reply | null {
  if (rest === "/jobs/query" && asked.method === "POST") return made(state, asked, version);
  const [, id = "", results] = /^\/jobs\/query\/(\w+)(\/results)?$/.exec(rest) ?? [];
  if (id === "") return null;
  const job = state.jobs.get(id);
  if (job === undefined) return refusal(404, "NOT_FOUND", "The requested resource does not exist");
  if (results === undefined) {
    const reply = { json: told(job) };
    job.state = walk[walk.indexOf(job.state) + 1] ?? job.state;
    return reply;
  }
  if (job.version !== version) return refusal(409, "INVALIDVERSION", "the job was made in another version");
  if (job.state !== "JobComplete") return refusal(400, "INVALIDJOBSTATE", "the job is not complete");
  return part(state, asked, job);
}

function made(state: ApiState, { body }: Asked, version: string): Reply {
  const given = JSON.parse(body) as Record<string, string>;
  const query = parseSoql(given["query"] ?? "");
  if (query.select === null) return refusal(400, "INVALIDJOB", "aggregate functions are not supported in bulk");
  const result = runQuery(state.org, query, given["operation"] === "queryAll");
  if (!result.object.bulk)
    return refusal(400, "INVALIDENTITY", `Entity '${result.object.name}' is not supported by the Bulk API.`);
  const id = recordId("750", state.jobs.size + 1);
  const job: BulkJob = {
    id,
    version,
    operation: given["operation"] ?? "query",
    created: momentText(state.now()),
    result,
    state: "UploadComplete",
    errorMessage: null,
  };
  state.jobs.set(id, job);
  return { json: told(job) };
}

function told({ id, operation, created, result, state, version, errorMessage }: BulkJob): unknown {
  return {
    id,
    operation,
    object: result.object.name,
    createdDate: created,
    systemModstamp: created,
    state,
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: Number(version),
    lineEnding: "LF",
    columnDelimiter: "COMMA",
    ...(state === "UploadComplete" ? {} : { jobType: "V2Query", numberRecordsProcessed: result.records.length }),
    ...(errorMessage === null ? {} : { errorMessage }),
  };
}

function part(state: ApiState, { query }: Asked, { result }: BulkJob): Reply {
  const from = Number(query.get("locator") ?? 0);
  const most = Math.min(Number(query.get("maxRecords") ?? 50_000), state.pageRows * 25);
  if (!Number.isInteger(from) || from < 0 || from > result.records.length)
    return refusal(400, "INVALIDLOCATOR", "the locator is not valid");
  const columns = result.columns ?? [];
  const rows = result.records.slice(from, from + most);
  const lines = rows.map((record) => columns.map(({ read, field }) => cell(read(record), field.type)).join(","));
  const to = from + rows.length;
  return {
    text: `${[columns.map(({ path }) => `"${path}"`).join(","), ...lines].join("\n")}\n`,
    headers: {
      "content-type": "text/csv; charset=UTF-8",
      "sforce-numberofrecords": String(rows.length),
      "sforce-locator": to < result.records.length ? String(to) : "null",
    },
  };
}

function cell(value: string | number | boolean | null, type: string): string {
  if (value === null) return `""`;
  if (type === "datetime") return `"${String(value).replace("+0000", "Z")}"`;
  if (typeof value === "number" && type !== "int") return `"${Number.isInteger(value) ? value.toFixed(1) : value}"`;
  return `"${String(value).replaceAll('"', '""')}"`;
}
