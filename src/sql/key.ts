/**
 * A value as a key, as SQL: text, trimmed, empty turned into null (spec rule 9).
 * Applied once more it changes nothing.
 */
export function asKey(expression: string): string {
  return `nullif(trim(cast(${expression} as varchar), e' \\t\\r\\n'), '')`;
}
