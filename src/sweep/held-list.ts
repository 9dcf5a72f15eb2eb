/** What one cluster was: stretches of places with a label, whether it existed, and the weight. */
export class HeldList {
  count = 0;
  from: Int32Array = new Int32Array(16);
  to: Int32Array = new Int32Array(16);
  weight: Float64Array = new Float64Array(16);
  /** The number of a label, twice, and 1 more where the cluster existed. */
  state: Int32Array = new Int32Array(16);

  clear(): void {
    this.count = 0;
  }

  /** Adds a stretch; one that goes on where the last ended as it was makes that longer. */
  add(from: number, to: number, state: number, weight: number): void {
    if (to <= from) return;
    const last = this.count - 1;
    if (last >= 0 && this.to[last] === from && this.state[last] === state && this.weight[last] === weight) {
      this.to[last] = to;
      return;
    }
    if (this.count === this.from.length) this.grow();
    const at = this.count++;
    this.from[at] = from;
    this.to[at] = to;
    this.state[at] = state;
    this.weight[at] = weight;
  }

  private grow(): void {
    const [{ from, to, weight, state }, size] = [this, this.count * 2];
    this.from = new Int32Array(size);
    this.to = new Int32Array(size);
    this.weight = new Float64Array(size);
    this.state = new Int32Array(size);
    this.from.set(from);
    this.to.set(to);
    this.weight.set(weight);
    this.state.set(state);
  }
}

/** The state of a label that existed or not. */
export function stateOf(label: number, present: boolean): number {
  return label * 2 + (present ? 1 : 0);
}
