/**
 * A whole number with what is counted, in the right number: `1 row`, `2,500 rows`.
 *
 * @example
 * ```ts
 * counted(1, "activity", "activities"); // "1 activity"
 * ```
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${count === 1 ? one : many}`;
}
