import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { ask } from "./ask.ts";
import type { Problem, Project } from "./schema.ts";

/** The version of the data that every figure on the page shows. */
export const DataVersion = createContext("");

/** The version of the data; another one asks every question of the page again, together. */
export function useDataVersion(): string {
  return useContext(DataVersion);
}

/** The project, and the version of its data, asked again every half minute. */
export interface Watched {
  readonly project: Project | null;
  readonly version: string;
  readonly problem: Problem | null;
  /** When the server last answered, in milliseconds. */
  readonly heard: number;
  readonly retry: () => void;
}

/** Watches the data: an import or a sync elsewhere shows on the page by itself. */
export function useWatchedData(): Watched {
  const query = useQuery({
    queryKey: ["watched"],
    refetchInterval: 30_000,
    queryFn: ({ signal }) => ask("/api/v1/project", {}, { signal }),
  });
  const answered = query.data;
  const project = answered?.ok === true ? answered.data : null;
  return {
    project,
    version: project?.data_version ?? "",
    problem: answered?.ok === false ? answered.problem : null,
    heard: query.dataUpdatedAt,
    retry: () => void query.refetch(),
  };
}
