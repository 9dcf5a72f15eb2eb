/**
 * An English noun in the plural: companies, boxes, days.
 *
 * @example
 * ```ts
 * plural("company"); // "companies"
 * ```
 */
export function plural(noun: string): string {
  if (/(s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
