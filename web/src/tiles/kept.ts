import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type Answered, ask } from "../api/ask.ts";
import { change } from "../api/change.ts";
import type { DashboardFile, Problem } from "../api/schema.ts";
import { ProblemError } from "../api/problem-error.ts";
import { problemOf } from "../api/use-answer.ts";
import { type Dashboard, slugOf, type Tile } from "./dashboard.ts";

/** A dashboard's file, as it was read last. */
export interface OpenFile {
  readonly file: DashboardFile;
  /** Reads it anew; null: it cannot be read. */
  readonly read: () => Promise<DashboardFile | null>;
  /** Takes what was written as what is there. */
  readonly put: (file: DashboardFile) => void;
}

/** A dashboard's file as the server has it now: read anew whenever the window is looked at again. */
export function useDashboardFile(name: string): {
  readonly open: OpenFile | null;
  readonly problem: Problem | null;
  readonly retry: () => void;
} {
  const client = useQueryClient();
  const queryKey = ["dashboard", name];
  const query = useQuery({
    queryKey,
    staleTime: 0,
    refetchOnWindowFocus: true,
    queryFn: async ({ signal }) => {
      const answered = await ask("/api/v1/dashboards/{name}", {}, { signal, path: { name } });
      if (answered.ok) return answered.data;
      throw new ProblemError(answered.problem, answered.retryAfter);
    },
  });
  const read = async (): Promise<DashboardFile | null> => (await query.refetch()).data ?? null;
  const put = (file: DashboardFile): void => {
    client.setQueryData(queryKey, file);
    void client.invalidateQueries({ queryKey: ["/api/v1/dashboards"] });
  };
  return {
    open: query.data === undefined ? null : { file: query.data, read, put },
    problem: query.data === undefined ? problemOf(query.error) : null,
    retry: () => void query.refetch(),
  };
}

/**
 * Writes a dashboard over the version that was read; null: as a new one.
 * A version that somebody else changed meanwhile is refused with status 412.
 */
export async function writeDashboard(
  name: string,
  value: Dashboard,
  over: string | null,
): Promise<Answered<DashboardFile>> {
  const headers: Readonly<Record<string, string>> =
    over === null ? { "if-none-match": "*" } : { "if-match": `"${over}"` };
  return change("PUT", "/api/v1/dashboards/{name}", { path: { name }, body: value, headers });
}

/** Writes a new dashboard under the first free name that its title allows. */
export async function createDashboard(value: Dashboard): Promise<Answered<DashboardFile>> {
  const base = slugOf(value.title) || "dashboard";
  for (let number = 1; ; number++) {
    const answered = await writeDashboard(number === 1 ? base : `${base}-${number}`, value, null);
    if (answered.ok || answered.problem.status !== 412 || number >= 50) return answered;
  }
}

/** Deletes the version of a dashboard that was read. */
export async function deleteDashboard(name: string, version: string): Promise<Answered<DashboardFile>> {
  return change("DELETE", "/api/v1/dashboards/{name}", { path: { name }, headers: { "if-match": `"${version}"` } });
}

/** Adds something to a dashboard as it is now; who changed it meanwhile loses nothing. */
export async function changeDashboard(
  name: string,
  next: (value: Dashboard) => Dashboard,
): Promise<Answered<DashboardFile>> {
  for (let turn = 0; ; turn++) {
    const read = await ask("/api/v1/dashboards/{name}", {}, { path: { name } });
    if (!read.ok) return read;
    const written = await writeDashboard(name, next(read.data.value), read.data.version);
    if (written.ok || written.problem.status !== 412 || turn >= 3) return written;
  }
}

/** The tiles that a new dashboard can start with. */
export const usualTiles: readonly Tile[] = [
  { id: "active", kind: "number", show: "/", column: 1, row: 1, width: 4, height: 4 },
  {
    id: "text",
    kind: "text",
    title: "What to look at",
    text: "Write here what matters first. **Strong**, *emphasis*, lists and [links](/why) work.",
    column: 1,
    row: 5,
    width: 4,
    height: 4,
  },
  { id: "trend", kind: "figure", show: "/trend", column: 5, row: 1, width: 8, height: 8 },
  { id: "why", kind: "figure", show: "/why", column: 1, row: 9, width: 7, height: 8 },
  { id: "support", kind: "table", show: "/clusters?rank=support", column: 8, row: 9, width: 5, height: 8 },
];
