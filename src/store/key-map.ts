import { SmacError } from "../errors.ts";

/** A merge that stands: `from` is another name of `into`. */
export interface Merge {
  readonly from: string;
  readonly into: string;
}

/**
 * What each merged key is counted as, chains followed to their end.
 *
 * @example
 * ```ts
 * rootsOf([{ from: "b", into: "a" }, { from: "c", into: "b" }]); // Map { "b" => "a", "c" => "a" }
 * ```
 */
export function rootsOf(merges: readonly Merge[]): ReadonlyMap<string, string> {
  const next = new Map(merges.map(({ from, into }) => [from, into]));
  const root = (key: string): string => {
    let at = key;
    for (let into = next.get(at); into !== undefined; into = next.get(at)) at = into;
    return at;
  };
  return new Map([...next.keys()].map((from) => [from, root(from)]));
}

/**
 * Refuses a merge that makes no sense beside those that stand.
 *
 * @throws SmacError `STORE_MERGE_SELF`, `STORE_MERGE_TWICE`, `STORE_MERGE_CYCLE`.
 */
export function checkMerge(merges: readonly Merge[], { from, into }: Merge): void {
  if (from === into) throw new SmacError("STORE_MERGE_SELF", `“${from}” cannot be merged into itself`);
  const before = merges.find((merge) => merge.from === from);
  if (before !== undefined) {
    throw new SmacError("STORE_MERGE_TWICE", `“${from}” is already merged into “${before.into}”`, {
      hint: `restore “${from}” first, then merge it again`,
    });
  }
  if (rootsOf(merges).get(into) === from) {
    throw new SmacError("STORE_MERGE_CYCLE", `“${into}” is itself merged into “${from}”: this would make a circle`, {
      hint: `merge the other way round, or restore “${into}” first`,
    });
  }
}
