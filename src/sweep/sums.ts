import type { Ranges } from "./ranges.ts";

/** Which sum of the report: its part, cell, product (−1: everything) and status. */
export interface SumKey {
  readonly part: string;
  readonly cell: number;
  readonly product: number;
  readonly status: string;
}

/** Adds up weights over stretches of places: what is added where one begins and taken away where it ends. */
export class Sums {
  private readonly series = new Map<number, { readonly key: SumKey; readonly deltas: Float64Array }>();
  private readonly numbers = new Map<string, number>();
  private readonly places: number;

  constructor(places: number) {
    this.places = places;
  }

  /** The number under which a sum is added to. */
  numberOf(key: SumKey): number {
    const text = `${key.part} ${key.cell} ${key.product} ${key.status}`;
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(text, number);
    this.series.set(number, { key, deltas: new Float64Array(this.places + 1) });
    return number;
  }

  /** The deltas of a sum: add a weight where a stretch begins, take it away where it ends. */
  deltas(number: number): Float64Array {
    const found = this.series.get(number);
    if (found === undefined) throw new RangeError(`no sum ${number}`);
    return found.deltas;
  }

  /** Every sum that is not 0 at a place, from `first` on. */
  *values(first: number): Generator<{ readonly key: SumKey; readonly place: number; readonly sum: number }> {
    for (const { key, deltas } of this.series.values()) {
      let sum = 0;
      for (let place = 0; place < this.places; place++) {
        sum += deltas[place] as number;
        if (place >= first && sum !== 0) yield { key, place, sum };
      }
    }
  }
}

/** Calls back for each stretch that two lists, both in order, have in common. */
export function overlaps(
  a: Ranges,
  b: Ranges,
  visit: (from: number, to: number, about: { readonly a: number; readonly b: number }) => void,
): void {
  let start = 0;
  for (let k = 0; k < a.count; k++) {
    const [from, to] = [a.from[k] as number, a.to[k] as number];
    while (start < b.count && (b.to[start] as number) <= from) start++;
    for (let j = start; j < b.count && (b.from[j] as number) < to; j++) {
      const begin = Math.max(from, b.from[j] as number);
      const end = Math.min(to, b.to[j] as number);
      if (begin < end) visit(begin, end, { a: k, b: j });
    }
  }
}
