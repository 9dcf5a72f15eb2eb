/** Half-open stretches of places with a number and a weight each, in arrays that grow and are used again. */
export class Ranges {
  count = 0;
  from: Int32Array = new Int32Array(64);
  to: Int32Array = new Int32Array(64);
  /** What the stretch is of: a status, a cell. */
  what: Int32Array = new Int32Array(64);
  weight: Float64Array = new Float64Array(64);

  clear(): void {
    this.count = 0;
  }

  add(from: number, to: number, what: number, weight: number): void {
    if (to <= from) return;
    if (this.count === this.from.length) this.grow();
    const at = this.count++;
    this.from[at] = from;
    this.to[at] = to;
    this.what[at] = what;
    this.weight[at] = weight;
  }

  /** Puts those from number `start` on in the order of where they begin; they are few. */
  sort(start: number): void {
    for (let k = start + 1; k < this.count; k++)
      for (let at = k; at > start && (this.from[at - 1] as number) > (this.from[at] as number); at--)
        this.swap(at - 1, at);
  }

  private swap(a: number, b: number): void {
    for (const column of [this.from, this.to, this.what, this.weight]) {
      const value = column[a] as number;
      column[a] = column[b] as number;
      column[b] = value;
    }
  }

  private grow(): void {
    const size = this.from.length * 2;
    const wider = <T extends Int32Array | Float64Array>(old: T, next: T): T => {
      next.set(old);
      return next;
    };
    this.from = wider(this.from, new Int32Array(size));
    this.to = wider(this.to, new Int32Array(size));
    this.what = wider(this.what, new Int32Array(size));
    this.weight = wider(this.weight, new Float64Array(size));
  }
}

/** The ranges of one unit among those of many: from number `start` to before `end`. */
export interface RangeSlice {
  readonly ranges: Ranges;
  readonly start: number;
  readonly end: number;
}

/** Ranges of many units one after the other, each unit's in order. */
export class RangeColumns implements RangeSlice {
  readonly ranges = new Ranges();
  start = 0;
  end = 0;
  private readonly ends: number[] = [];

  /** What was added since belongs to the next unit. */
  close(): void {
    this.ends.push(this.ranges.count);
  }

  /** Where the ranges of the unit that is not closed yet begin. */
  get open(): number {
    return this.ends.at(-1) ?? 0;
  }

  /** This itself, as the slice of a unit until it is asked for another. */
  of(unit: number): RangeSlice {
    this.start = unit === 0 ? 0 : (this.ends[unit - 1] as number);
    this.end = this.ends[unit] as number;
    return this;
  }
}
