import type { SweptCount } from "./question.ts";

/** Sums as columns, so that threads hand them over cheaply: what a sum is of is told once. */
export interface CountTable {
  readonly keys: readonly Omit<SweptCount, "i" | "n">[];
  /** The place in `keys`, the period's number, and the sum. */
  readonly key: Int32Array;
  readonly i: Int32Array;
  readonly n: Float64Array;
}

/** Sums in columns. */
export function countTable(counts: readonly SweptCount[]): CountTable {
  const keys: Omit<SweptCount, "i" | "n">[] = [];
  const numbers = new Map<string, number>();
  const numberOf = ({ i: _i, n: _n, ...key }: SweptCount): number => {
    const name = nameOf(key);
    const known = numbers.get(name) ?? keys.push(key) - 1;
    numbers.set(name, known);
    return known;
  };
  return {
    key: Int32Array.from(counts, numberOf),
    i: Int32Array.from(counts, ({ i }) => i),
    n: Float64Array.from(counts, ({ n }) => n),
    keys,
  };
}

/** The sums of several parts, added up. */
export function addedUp(tables: readonly CountTable[]): readonly SweptCount[] {
  const sums = new Map<string, { readonly key: CountTable["keys"][number]; readonly byPeriod: Map<number, number> }>();
  for (const { keys, key, i, n } of tables) {
    const into = keys.map((one) => {
      const name = nameOf(one);
      const known = sums.get(name) ?? { key: one, byPeriod: new Map<number, number>() };
      sums.set(name, known);
      return known.byPeriod;
    });
    for (let k = 0; k < key.length; k++) {
      const byPeriod = into[key[k] as number];
      byPeriod?.set(i[k] as number, (byPeriod.get(i[k] as number) ?? 0) + (n[k] as number));
    }
  }
  return [...sums.values()].flatMap(({ key: { part, stage, by, product, status }, byPeriod }) =>
    Array.from(byPeriod, ([i, n]) => ({ part, i, stage, by, product, status, n })),
  );
}

function nameOf({ part, stage, by, product, status }: CountTable["keys"][number]): string {
  return `${part} ${stage} ${product} ${status} ${by.length === 0 ? "" : JSON.stringify(by)}`;
}
