/**
 * One signal that is aborted when any of several is, with the same reason. `end`
 * lets go of them: `AbortSignal.any` would hold on to a signal that lives long.
 */
export function joined(signals: readonly AbortSignal[]): { readonly signal: AbortSignal; readonly end: () => void } {
  const distinct = [...new Set(signals)];
  const [only] = distinct;
  if (only !== undefined && distinct.length === 1) return { signal: only, end: () => {} };
  const controller = new AbortController();
  const stop = (): void => controller.abort(distinct.find((signal) => signal.aborted)?.reason);
  for (const signal of distinct) signal.addEventListener("abort", stop);
  if (distinct.some((signal) => signal.aborted)) stop();
  const end = (): void => {
    for (const signal of distinct) signal.removeEventListener("abort", stop);
  };
  return { signal: controller.signal, end };
}

/** What a promise gives, or the signal's reason as soon as it is aborted; what the promise does goes on. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {});
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
