import { SmacError } from "../errors.ts";

/** Lets one at a time through, in the order they came; who no longer waits is passed over. */
export interface Queue {
  /**
   * Resolves when it is the caller's turn, with the function that ends it.
   *
   * @throws SmacError `API_BUSY` when it takes longer than the patience, `API_CANCELLED` when the signal is aborted.
   */
  take(signal: AbortSignal, patienceMilliseconds: number): Promise<() => void>;
  readonly waiting: number;
}

/** A queue in which nobody waits. */
export function openQueue(): Queue {
  const waiting: (() => void)[] = [];
  let taken = false;
  const end = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken = false;
    else next();
  };
  const once = (): (() => void) => {
    let ended = false;
    return () => {
      if (!ended) end();
      ended = true;
    };
  };
  return {
    get waiting() {
      return waiting.length;
    },
    take(signal, patienceMilliseconds) {
      if (signal.aborted) return Promise.reject(cancelled());
      if (!taken) {
        taken = true;
        return Promise.resolve(once());
      }
      return new Promise((resolve, reject) => {
        const leave = (error: SmacError): void => {
          const at = waiting.indexOf(go);
          if (at !== -1) waiting.splice(at, 1);
          done();
          reject(error);
        };
        const gone = (): void => leave(cancelled());
        const timer = setTimeout(() => leave(busy()), patienceMilliseconds);
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", gone);
        };
        const go = (): void => {
          done();
          resolve(once());
        };
        signal.addEventListener("abort", gone, { once: true });
        waiting.push(go);
      });
    },
  };
}

function busy(): SmacError {
  return new SmacError("API_BUSY", "the store is busy with an import, a sync or other questions", {
    recovery: "retry",
    hint: "try again soon; GET /api/v1/jobs tells how far a job is",
  });
}

function cancelled(): SmacError {
  return new SmacError("API_CANCELLED", "the request was cancelled", { recovery: "abort" });
}
