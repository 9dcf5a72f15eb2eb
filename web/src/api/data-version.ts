import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect } from "react";
import { ask } from "./ask.ts";
import type { Problem, Project } from "./schema.ts";

/** The version of the data that every figure on the page shows. */
export const DataVersion = createContext("");

/** The version of the data; another one asks every question of the page again, together. */
export function useDataVersion(): string {
  return useContext(DataVersion);
}

const [often, usually] = [4000, 30_000];

/** The project, and the version of its data, asked again every half minute; every four seconds while there is no answer. */
export interface Watched {
  readonly project: Project | null;
  readonly version: string;
  readonly problem: Problem | null;
  /** When the server last answered, in milliseconds; null: it never did. */
  readonly heard: number | null;
  readonly retry: () => void;
}

/** What the last question for the project came to. */
interface Heard {
  readonly problem: Problem | null;
  readonly project: Project | null;
  readonly heard: number | null;
}

const unheard: Heard = { problem: null, project: null, heard: null };

/** Watches the data: an import or a sync elsewhere shows on the page by itself, and so does a server that is back. */
export function useWatchedData(): Watched {
  const client = useQueryClient();
  const query = useQuery<Heard>({
    queryKey: ["watched"],
    refetchInterval: ({ state }) => ((state.data?.problem ?? null) === null ? usually : often),
    queryFn: async ({ signal }) => {
      const answered = await ask("/api/v1/project", {}, { signal });
      if (answered.ok) return { problem: null, project: answered.data, heard: Date.now() };
      // What was known of the project stays while the server is away.
      const before = client.getQueryData<Heard>(["watched"]) ?? unheard;
      return { ...before, problem: answered.problem };
    },
  });
  const { problem, project, heard } = query.data ?? unheard;
  const isThere = problem === null;
  useEffect(() => {
    // The server is back: what failed while it was away is asked again.
    if (isThere) void client.invalidateQueries({ predicate: ({ state }) => state.status === "error" });
  }, [client, isThere]);
  return { project, version: project?.data_version ?? "", problem, heard, retry: () => void query.refetch() };
}
