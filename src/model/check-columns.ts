import { SmacError } from "../errors.ts";
import { suggestion } from "../text/nearest.ts";
import type { ProjectModel } from "./project-model.ts";

/**
 * Every column that `smac.yml` names and its source does not have, each at the
 * place that names it, with the nearest column there is. Letter case may differ
 * when only one column is meant. Sources that are not in `tables` (their files
 * could not be read) are passed over.
 */
export function checkColumns(model: ProjectModel, tables: ReadonlyMap<string, readonly string[]>): SmacError[] {
  return model.columnUses.flatMap(({ source, column, key, at }) => {
    const columns = tables.get(source);
    if (columns === undefined || has(columns, column)) return [];
    const isTextToo = /^activities\.[^.]+\.(kind|product)$/.test(key);
    const hint =
      suggestion(column, columns) + (isTextToo ? `; one text for every row is written { text: ${column} }` : "");
    return [
      new SmacError("INPUT_MISSING_COLUMN", `${key}: source “${source}” has no column “${column}”`, { at, hint }),
    ];
  });
}

function has(columns: readonly string[], name: string): boolean {
  if (columns.includes(name)) return true;
  return columns.filter((column) => column.toLowerCase() === name.toLowerCase()).length === 1;
}
