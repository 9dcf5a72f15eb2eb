import { keepPreviousData, queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { aheadRetry, giveUpAhead } from "../../api/ahead.ts";
import { ask } from "../../api/ask.ts";
import { useDataVersion } from "../../api/data-version.ts";
import { ProblemError } from "../../api/problem-error.ts";
import { type Asking, problemOf } from "../../api/use-answer.ts";
import type { Row, Table } from "./asked-table.ts";

const pageSize = 200;

/** The lines of a table, read where they are looked at. */
export interface Rows {
  /** The first page, with the counts of all. */
  readonly first: Asking<Table>;
  /** The line at a place, from 0; null: not read yet. */
  readonly at: (index: number) => Row | null;
  /** Says which lines are looked at, both inclusive. */
  readonly look: (from: number, to: number) => void;
}

type Params = Readonly<Record<string, unknown>>;

/**
 * The lines of a table of any length: only the pages that are looked at are asked for, wherever they are. A cursor is
 * the number of lines before it and the version of the list, so that the page of any line can be asked for.
 */
export function useRows(params: Params): Rows {
  const version = useDataVersion();
  const client = useQueryClient();
  const [looked, setLooked] = useState<readonly [number, number]>([0, 0]);
  const asked = JSON.stringify(params);
  const key = keyOf(params, version);
  const first = useQuery({ ...firstPage(params, version), placeholderData: keepPreviousData });
  const data = first.data?.table ?? null;
  const earlier = first.data !== undefined && first.data.of !== asked;
  const list = data?.next?.replace(/^\d+/, "") ?? null;
  const last = data === null ? 0 : Math.ceil(data.count / pageSize) - 1;
  const wanted: number[] = [];
  const settled = !earlier && list !== null;
  for (let page = Math.max(1, looked[0]); settled && page <= Math.min(looked[1], last); page++) wanted.push(page);
  const pages = useQueries({
    queries: wanted.map((page) => ({
      queryKey: [...key, page],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        read({ ...params, limit: pageSize, cursor: `${page * pageSize}${list}` }, signal),
    })),
  });
  return {
    first: {
      data,
      problem: problemOf(first.error ?? pages.find((each) => each.error !== null)?.error ?? null),
      waiting: first.fetchStatus === "fetching",
      earlier,
      cancelled: first.fetchStatus === "idle" && first.status === "pending",
      cancel: () => void client.cancelQueries({ queryKey: key }),
      retry: () => {
        void first.refetch();
        for (const each of pages) if (each.error !== null) void each.refetch();
      },
    },
    at(index) {
      const page = Math.floor(index / pageSize);
      const from = page === 0 ? data : pages[wanted.indexOf(page)]?.data;
      return from?.clusters[index - page * pageSize] ?? null;
    },
    look(from, to) {
      const next = [Math.floor(from / pageSize), Math.floor(to / pageSize)] as const;
      if (next[0] !== looked[0] || next[1] !== looked[1]) setLooked(next);
    },
  };
}

/** Asks for the first lines of a table before they are wanted; gives what gives them up again. */
export function useRowsAhead(): (params: Params) => () => void {
  const version = useDataVersion();
  const client = useQueryClient();
  return useCallback(
    (params) => {
      const question = firstPage(params, version);
      void client.query({ ...question, retry: aheadRetry(client, question.queryKey) }).catch(() => undefined);
      return () => giveUpAhead(client, question.queryKey);
    },
    [client, version],
  );
}

function keyOf(params: Params, version: string): readonly unknown[] {
  return ["table", JSON.stringify(params), version];
}

function firstPage(params: Params, version: string) {
  return queryOptions({
    queryKey: [...keyOf(params, version), 0],
    queryFn: async ({ signal }) => ({
      of: JSON.stringify(params),
      table: await read({ ...params, limit: pageSize }, signal),
    }),
  });
}

async function read(params: Params, signal: AbortSignal): Promise<Table> {
  const answered = await ask("/api/v1/table", params, { signal });
  if (answered.ok) return answered.data;
  throw new ProblemError(answered.problem, answered.retryAfter);
}
