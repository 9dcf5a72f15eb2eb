import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";

/** The products of which anything was done in the periods of the report, by number. */
export function toldProducts({ activity, products }: SweepInput, places: Places): readonly number[] {
  const { product, day, rows } = activity;
  if (product === null) return [];
  const reported = places.periods.slice(places.reported);
  const start = Math.min(...reported.map((period) => period.start));
  const end = Math.max(...reported.map((period) => period.end));
  const isTold = new Uint8Array(products);
  for (let row = 0; row < rows; row++) {
    const number = product[row] as number;
    if (number >= 0 && (day[row] as number) >= start && (day[row] as number) < end) isTold[number] = 1;
  }
  return [...isTold.keys()].filter((number) => isTold[number] === 1);
}
