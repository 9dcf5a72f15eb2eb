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
