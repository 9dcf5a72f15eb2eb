import { useQuery, useQueryClient } from "@tanstack/react-query";
import { use, useCallback, useEffect } from "react";
import type { Answered, AnswerOf, GetPath, ParamsOf } from "./ask.ts";
import { AskerContext } from "./asker.ts";
import { aheadRetry, giveUpAhead } from "./ahead.ts";
import { useDataVersion } from "./data-version.ts";
import { ProblemError } from "./problem-error.ts";
import type { Problem } from "./schema.ts";

/**
 * How a question stands. Data of the question before stays until the next is there, as long as both are about
 * the same definition and kind of period: numbers of another must not stand under its name.
 */
export interface Asking<T> {
  readonly data: T | null;
  readonly problem: Problem | null;
  /** Whether an answer is under way. */
  readonly waiting: boolean;
  /** Whether `data` answers an earlier question. */
  readonly earlier: boolean;
  readonly cancelled: boolean;
  readonly cancel: () => void;
  readonly retry: () => void;
}

/** Choices of a question. */
export interface AnswerOptions {
  /** False: not asked yet. */
  readonly when?: boolean;
  readonly path?: Readonly<Record<string, string>>;
}

/**
 * Asks questions ahead, one after the other, so that their answers are there when they are wanted. When it ends, the one
 * under way is given up, unless it is asked in earnest by then.
 */
export function useAhead(): <P extends GetPath>(path: P, all: readonly ParamsOf<P>[]) => () => void {
  const version = useDataVersion();
  const client = useQueryClient();
  const { ask } = use(AskerContext);
  return useCallback(
    (path, all) => {
      let stopped = false;
      let giveUp = (): void => undefined;
      void (async () => {
        for (const params of all) {
          if (stopped) return;
          const queryKey = [path, params, {}, version];
          giveUp = () => giveUpAhead(client, queryKey);
          const queryFn = ({ signal }: { readonly signal: AbortSignal }) => answered(ask(path, params, { signal }));
          await client.query({ queryKey, queryFn, retry: aheadRetry(client, queryKey) }).catch(() => undefined);
        }
      })();
      return () => {
        stopped = true;
        // Only after the page has drawn does it say which questions it asks.
        setTimeout(giveUp);
      };
    },
    [client, version, ask],
  );
}

/**
 * Asks a question for as long as the part that needs it is shown, and again when the data change.
 * @example const report = useAnswer("/api/v1/report", { ...setting.base, from: "2026-10" });
 */
export function useAnswer<P extends GetPath>(
  path: P,
  params: ParamsOf<P>,
  { when = true, path: named = {} }: AnswerOptions = {},
): Asking<AnswerOf<P>> {
  const version = useDataVersion();
  const client = useQueryClient();
  const { ask, told } = use(AskerContext);
  const queryKey = [path, params, named, version];
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (when) told?.(path, params);
    // The key says all that the question says.
  }, [told, when, key]);
  const query = useQuery<AnswerOf<P>>({
    queryKey,
    enabled: when,
    placeholderData: (before, query) => (isAlike(query?.queryKey[1], params) ? before : undefined),
    queryFn: ({ signal }) => answered(ask(path, params, { signal, path: named })),
  });
  return {
    data: query.data ?? null,
    problem: problemOf(query.error),
    waiting: query.fetchStatus === "fetching",
    earlier: query.isPlaceholderData,
    cancelled: when && query.fetchStatus === "idle" && query.status === "pending",
    cancel: () => void client.cancelQueries({ queryKey }),
    retry: () => void query.refetch(),
  };
}

async function answered<T>(asking: Promise<Answered<T>>): Promise<T> {
  const answer = await asking;
  if (answer.ok) return answer.data;
  throw new ProblemError(answer.problem, answer.retryAfter);
}

/** The API's words for an error of a query; null where there is none. */
export function problemOf(error: Error | null): Problem | null {
  if (error === null) return null;
  if (error instanceof ProblemError) return error.problem;
  return { type: "about:blank", title: "Error", status: 0, code: "PAGE_ERROR", detail: error.message };
}

function isAlike(before: unknown, params: unknown): boolean {
  const [a, b] = [before, params] as readonly (Readonly<Record<string, unknown>> | undefined)[];
  const family = (period: unknown): unknown => (String(period).startsWith("trailing:") ? "trailing" : period);
  return a?.["definition"] === b?.["definition"] && family(a?.["period"]) === family(b?.["period"]);
}
