/** What whole numbers in a time column count. */
export type EpochUnit = "yyyymmdd" | "yyyymmddhhmmss" | "s" | "ms" | "us" | "ns";

/** How messages call a unit. */
export const unitNames: Readonly<Record<EpochUnit, string>> = {
  yyyymmdd: "dates written as yyyymmdd",
  yyyymmddhhmmss: "times written as yyyymmddhhmmss",
  s: "seconds since 1970",
  ms: "milliseconds since 1970",
  us: "microseconds since 1970",
  ns: "nanoseconds since 1970",
};

/**
 * The unit of a number by its size, as SQL: null for numbers that are none
 * (below 100,000,000, which is March 1973 in seconds, and no date).
 */
export function unitSql(number: string): string {
  return `CASE WHEN ${number} BETWEEN 19000101 AND 21001231 THEN 'yyyymmdd'
    WHEN ${number} BETWEEN 19000101000000 AND 21001231235959 THEN 'yyyymmddhhmmss'
    WHEN abs(${number}) < 100000000 THEN NULL WHEN abs(${number}) < 100000000000 THEN 's'
    WHEN abs(${number}) < 100000000000000 THEN 'ms' WHEN abs(${number}) < 100000000000000000 THEN 'us'
    WHEN ${number} IS NOT NULL THEN 'ns' END`;
}

/** Whether the numbers of a unit are wall-clock times rather than instants. */
export function isWallClock(unit: EpochUnit): boolean {
  return unit === "yyyymmdd" || unit === "yyyymmddhhmmss";
}

/** A number of a unit as TIMESTAMP, null when it is of another unit or no date. */
export function fromUnitSql(number: string, unit: EpochUnit): string {
  const whole = (factor: string): string => `make_timestamp(CAST(${number} ${factor} AS BIGINT))`;
  const value: Readonly<Record<EpochUnit, string>> = {
    yyyymmdd: `try_strptime(CAST(CAST(${number} AS BIGINT) AS VARCHAR), '%Y%m%d')`,
    yyyymmddhhmmss: `try_strptime(CAST(CAST(${number} AS BIGINT) AS VARCHAR), '%Y%m%d%H%M%S')`,
    s: whole("* 1000000"),
    ms: whole("* 1000"),
    us: whole(""),
    ns: `make_timestamp(CAST(${number} AS BIGINT) // 1000)`,
  };
  return `CASE WHEN ${unitSql(number)} = '${unit}' THEN ${value[unit]} END`;
}
