/** The normal quantile of a 95 % interval. */
const z = 1.959964;

/** The lower and upper end of a rate's interval, both from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The 95 % Wilson interval of a rate: where the true rate of such clusters may
 * well lie. Null unless both counts are whole and there is anybody to count.
 *
 * @example
 * ```ts
 * wilson(80, 100); // { low: 0.7112…, high: 0.8666… }
 * ```
 */
export function wilson(active: number, population: number | null): Interval | null {
  if (population === null || population <= 0 || !Number.isInteger(active) || !Number.isInteger(population)) return null;
  if (active < 0 || active > population) return null;
  const rate = active / population;
  const spread = (z * z) / population;
  const middle = rate + spread / 2;
  const half = z * Math.sqrt((rate * (1 - rate)) / population + spread / (4 * population));
  const low = active === 0 ? 0 : (middle - half) / (1 + spread);
  const high = active === population ? 1 : (middle + half) / (1 + spread);
  return { low, high };
}
