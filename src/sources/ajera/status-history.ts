import { dayOf } from "../../time/day.ts";
import type { Json, Row } from "../kit/row.ts";
import type { Content } from "./answer.ts";
import { dayIn, dayText, momentText } from "./dates.ts";
import type { WholeProject } from "./projects.ts";

/** A status of a project, and since when. */
export interface StatusStep {
  readonly status: string;
  /** ISO 8601; without an offset where Ajera wrote none. */
  readonly at: string;
  /** Seen to change between two syncs, or worked out from dates of the first one. */
  readonly how: "observed" | "reconstructed";
}

/** What is known of a project's statuses. */
export interface KnownProject {
  readonly clients: readonly number[];
  /** Oldest first; the last is the status at the last look. */
  readonly steps: readonly StatusStep[];
}

/** Statuses of a project whose client can be, or could be, invoiced. */
export const runningStatuses = ["Active", "WorkHold", "BillingHold"] as const;
const isRunning = (status: string): boolean => (runningStatuses as readonly string[]).includes(status);

/**
 * The statuses that a project probably had when it is first seen, since Ajera
 * keeps no history. A date of modification says when a status began at the
 * latest; the start of work when a project was active; a phase in status
 * Marketing that the project began as one.
 */
export function reconstructed({ project, phases }: WholeProject, now: string): StatusStep[] {
  const status = textIn(project, "Status");
  const steps: StatusStep[] = [];
  const add = (name: string, at: string | null): void => {
    if (at !== null) steps.push({ status: name, at: earliest([at, now]) ?? now, how: "reconstructed" });
  };
  const modified = momentText(project["LastModifiedDate"]);
  const known = earliest([modified, ...phases.map((phase) => momentText(phase["LastModifiedDate"]))]);
  const marketing = phases.filter((phase) => textIn(phase, "Status") === "Marketing");
  const pursued = earliest(marketing.map((phase) => momentText(phase["LastModifiedDate"])));
  if (status !== "Marketing") add("Marketing", pursued);
  if (status === "Marketing" || status === "Preliminary") add(status, known);
  else {
    const started = startOf(project, phases, now) ?? (isRunning(status) ? modified : null);
    add("Active", started);
    if (status === "Closed") add(status, dayText(project["ActualCompletionDate"]) ?? modified);
    else if (status !== "Active") add(status, modified);
  }
  if (steps.at(-1)?.status !== status && status !== "") steps.push({ status, at: now, how: "observed" });
  return steps;
}

/**
 * The step to a status that is seen for the first time: at the project's last
 * modification where that lies between the two looks, else at the second.
 */
export function observed(
  { project }: WholeProject,
  status: string,
  look: { readonly last: string; readonly now: string },
): StatusStep {
  const modified = momentText(project["LastModifiedDate"]);
  const [at, from, to] = [dayIn(modified), dayIn(look.last), dayIn(look.now)];
  const fits = at !== null && from !== null && to !== null && at >= from - 1 && at <= to + 1;
  return { status, at: fits && modified !== null ? modified : look.now, how: "observed" };
}

/** The rows of the stream `project_statuses` that tell of a project. */
export function statusRows(key: number, { clients, steps }: KnownProject): Row[] {
  const of: readonly (number | null)[] = clients.length === 0 ? [null] : clients;
  return of.flatMap((client) =>
    steps.map(({ status, at, how }) => ({
      RowKey: [key, client ?? "-", status, at].join("/"),
      ProjectKey: key,
      ClientKey: client,
      status,
      at,
      how,
    })),
  );
}

/** What is known, as short as a cursor should be. */
export function packed({ clients, steps }: KnownProject): Json {
  return [clients, steps.map(({ status, at, how }) => [status, at, how === "observed" ? "o" : "r"])];
}

/** What a cursor holds of a project; null when it cannot be read. */
export function unpacked(json: Json | undefined): KnownProject | null {
  if (!Array.isArray(json)) return null;
  const [clients, steps] = json as readonly Json[];
  if (!Array.isArray(clients) || !Array.isArray(steps)) return null;
  return {
    clients: (clients as readonly Json[]).filter((client) => typeof client === "number"),
    steps: (steps as readonly Json[]).flatMap((step) => {
      const [status, at, how] = Array.isArray(step) ? (step as readonly Json[]) : [];
      if (typeof status !== "string" || typeof at !== "string") return [];
      return [{ status, at, how: how === "o" ? ("observed" as const) : ("reconstructed" as const) }];
    }),
  };
}

/** When work began; a planned start counts once it has passed and the project has gone on since. */
function startOf(project: Content, phases: readonly Content[], now: string): string | null {
  const working = phases.filter((phase) => textIn(phase, "Status") !== "Marketing");
  const begun = earliest([project, ...working].map((row) => dayText(row["ActualStartDate"])));
  if (begun !== null) return begun;
  const planned = dayText(project["EstimatedStartDate"]);
  return isRunning(textIn(project, "Status")) && planned !== null && planned <= now ? planned : null;
}

function earliest(moments: readonly (string | null)[]): string | null {
  return moments.reduce<string | null>((first, at) => {
    if (at === null) return first;
    return first === null || sortable(at) < sortable(first) ? at : first;
  }, null);
}

// As good as offsets that differ by hours allow.
function sortable(at: string): number {
  const day = dayIn(at) ?? dayOf(9999, 12, 31);
  const clock = /T(\d{2}):(\d{2})/.exec(at);
  return day * 1440 + (clock === null ? 0 : Number(clock[1]) * 60 + Number(clock[2]));
}

function textIn(row: Content, name: string): string {
  const value = row[name];
  return typeof value === "string" ? value.trim() : "";
}
