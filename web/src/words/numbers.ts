const minus = "\u2212";
const dash = "\u2013";
const locale = typeof navigator === "undefined" ? "en" : navigator.language;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Which way a change goes, as it is shown. */
export type Direction = "up" | "down" | "flat";

/** A count in full, with separators; null is a dash. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? dash : whole.format(value).replace("-", minus);
}

/** A rate in percent without its sign: one decimal, none where the population is under 50; null is a dash. */
export function rateNumber(rate: number | null | undefined, population: number | null = null): string {
  if (rate === null || rate === undefined || Number.isNaN(rate)) return dash;
  return population !== null && population < 50 ? whole.format(rate * 100) : oneDecimal.format(rate * 100);
}

/** A rate with its sign; where fewer than ten are counted “3 of 5” stands for it. */
export function rateText(rate: number | null | undefined, population: number | null = null): string {
  const text = rateNumber(rate, population);
  return text === dash ? dash : `${text}%`;
}

/**
 * The change from one rate to another in points with one decimal, as the command line tells it: of the rates as they
 * are, not of the percents that are shown.
 * @example pointsBetween(154 / 222, 162 / 224) // −3, though 72.3% and 69.4% are shown
 */
export function pointsBetween(now: number, then: number): number {
  const tenths = (now - then) * 1000;
  // A half is rounded away from zero, and what binary fractions leave of one is a half.
  return (Math.sign(tenths) * Math.round(Math.abs(tenths) + 1e-9)) / 10 || 0;
}

/** A number of points with sign, without unit. */
export function signedPoints(points: number): string {
  return signed(points, oneDecimal.format(Math.abs(points)));
}

/** A whole number with sign. */
export function signedCount(value: number): string {
  return signed(Math.round(value), whole.format(Math.abs(Math.round(value))));
}

/** Which way a shown change goes. */
export function directionOf(value: number): Direction {
  if (value === 0) return "flat";
  return value > 0 ? "up" : "down";
}

/** “1 activity”, “2 days”. */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** “52–71%” of a share's 95 % interval. */
export function intervalText([low, high]: readonly [number, number]): string {
  return `${whole.format(low * 100)}${dash}${whole.format(high * 100)}%`;
}

/** The 95 % Wilson interval of a share. */
export function wilson(active: number, population: number): readonly [number, number] {
  if (population <= 0) return [0, 1];
  const z = 1.959963984540054;
  const share = active / population;
  const wide = 1 + (z * z) / population;
  const middle = (share + (z * z) / (2 * population)) / wide;
  const half = (z * Math.sqrt((share * (1 - share)) / population + (z * z) / (4 * population * population))) / wide;
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/**
 * Parts rounded so that they add up to the rounded whole: the largest remainders take what is left over.
 * @param decimals how many decimals are shown
 */
export function roundedToSum(parts: readonly number[], total: number, decimals: number): readonly number[] {
  const scale = 10 ** decimals;
  const scaled = parts.map((part) => part * scale);
  const floors = scaled.map(Math.floor);
  let missing = Math.round(total * scale) - floors.reduce((sum, each) => sum + each, 0);
  const order = scaled
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .toSorted((a, b) => b.rest - a.rest);
  for (const { index } of order) {
    if (missing <= 0) break;
    floors[index] = (floors[index] ?? 0) + 1;
    missing -= 1;
  }
  return floors.map((value) => value / scale);
}

/** Whether a change of rates is told in colour: at least half a point, and for small populations beyond chance. */
export function matters(
  now: { readonly active: number; readonly of: number },
  then: { readonly active: number; readonly of: number },
): boolean {
  if (now.of === 0 || then.of === 0) return false;
  const points = pointsBetween(now.active / now.of, then.active / then.of);
  if (Math.abs(points) < 0.5) return false;
  if (now.of >= 100) return true;
  const [low, high] = wilson(now.active, now.of);
  const before = then.active / then.of;
  return before < low || before > high;
}

function signed(value: number, text: string): string {
  if (value === 0) return text;
  return `${value > 0 ? "+" : minus}${text}`;
}
