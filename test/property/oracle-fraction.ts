/** An exact rational number; `over` is positive and the two share no factor. */
export interface Fraction {
  readonly top: bigint;
  readonly over: bigint;
}

function greatestCommonFactor(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : greatestCommonFactor(b, a % b);
}

/** The fraction `top / over` in lowest terms. */
export function fraction(top: number | bigint, over: number | bigint = 1): Fraction {
  const t = BigInt(top);
  const o = BigInt(over);
  const factor = greatestCommonFactor(t, o) * (o < 0n ? -1n : 1n);
  return { top: t / factor, over: o / factor };
}

/** 0. */
export const ZERO = fraction(0);
/** 1. */
export const ONE = fraction(1);

/** a + b. */
export function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.over + b.top * a.over, a.over * b.over);
}

/** a − b. */
export function minus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.over - b.top * a.over, a.over * b.over);
}

/** a ÷ b; b is not 0. */
export function dividedBy(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.over, a.over * b.top);
}

/** Below 0, 0 or above 0 as a is less than, equal to or more than b. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.top * b.over - b.top * a.over;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The smaller of the two. */
export function smaller(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) <= 0 ? a : b;
}

/** The sum of all. */
export function sum(fractions: Iterable<Fraction>): Fraction {
  let total = ZERO;
  for (const f of fractions) total = plus(total, f);
  return total;
}

/** The nearest number. */
export function toNumber(a: Fraction): number {
  return Number(a.top) / Number(a.over);
}
