import { SmacError, SmacErrors } from "../../errors.ts";

/**
 * Does the rest of a reading although rows could not be read, and tells those
 * rows together with what else is wrong. `bad` is filled by `onBadRows` of the
 * tables that are opened.
 *
 * @throws SmacError, or several at once, when anything is wrong.
 */
export async function toldTogether<T>(bad: readonly SmacError[], rest: () => Promise<T>): Promise<T> {
  const result = await rest().catch((error: unknown) => {
    if (bad.length === 0 || !(error instanceof SmacError) || error.recovery !== "fix-input") throw error;
    throw new SmacErrors([...bad, ...(error instanceof SmacErrors ? error.errors : [error])]);
  });
  const [first] = bad;
  if (first === undefined) return result;
  throw bad.length === 1 ? first : new SmacErrors(bad);
}
