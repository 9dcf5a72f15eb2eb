import type { SumKey } from "./sums.ts";

/** Counts each unit once over several places taken together, with the greatest of its weights. */
export class Unions {
  private readonly sums = new Map<string, { readonly key: SumKey; sum: number; greatest: number }>();
  private readonly touched = new Set<string>();
  private readonly unit: Float64Array;

  /** `unit`: what a weight counts in each place; 0 in places that are not taken together. */
  constructor(unit: Float64Array) {
    this.unit = unit;
  }

  add(key: SumKey, at: { readonly from: number; readonly to: number; readonly weight: number }): void {
    let greatest = 0;
    for (let place = at.from; place < at.to; place++)
      greatest = Math.max(greatest, at.weight * (this.unit[place] as number));
    if (greatest === 0) return;
    const text = `${key.part} ${key.cell} ${key.product} ${key.status}`;
    const known = this.sums.get(text) ?? { key, sum: 0, greatest: 0 };
    known.greatest = Math.max(known.greatest, greatest);
    this.sums.set(text, known);
    this.touched.add(text);
  }

  /** Ends a unit. */
  flush(): void {
    for (const text of this.touched) {
      const known = this.sums.get(text);
      if (known === undefined) continue;
      known.sum += known.greatest;
      known.greatest = 0;
    }
    this.touched.clear();
  }

  values(): Iterable<{ readonly key: SumKey; readonly sum: number }> {
    return this.sums.values();
  }
}
