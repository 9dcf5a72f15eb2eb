/** A stream of random choices, the same on every machine: integers only, no floating-point functions. */
export interface Random {
  /** The next 32 bits, 0 to 4294967295. */
  next(): number;
  /** A whole number from 0 to `limit` − 1; `limit` is at most 2,000,000. */
  below(limit: number): number;
  /** True in `permille` of a thousand draws. */
  chance(permille: number): boolean;
  /** One of the items, each as likely. @throws RangeError when there are none. */
  pick<T>(items: readonly T[]): T;
  /** The place of the weight that was drawn; weights are whole numbers. */
  weighted(weights: readonly number[]): number;
}

const warmUp = 16;
const golden = 0x9e3779b9;

/**
 * Random choices by Chris Doty-Humphrey's “sfc32” generator (128 bits of state,
 * one of them a counter). Each `(seed, stream)` has choices of its own, so that
 * account 7 is the same account in a company of 200 and of 100,000.
 *
 * @example
 * ```ts
 * const random = randomStream(1, 7);
 * random.below(6) + 1; // a die
 * ```
 */
export function randomStream(seed: number, stream: number): Random {
  const next = sfc32([seed | 0, stream | 0, Math.floor(seed / 0x1_0000_0000) ^ golden]);
  for (let i = 0; i < warmUp; i++) next();
  const below = (limit: number) => Math.floor((next() * limit) / 0x1_0000_0000);
  return {
    next,
    below,
    chance: (permille) => below(1000) < permille,
    pick: <T>(items: readonly T[]) => {
      if (items.length === 0) throw new RangeError("nothing to pick from");
      return items[below(items.length)] as T;
    },
    weighted: (weights) => {
      let sum = 0;
      for (const weight of weights) sum += weight;
      let left = below(sum);
      let at = 0;
      while (left >= (weights[at] ?? Infinity)) left -= weights[at++] ?? 0;
      return at;
    },
  };
}

/** The state lives in an array of 32-bit integers: captured variables would each be a number on the heap. */
function sfc32(seeds: readonly [number, number, number]): () => number {
  const state = Int32Array.from([...seeds, 1]);
  return () => {
    const a = state[0] as number;
    const b = state[1] as number;
    const c = state[2] as number;
    const counter = state[3] as number;
    const out = (((a + b) | 0) + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + out) | 0;
    state[3] = (counter + 1) | 0;
    return out >>> 0;
  };
}
