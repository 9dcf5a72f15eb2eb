import { SmacError } from "../../errors.ts";
import { formatDay } from "../../time/day.ts";
import { formatInstant } from "../../time/instant.ts";
import type { Batch, ReadRequest } from "../kit/source.ts";
import type { Json, Row } from "../kit/row.ts";
import { dayIn } from "./dates.ts";
import type { AjeraReader } from "./reader.ts";
import { clientsOf } from "./projects.ts";
import type { WholeProject } from "./projects.ts";
import { projectKeys, projectStatuses, wholeProjectsOf } from "./read-projects.ts";
import { latest } from "./records.ts";
import { observed, packed, reconstructed, statusRows, unpacked } from "./status-history.ts";
import type { KnownProject } from "./status-history.ts";

interface Look {
  /** When it was, ISO 8601. */
  readonly at: string;
  readonly modified: string | null;
  readonly projects: ReadonlyMap<number, KnownProject>;
}

/**
 * Statuses of projects with the moment from which they hold. The first sync
 * works out what dates allow; each further one compares with the look before,
 * which the cursor holds, since Ajera forgets what a status was.
 */
export async function* readStatuses(reader: AjeraReader, request: ReadRequest): AsyncGenerator<Batch, void, undefined> {
  const last = lookIn(request.cursor);
  const now = formatInstant(Math.floor(reader.now() / 1_000_000) * 1_000_000);
  const today = await statusesNow(reader);
  if (today.size === 0 && (last?.projects.size ?? 0) > 0) throw noProjects(reader.name, last?.projects.size ?? 0);
  const touched = await modifiedSince(reader, last);
  const projects = new Map(last?.projects);
  const missing = [...projects.keys()].filter((key) => !today.has(key));
  const changed = [...today].filter(([key, status]) => projects.get(key)?.steps.at(-1)?.status !== status);
  const wanted = new Set([...changed.map(([key]) => key), ...missing, ...(request.full ? today.keys() : touched)]);
  const keys = [...wanted].toSorted((a, b) => a - b);
  const found = new Set<number>();
  let modified = last?.modified ?? null;
  // Kept until the end: a moment that is told twice would be two moments.
  const news = { rows: [] as Row[], gone: [] as Row[] };
  for await (const batch of wholeProjectsOf(reader, keys)) {
    for (const whole of batch) {
      found.add(whole.key);
      const before = projects.get(whole.key) ?? null;
      const after = known(whole, before, { last, now });
      projects.set(whole.key, after);
      tell(news, whole.key, { before, after, all: request.full });
    }
    modified = latest(
      modified,
      batch.flatMap(({ project, phases }) => [project, ...phases]),
    );
  }
  const gone = [...news.gone, ...missing.filter((key) => !found.has(key)).flatMap((key) => forgotten(projects, key))];
  const cursor = {
    at: now,
    modified,
    projects: Object.fromEntries([...projects].map(([key, one]) => [key, packed(one)])),
  };
  yield { rows: news.rows, gone, cursor };
}

/** The status of every project: asked for one status after the other, since lists do not say it. */
async function statusesNow(reader: AjeraReader): Promise<Map<number, string>> {
  const statuses = new Map<number, string>();
  for (const status of projectStatuses) {
    for (const key of await projectKeys(reader, { FilterByStatus: [status] })) statuses.set(key, status);
  }
  return statuses;
}

/** Projects whose clients may have changed. */
async function modifiedSince(reader: AjeraReader, last: Look | null): Promise<number[]> {
  if (last === null || last.modified === null) return [];
  const from = dayIn(last.modified);
  if (from === null) return [];
  return projectKeys(reader, { FilterByEarliestModifiedDate: formatDay(from - 2) });
}

/** What was observed cannot be read again: it is not thrown away for an answer that may be a mistake. */
function noProjects(name: string, before: number): SmacError {
  return new SmacError(
    "SOURCE_BAD_ANSWER",
    `${name}: ListProjects lists no project any more, and it listed ${before}`,
    {
      recovery: "retry",
      hint: "check what the API user may see; the statuses that were observed are kept",
    },
  );
}

function known(
  whole: WholeProject,
  before: KnownProject | null,
  look: { readonly last: Look | null; readonly now: string },
): KnownProject {
  const clients = clientsOf(whole);
  const { now } = look;
  const value = whole.project["Status"];
  const status = typeof value === "string" ? value.trim() : "";
  if (before === null && look.last === null) return { clients, steps: reconstructed(whole, now) };
  if (status === "" || before?.steps.at(-1)?.status === status) return { clients, steps: before?.steps ?? [] };
  const step = observed(whole, status, { last: look.last?.at ?? now, now });
  return { clients, steps: [...(before?.steps ?? []), step] };
}

/** What is new of a project, and what no longer holds. */
function tell(
  news: { readonly rows: Row[]; readonly gone: Row[] },
  key: number,
  about: { readonly before: KnownProject | null; readonly after: KnownProject; readonly all: boolean },
): void {
  const { before, after, all } = about;
  const stood = new Set(before === null || all ? [] : statusRows(key, before).map((row) => row["RowKey"]));
  news.rows.push(...statusRows(key, after).filter((row) => !stood.has(row["RowKey"])));
  if (before !== null) news.gone.push(...vanished(key, before, after));
}

function vanished(key: number, before: KnownProject, after: KnownProject): Row[] {
  const stands = new Set(statusRows(key, after).map((row) => row["RowKey"]));
  return keysOfRows(statusRows(key, before)).filter((row) => !stands.has(row["RowKey"] ?? null));
}

function forgotten(projects: Map<number, KnownProject>, key: number): Row[] {
  const rows = keysOfRows(statusRows(key, projects.get(key) ?? { clients: [], steps: [] }));
  projects.delete(key);
  return rows;
}

function keysOfRows(rows: readonly Row[]): { readonly RowKey: Json }[] {
  return rows.map((row) => ({ RowKey: row["RowKey"] ?? null }));
}

function lookIn(cursor: Json): Look | null {
  const look = cursor as { readonly at?: Json; readonly modified?: Json; readonly projects?: Json } | null;
  if (typeof look?.at !== "string" || typeof look.projects !== "object" || look.projects === null) return null;
  const projects = new Map<number, KnownProject>();
  for (const [key, json] of Object.entries(look.projects as Readonly<Record<string, Json>>)) {
    const one = unpacked(json);
    if (one !== null) projects.set(Number(key), one);
  }
  return { at: look.at, modified: typeof look.modified === "string" ? look.modified : null, projects };
}
