const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const asciiBars = [".", ":", "-", "=", "+", "*", "#", "@"];

/** How a small trend is scaled and drawn. */
export interface SparklineOptions {
  /** The least difference that the lowest and the highest bar stand for, so that noise looks small. */
  readonly span?: number;
  readonly unicode?: boolean;
}

/**
 * A small trend, one character a value, from the lowest value to the highest; a
 * gap (a space) where there is no value.
 *
 * @example
 * ```ts
 * sparkline([1, 2, null, 8]); // "▁▂ █"
 * ```
 */
export function sparkline(values: readonly (number | null)[], options: SparklineOptions = {}): string {
  const known = values.filter((v): v is number => v !== null);
  const { low, high } = scale(known, options.span ?? 0);
  const marks = options.unicode === false ? asciiBars : bars;
  return values.map((v) => (v === null ? " " : marks[level(v, low, high)])).join("");
}

function scale(known: readonly number[], span: number): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of known) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const missing = Math.max(0, span - (high - low)) / 2;
  return { low: low - missing, high: high + missing };
}

function level(value: number, low: number, high: number): number {
  if (high === low) return 3;
  return Math.min(7, Math.max(0, Math.round(((value - low) / (high - low)) * 7)));
}
