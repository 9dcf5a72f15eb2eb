import { QueryCache, QueryClient } from "@tanstack/react-query";
import { usualRetry } from "./ahead.ts";
import { ProblemError } from "./problem-error.ts";

/** The page's memory of answers: what may pass by itself is asked again, after as long as the server said. */
export function makeClient(): QueryClient {
  const queryCache = new QueryCache({
    // A question that nobody answers: whether the server is there at all is looked at now, not half a minute later.
    onError(error) {
      if (error instanceof ProblemError && error.problem.status === 0)
        void client.invalidateQueries({ queryKey: ["watched"] });
    },
  });
  const client: QueryClient = new QueryClient({
    queryCache,
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        retry: usualRetry,
        retryDelay: (times, error) =>
          error instanceof ProblemError && error.retryAfter !== null ? error.retryAfter * 1000 : 500 * 2 ** times,
      },
    },
  });
  return client;
}
