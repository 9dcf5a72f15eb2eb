/**
 * The name in `known` that was probably meant by `given`, or undefined when
 * nothing is near: at most a third of the letters differ, case
 * ignored; two neighbours that changed places count as one.
 *
 * @example
 * ```ts
 * nearest("custmers", ["customers", "clusters"]); // "customers"
 * ```
 */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean “x”?` or, when nothing is near, the list of what there is. */
export function suggestion(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  if (near !== undefined) return `did you mean “${near}”?`;
  return known.length === 0 ? "there are none" : `there are: ${known.join(", ")}`;
}

/** `did you mean “x”?`, where something is near, and in any case the list of what there is. */
export function nearestAndAll(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return `${near === undefined ? "" : `did you mean “${near}”?; `}there are: ${known.join(", ")}`;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? limit) + 1 : limit;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? limit;
}
