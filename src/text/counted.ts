import { plural } from "./plural.ts";

/**
 * A whole number with what is counted, in the right number: `1 row`, `2,500 rows`.
 *
 * @example
 * ```ts
 * counted(2500, "activity"); // "2,500 activities"
 * ```
 */
export function counted(count: number, one: string, many = plural(one)): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${count === 1 ? one : many}`;
}
