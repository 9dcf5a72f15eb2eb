/**
 * Which row it is: the values of its key columns, without spaces around them;
 * several are joined by `|`, so that no two keys look alike. Null when one is missing.
 *
 * @example
 * ```ts
 * rowKey(new Map([["id", " 7 "]]), ["id"]); // "7"
 * rowKey(new Map([["sheet", "12"], ["line", "a|b"]]), ["sheet", "line"]); // "12|a\\|b"
 * ```
 */
export function rowKey(cells: ReadonlyMap<string, string | null>, columns: readonly string[]): string | null {
  const parts: string[] = [];
  for (const column of columns) {
    const part = (cells.get(column) ?? "").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
    if (part === "") return null;
    parts.push(part);
  }
  if (parts.length === 1) return parts[0] ?? null;
  return parts.map((part) => part.replaceAll(/[\\|]/g, "\\$&")).join("|");
}
