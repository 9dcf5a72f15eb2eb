import { readHead } from "./head.ts";
import { recognise } from "./kind.ts";
import type { Place } from "./paths.ts";
import { tableNames } from "./sqlite.ts";
import { sheetNames } from "./xlsx.ts";

/**
 * The sheets of a workbook, or the tables of a database file, by name; none where a file is one table.
 *
 * @throws SmacError `INPUT_…` when it cannot be read.
 */
export async function partsOf(place: Place, scratchPath: () => string): Promise<readonly string[]> {
  const head = await readHead(place);
  if (head.gzip) return [];
  const { kind } = recognise(head, place.label);
  if (kind === "xlsx") return sheetNames(place);
  return kind === "sqlite" ? tableNames(place, scratchPath) : [];
}
