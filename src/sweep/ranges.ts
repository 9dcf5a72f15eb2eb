/** Half-open stretches of places with a number and a weight each, ordered by where they begin; they may overlap. */
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

  add(from: number, to: number, about: { readonly what: number; readonly weight: number }): void {
    if (to <= from) return;
    if (this.count === this.from.length) this.grow();
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.what[this.count] = about.what;
    this.weight[this.count] = about.weight;
    this.count++;
  }

  /** Puts them in order again after stretches were added out of it. */
  sort(): void {
    const order = Array.from({ length: this.count }, (_, k) => k).toSorted(
      (a, b) => (this.from[a] as number) - (this.from[b] as number),
    );
    const [from, to, what, weight] = [this.from.slice(), this.to.slice(), this.what.slice(), this.weight.slice()];
    for (const [k, old] of order.entries()) {
      this.from[k] = from[old] as number;
      this.to[k] = to[old] as number;
      this.what[k] = what[old] as number;
      this.weight[k] = weight[old] as number;
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
