import type { Facts } from "../query/facts.ts";
import type { Needs, Question } from "../query/question.ts";
import type { Clock } from "./bucket.ts";

/** Everything the compiler is given beside the question. */
export interface Setting {
  readonly question: Question;
  readonly facts: Facts;
  readonly needs: Needs;
  readonly clock: Clock;
  /** Whether several servers share the work, so that each counts the keys that are its own (`of_this_shard`). */
  readonly parted?: boolean;
}
