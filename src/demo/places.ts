import { dateText } from "./options.ts";
import { weekday } from "./timeline.ts";

/** A part of the world the company sells in. */
export type Region = "EMEA" | "Americas" | "APAC";

/** The regions, the largest first. */
export const regions: readonly Region[] = ["EMEA", "Americas", "APAC"];
/** Of a hundred accounts, how many are in each of the regions. */
export const regionWeights: readonly number[] = [46, 34, 20];

/**
 * The offset that clocks of the region show on a day, as ISO 8601 writes it:
 * central European, eastern American and Singapore time.
 *
 * @example
 * ```ts
 * offsetOn("EMEA", 20_648); // "+02:00" (2026-07-14)
 * ```
 */
export function offsetOn(region: Region, day: number): string {
  if (region === "APAC") return "+08:00";
  const year = Number(dateText(day).slice(0, 4));
  if (region === "EMEA") {
    const summer = isBetween(day, lastSunday(year, 3), lastSunday(year, 10));
    return summer ? "+02:00" : "+01:00";
  }
  const summer = isBetween(day, firstSunday(year, 3) + 7, firstSunday(year, 11));
  return summer ? "-04:00" : "-05:00";
}

const isBetween = (day: number, from: number, to: number) => day >= from && day < to;

function firstSunday(year: number, month: number): number {
  const first = Date.UTC(year, month - 1, 1) / 86_400_000;
  return first + (6 - weekday(first));
}

function lastSunday(year: number, month: number): number {
  return firstSunday(year, month + 1) - 7;
}
