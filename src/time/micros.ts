/** A moment: microseconds since 1970-01-01T00:00:00Z. A safe integer from 1684 to 2255. */
export type Instant = number;

/** Microseconds of a day of 24 hours. */
export const DAY_MICROS = 86_400_000_000;
