import { randomUUID } from "node:crypto";
import type { Connected } from "../project/connect-form.ts";
import { SmacError } from "../errors.ts";
import { type Problem, problemOf } from "./problem.ts";

/** A consent that a person gives in the browser of this computer, and what came of it. */
export interface Consent {
  readonly id: string;
  /** The service's page, to be opened in a browser. */
  readonly address: string;
  readonly state: "waiting" | "done" | "failed";
  readonly connected: Connected | null;
  readonly problem: Problem | null;
}

/** Shows where consent is given, waits for it, and connects; stops when the signal is aborted. */
export type ConsentWork = (show: (address: string) => void, signal: AbortSignal) => Promise<Connected>;

/** Consents of a server: one at a time, since the service's answer comes to one port. */
export interface Consents {
  /**
   * Begins one, once the one before has ended: its address is known, and it waits.
   *
   * @throws SmacErrors with what is wrong before anything can be shown.
   */
  begin(work: ConsentWork): Promise<Consent>;
  /** @throws SmacError `API_NOT_FOUND`: another was begun since, or the server. */
  named(id: string): Consent;
  /** Waits no longer; one that has ended stays as it is. @throws SmacError `API_NOT_FOUND` */
  stop(id: string): Promise<Consent>;
}

interface Waiting {
  consent: Consent | null;
  readonly stopper: AbortController;
  ended: Promise<void>;
}

/** None yet. `ending`: the server ends. */
export function openConsents(ending: AbortSignal): Consents {
  let last: Waiting | null = null;
  const found = (id: string): Waiting & { readonly consent: Consent } => {
    if (last?.consent?.id === id) return last as Waiting & { readonly consent: Consent };
    throw new SmacError("API_NOT_FOUND", "there is no such consent", {
      hint: "begin it anew: only the last one is waited for, until the server ends",
    });
  };
  const begun = async (work: ConsentWork): Promise<Consent> => {
    last?.stopper.abort(new SmacError("SOURCE_SIGN_IN", "another consent was begun", { hint: "go on with that one" }));
    await last?.ended;
    const stopper = new AbortController();
    const one: Waiting = { consent: null, stopper, ended: Promise.resolve() };
    last = one;
    return new Promise((resolve, reject) => {
      const told = (part: Partial<Consent>): void => {
        if (one.consent !== null) one.consent = { ...one.consent, ...part };
      };
      const show = (address: string): void => {
        one.consent = { id: randomUUID(), address, state: "waiting", connected: null, problem: null };
        resolve(one.consent);
      };
      one.ended = work(show, AbortSignal.any([stopper.signal, ending])).then(
        (connected) => told({ state: "done", connected }),
        (error: unknown) => {
          told({ state: "failed", problem: problemOf(error) });
          // Of use only to who still waits for the address.
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  };
  // One after the other, also when two are begun at once.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    begin(work) {
      const mine = turn.then(async () => begun(work));
      turn = mine.catch(() => undefined);
      return mine;
    },
    named: (id) => found(id).consent,
    async stop(id) {
      const one = found(id);
      one.stopper.abort(new SmacError("SOURCE_SIGN_IN", "the consent was cancelled", { hint: "nothing was kept" }));
      await one.ended;
      return found(id).consent;
    },
  };
}
