import { displayWidth, wrap } from "../../format/display-width.ts";

/**
 * Rows of a table whose cells go on in further rows where they are longer than
 * the width of their column.
 *
 * @example
 * ```ts
 * wrappedRows([["a", "one two"]], [1, 5]); // [["a", "one"], ["", "two"]]
 * ```
 */
export function wrappedRows(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): readonly (readonly string[])[] {
  return rows.flatMap((row) => {
    const cells = row.map((cell, i) => wrap(cell, widths[i] ?? displayWidth(cell)));
    const lines = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: lines }, (_, line) => cells.map((cell) => cell[line] ?? ""));
  });
}

/** The widths of columns that together, two spaces between them, are no wider than `width`: the wide ones give way. */
export function widthsFor(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const wanted = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ""))));
  const room = width - 2 * (wanted.length - 1);
  // What the narrow ones leave is shared by the others alike.
  let left = room;
  const widths = new Map<number, number>();
  const narrowFirst = wanted.map((one, i) => [one, i] as const).toSorted(([a], [b]) => a - b);
  for (const [n, [one, i]] of narrowFirst.entries()) {
    const own = Math.min(one, Math.floor(left / (narrowFirst.length - n)));
    widths.set(i, own);
    left -= own;
  }
  return wanted.map((one, i) => widths.get(i) ?? one);
}
