/**
 * Half-open stretches of whole numbers (places of periods), in order and apart
 * from one another, in arrays that grow and are used again for the next cluster.
 */
export class Stretches {
  count = 0;
  from: Int32Array = new Int32Array(64);
  to: Int32Array = new Int32Array(64);

  clear(): void {
    this.count = 0;
  }

  /** Adds a stretch that begins no earlier than the last one began; those that touch become one. */
  add(from: number, to: number): void {
    if (to <= from) return;
    const last = this.count - 1;
    if (last >= 0 && from <= (this.to[last] as number)) {
      if (to > (this.to[last] as number)) this.to[last] = to;
      return;
    }
    if (this.count === this.from.length) this.grow();
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.count++;
  }

  private grow(): void {
    const [from, to] = [this.from, this.to];
    this.from = new Int32Array(from.length * 2);
    this.to = new Int32Array(to.length * 2);
    this.from.set(from);
    this.to.set(to);
  }
}
