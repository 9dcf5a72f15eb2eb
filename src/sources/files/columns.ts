import { SmacError } from "../../errors.ts";
import { suggestion } from "../../text/nearest.ts";
import type { Column, TableSpec } from "./table-spec.ts";

/** Names for the columns that tell where a row comes from, other than the files' own. */
export function ownColumns(columns: readonly Column[]): { readonly row: string; readonly file: string } {
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  return { row: free("_row"), file: free("_file") };
}

/**
 * The columns to load, in the files' order.
 *
 * @throws SmacError `INPUT_NO_COLUMN` when one that is needed is not there.
 */
export function neededColumns(
  columns: readonly Column[],
  sample: readonly (readonly string[])[],
  spec: Pick<TableSpec, "needed" | "name">,
): readonly Column[] {
  const needed = typeof spec.needed === "function" ? spec.needed(columns, sample) : spec.needed;
  if (needed === undefined) return columns;
  const names = columns.map((column) => column.name);
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new SmacError("INPUT_NO_COLUMN", `${spec.name} has no column “${missing}”`, {
      hint: suggestion(missing, names),
    });
  }
  return columns.filter((column) => needed.includes(column.name));
}
