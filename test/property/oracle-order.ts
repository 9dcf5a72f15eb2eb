/** Texts in the order of their code points, which is that of their UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

/** Ascending, null after every text. */
export function compareNullLast(a: string | null, b: string | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return compareText(a, b);
}

const DEFAULT_ORDER = ["prospect", "lead", "opportunity", "customer"];

/** The stages in their order: as stated, else the default, then others by name. */
export function orderStages(names: Iterable<string>, stated: readonly string[] | null): string[] {
  const order = stated ?? DEFAULT_ORDER;
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || compareText(a, b));
}

/** The greatest element; a later one wins only when it is greater. */
export function greatest<T>(all: readonly T[], compare: (a: T, b: T) => number): T | null {
  let best: T | null = null;
  for (const one of all) if (best === null || compare(one, best) > 0) best = one;
  return best;
}

/** Elements by key, each group in the order given. */
export function groupBy<T>(all: Iterable<T>, key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}
