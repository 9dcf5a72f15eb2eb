import type { Problem } from "./schema.ts";

/** What the API says is wrong, as an error for the query's bookkeeping. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly retryAfter: number | null;
  constructor(problem: Problem, retryAfter: number | null) {
    super(problem.detail);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}
