/**
 * A name as SQL writes it, whatever is in it.
 *
 * @example
 * ```ts
 * identifier('a"b'); // '"a""b"'
 * ```
 */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A text as an SQL literal. Only for texts of our own making (file paths that an
 * engine's function cannot take as a bound value): people's values are bound.
 */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
