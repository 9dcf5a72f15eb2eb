/** An exact fraction, in lowest terms, with a positive denominator. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Nought. */
export const zero: Rational = { numerator: 0n, denominator: 1n };

/** One. */
export const one: Rational = { numerator: 1n, denominator: 1n };

/**
 * The fraction in lowest terms; a denominator of 0 is a bug and throws.
 *
 * @example
 * ```ts
 * rational(6n, -4n); // { numerator: -3n, denominator: 2n }
 * ```
 */
export function rational(numerator: bigint, denominator: bigint): Rational {
  if (denominator === 1n) return { numerator, denominator };
  if (denominator === 0n) throw new Error("a fraction with denominator 0");
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = gcd(numerator < 0n ? -numerator : numerator, denominator * sign) * sign;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** The sum of two fractions. */
export function add(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator) return rational(a.numerator + b.numerator, a.denominator);
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** The difference of two fractions. */
export function subtract(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

/** The quotient of two fractions. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** The nearest double. */
export function toNumber({ numerator, denominator }: Rational): number {
  if (denominator === 1n) return Number(numerator);
  const safe = 2n ** 53n;
  if (denominator < safe && numerator < safe && numerator > -safe) return Number(numerator) / Number(denominator);
  const shift = 2n ** 64n;
  const whole = numerator / denominator;
  const rest = numerator % denominator;
  return Number(whole) + Number((rest * shift) / denominator) / Number(shift);
}

/** The smallest positive number that both divide. */
export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
