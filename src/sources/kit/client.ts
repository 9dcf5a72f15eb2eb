import { setMaxListeners } from "node:events";
import { SmacError } from "../../errors.ts";
import type { CallEvent, HttpAnswer, HttpClient, HttpPolicy, HttpRequest, HttpWorld } from "./http.ts";
import { judge, unreachable } from "./judge.ts";
import type { Step } from "./judge.ts";
import type { NoAnswer } from "./no-answer.ts";
import { outgoing } from "./outgoing.ts";
import { pace } from "./pace.ts";
import type { Pace } from "./pace.ts";
import { redactor } from "./redact.ts";
import type { Redact } from "./redact.ts";
import { backoff } from "./retry.ts";
import { joined, unlessAborted } from "./signals.ts";
import { signedIn } from "./signed-in.ts";
import type { SharedSignIn, SignedHeaders } from "./signed-in.ts";
import { transmit } from "./transport.ts";

/** The longest wait for one call, milliseconds: who asks for more is left alone until the next run. */
const LONGEST_WAIT = 10 * 60_000;
const DAY = 86_400_000;

/**
 * A client for one service, with its manners: calls are paced, signed in,
 * ended when they take too long, and made again where that does no harm and can
 * help. Only https is spoken, but to this machine itself; redirects to other
 * hosts are refused; no message holds a secret or an address.
 *
 * @example
 * ```ts
 * const client = httpClient({ name: "books (Zoho Books)", verdict, limits, secrets: () => [token] }, world);
 * const { json } = await client.send({ url: `${root}/invoices`, label: "invoices, page 1", query: { page: "1" } });
 * ```
 */
export function httpClient(policy: HttpPolicy, world: HttpWorld): HttpClient {
  const line: Line = {
    policy,
    world,
    redact: redactor(policy.secrets),
    pace: pace(policy.limits, world),
    session: signedIn(policy.signIn, world.now),
    closed: { until: Number.NEGATIVE_INFINITY },
  };
  return {
    async send(request) {
      const signals = request.signal === undefined ? [world.signal] : [world.signal, request.signal];
      // As many calls may wait for it as there are.
      setMaxListeners(0, ...signals);
      const { signal, end } = joined(signals);
      try {
        return await untilContent({ ...line, request, signals, signal });
      } catch (error) {
        throw error instanceof SmacError ? withoutSecrets(error, line.redact) : error;
      } finally {
        end();
      }
    },
  };
}

// What all calls of a client share.
interface Line {
  readonly policy: HttpPolicy;
  readonly world: HttpWorld;
  readonly redact: Redact;
  readonly pace: Pace;
  readonly session: SharedSignIn;
  /** Until when the service wants no calls, longer than is waited for; microseconds since 1970 UTC. */
  readonly closed: { until: number };
}

interface Call extends Line {
  readonly request: HttpRequest;
  readonly signals: readonly AbortSignal[];
  readonly signal: AbortSignal;
}

async function untilContent(call: Call): Promise<HttpAnswer> {
  const { request, session, world } = call;
  let signedAgain = false;
  let tries = 1;
  for (;;) {
    call.signal.throwIfAborted();
    const signed = request.signedIn === false ? null : await unlessAborted(session.headers(), call.signal);
    const { step, event } = await attempt(call, signed);
    const waits = step.is === "again" ? waitBefore(step, tries, call) : null;
    world.onCall?.({ ...event, waits });
    if (step.is === "done") return step.answer;
    if (step.is === "sign-in" && signed !== null && !signedAgain && session.refused(signed)) signedAgain = true;
    else if (waits !== null) {
      tries++;
      await world.sleep(waits, call.signal);
    } else throw step.is === "again" ? givenUp(step, tries) : step.error;
  }
}

async function attempt(
  call: Call,
  signed: SignedHeaders | null,
): Promise<{ readonly step: Step; readonly event: Omit<CallEvent, "waits"> }> {
  const { policy, request, world, redact } = call;
  const ready = outgoing(request, policy.name, signed?.headers ?? {});
  const broken = (none: NoAnswer): SmacError => withoutSecrets(unreachable(ready.message, none), redact);
  const leave = await call.pace.enter(call.signal);
  try {
    const begun = world.now();
    if (begun < call.closed.until) throw closedNow(ready.message, call.closed.until - begun);
    policy.mayCall?.();
    const context = { fetch: world.fetch, limits: policy.limits, signals: call.signals, broken };
    const incoming = await transmit(ready, context);
    const now = world.now();
    const step = judge(incoming, request, { policy, redact, now });
    // Before the next call may leave.
    if (step.is === "again" && step.after !== null) heed(step.after, call, now);
    const event = {
      label: request.label,
      status: incoming.is === "answer" ? incoming.status : null,
      milliseconds: Math.max(0, Math.round((now - begun) / 1000)),
      why: step.is === "again" ? step.why : step.is === "sign-in" ? "the sign-in has run out" : null,
    };
    return { step, event };
  } finally {
    leave();
  }
}

function heed(after: number, call: Call, now: number): void {
  if (after <= LONGEST_WAIT) call.pace.hold(after);
  else call.closed.until = now + Math.min(after, DAY) * 1000;
}

function closedNow(message: string, microseconds: number): SmacError {
  const minutes = Math.ceil(microseconds / 60_000_000);
  return new SmacError("SOURCE_BUSY", `${message}: not asked: the service wants no calls for ${minutes} minutes`, {
    recovery: "retry",
    hint: "sync again then; what was read is kept",
  });
}

// Milliseconds; null when the call is not made again.
function waitBefore(step: Step & { is: "again" }, tries: number, call: Call): number | null {
  const { random } = call.world;
  if (tries >= call.policy.limits.tries) return null;
  if (step.after === null) return backoff(tries, random);
  return step.after > LONGEST_WAIT ? null : step.after + backoff(1, random);
}

function givenUp(step: Step & { is: "again" }, tries: number): SmacError {
  const { error, after } = step;
  const asked = (after ?? 0) > LONGEST_WAIT ? `; it asks to wait ${Math.ceil((after ?? 0) / 60_000)} minutes` : "";
  const often = tries === 1 ? "" : ` (${tries} tries)`;
  return reworded(error, `${error.message}${often}${asked}`, error.hint);
}

function withoutSecrets(error: SmacError, redact: Redact): SmacError {
  return reworded(error, redact(error.message), error.hint === undefined ? undefined : redact(error.hint));
}

// Without its cause: that may hold what must not be shown.
function reworded(error: SmacError, message: string, hint: string | undefined): SmacError {
  const { recovery, at } = error;
  return new SmacError(error.code, message, {
    recovery,
    ...(hint === undefined ? {} : { hint }),
    ...(at === undefined ? {} : { at }),
  });
}
