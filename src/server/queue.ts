import { SmacError } from "../errors.ts";

/** Lets some through side by side, or one alone, in the order they came; who no longer waits is passed over. */
export interface Queue {
  /**
   * Resolves when it is the caller's turn, with the function that ends it.
   * `beside`: others that say so may have theirs at the same time.
   *
   * @throws SmacError `API_BUSY` when it takes longer than the patience, `API_CANCELLED` when the signal is aborted.
   */
  take(signal: AbortSignal, patienceMilliseconds: number, beside?: "beside"): Promise<() => void>;
  readonly waiting: number;
}

interface Waiting {
  readonly alone: boolean;
  go(): void;
}

/** A queue in which nobody waits. `most`: so many have their turn side by side. */
export function openQueue(most = 1): Queue {
  const waiting: Waiting[] = [];
  const taken = { alone: false, beside: 0 };
  const isFree = (alone: boolean): boolean => !taken.alone && (alone ? taken.beside === 0 : taken.beside < most);
  const turn = (alone: boolean): (() => void) => {
    if (alone) taken.alone = true;
    else taken.beside += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      if (alone) taken.alone = false;
      else taken.beside -= 1;
      next();
    };
  };
  const next = (): void => {
    for (let first = waiting[0]; first !== undefined && isFree(first.alone); first = waiting[0]) {
      waiting.shift();
      first.go();
    }
  };
  return {
    get waiting() {
      return waiting.length;
    },
    take(signal, patienceMilliseconds, beside) {
      if (signal.aborted) return Promise.reject(cancelled());
      const alone = beside === undefined;
      if (waiting.length === 0 && isFree(alone)) return Promise.resolve(turn(alone));
      return new Promise((resolve, reject) => {
        const leave = (error: SmacError): void => {
          const at = waiting.indexOf(one);
          if (at !== -1) waiting.splice(at, 1);
          done();
          reject(error);
          next();
        };
        const gone = (): void => leave(cancelled());
        const timer = setTimeout(() => leave(busy()), patienceMilliseconds);
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", gone);
        };
        const one = {
          alone,
          go: () => {
            done();
            resolve(turn(alone));
          },
        };
        signal.addEventListener("abort", gone, { once: true });
        waiting.push(one);
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
