import { SmacError } from "../../errors.ts";
import { badAnswer, snippet, understood } from "./answer.ts";
import type { HttpAnswer, HttpPolicy, HttpRequest } from "./http.ts";
import type { NoAnswer } from "./no-answer.ts";
import type { Redact } from "./redact.ts";
import { askedToWait } from "./retry.ts";
import type { Incoming } from "./transport.ts";

/** What is to be done after one try of a call. */
export type Step =
  | { readonly is: "done"; readonly answer: HttpAnswer }
  | { readonly is: "failed"; readonly error: SmacError }
  | { readonly is: "sign-in"; readonly error: SmacError }
  /** `after`: milliseconds that the service asks to wait; `error`: what is thrown when it is not made again. */
  | { readonly is: "again"; readonly after: number | null; readonly why: string; readonly error: SmacError };

/** What a try came to: the policy is asked about every answer that can be understood. */
export function judge(
  incoming: Incoming | NoAnswer,
  request: HttpRequest,
  context: { readonly policy: HttpPolicy; readonly redact: Redact; readonly now: number },
): Step {
  const { policy, redact } = context;
  const message = `${policy.name}: ${request.label}`;
  if (incoming.is === "none") return judgeNone(incoming, isRepeatable(request), message);
  const { answer, wrong } = understood(incoming, request.expects ?? "json", redact);
  const failure = wrong === null ? null : badAnswer(message, answer, wrong.what);
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (failure !== null && isSuccess && wrong?.cutOff === true && isRepeatable(request))
    return { is: "again", after: null, why: "the answer was cut off", error: failure };
  if (failure !== null && (isSuccess || incoming.tooLarge)) return { is: "failed", error: failure };
  const verdict = policy.verdict(answer, request);
  if (verdict.is === "done") return failure === null ? { is: "done", answer } : { is: "failed", error: failure };
  if (verdict.is !== "again") return verdict;
  const why = snippet(verdict.why, redact);
  const error = busy(`${message}: HTTP ${answer.status}, ${why}`);
  const didNothing = answer.status === 429 || answer.status === 503;
  if (!isRepeatable(request) && !didNothing) return { is: "failed", error };
  return { is: "again", after: verdict.after ?? askedToWait(answer.headers, context.now), why, error };
}

/** The error for a call that got no answer. */
export function unreachable(message: string, none: NoAnswer): SmacError {
  const hint = none.sent ? "try again later" : "check the address of the service and the network";
  return new SmacError("SOURCE_UNREACHABLE", `${message}: ${none.why}`, { recovery: "retry", hint });
}

function judgeNone(none: NoAnswer, repeatable: boolean, message: string): Step {
  const error = unreachable(message, none);
  if (!none.again || (none.sent && !repeatable)) return { is: "failed", error };
  return { is: "again", after: null, why: none.why, error };
}

function isRepeatable(request: HttpRequest): boolean {
  return request.repeatable ?? (request.method ?? "GET") === "GET";
}

function busy(message: string): SmacError {
  return new SmacError("SOURCE_BUSY", message, {
    recovery: "retry",
    hint: "try again later; what was read is kept and the next sync goes on from there",
  });
}
