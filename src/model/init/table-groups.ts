import { stemOf } from "./examined-table.ts";
import type { ExaminedTable } from "./examined-table.ts";

/** Tables that become one source: the first speaks for all. */
export interface TableGroup {
  readonly table: ExaminedTable;
  readonly paths: readonly string[];
  /** The pattern that stands for the paths, and for files that come later; null: the paths are listed. */
  readonly glob: string | null;
  /** What the source would be called. */
  readonly name: string;
}

/** Tables with the same columns, taken together. */
export function groupTables(tables: readonly ExaminedTable[]): TableGroup[] {
  const groups = new Map<string, ExaminedTable[]>();
  for (const table of tables) {
    const shape = JSON.stringify(table.columns.map((column) => column.name).toSorted());
    groups.set(shape, [...(groups.get(shape) ?? []), table]);
  }
  const looked = tables.map((table) => table.path);
  return [...groups.values()].flatMap((group) => {
    const [table] = group;
    if (table === undefined) return [];
    const paths = group.map((one) => one.path);
    const glob = globOf(paths, looked);
    return [{ table, paths, glob, name: stemOf(glob === null ? table.path : withoutStars(glob)) }];
  });
}

// A date is one number: 2026-08, 2026_08_01.
const number = /\d+(?:[-_. ]\d+)*/g;
// Stands for a number in the parts that all paths share; no path has it.
const gap = "\0";

/**
 * The pattern of files whose names differ in nothing but numbers and dates; null
 * where there is none, or where it takes a file that was looked at and is no part
 * of the group.
 *
 * @example
 * ```ts
 * globOf(["in/work-2026-08.csv", "in/work-2026-09.csv"], []); // in/work-*.csv
 * ```
 */
export function globOf(paths: readonly string[], looked: readonly string[]): string | null {
  const [first = ""] = paths;
  // Characters of patterns, and parts of files, are not for patterns to name.
  if (paths.some((path) => /[*?[\]{}#\\\0]/.test(path))) return null;
  const shared = first.replaceAll(number, gap);
  if (paths.some((path) => path.replaceAll(number, gap) !== shared)) return null;
  const seen = paths.map((path) => path.match(number) ?? []);
  const differs = (n: number): boolean => new Set(seen.map((numbers) => numbers[n])).size > 1;
  if (!(seen[0] ?? []).some((_, n) => differs(n))) return null;
  const glob = patternOf(first, differs);
  const own = new Set(paths);
  const takes = matcherOf(glob);
  return looked.some((path) => !own.has(path) && takes.test(path)) ? null : glob;
}

/** The path with `*` for the numbers that differ, and for years in the file's own name. */
function patternOf(path: string, differs: (n: number) => boolean): string {
  const nameAt = path.lastIndexOf("/") + 1;
  let n = 0;
  return path.replaceAll(number, (found: string, at: number) => {
    const isYear = at >= nameAt && /^(?:19|20)\d\d/.test(found);
    if (!differs(n++) && !isYear) return found;
    // A name that begins with a number keeps a digit, so that other names do not fit.
    return at === 0 || path[at - 1] === "/" ? "[0-9]*" : "*";
  });
}

function matcherOf(glob: string): RegExp {
  const source = glob
    .split(/(\[0-9\]\*|\*)/)
    .map((part) =>
      /^(?:\[0-9\])?\*$/.test(part) ? part.replace("*", "[^/]*") : part.replaceAll(/[.+^$()|\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`, "su");
}

function withoutStars(glob: string): string {
  return glob.replaceAll(/[-_. ]*(?:\[0-9\])?\*/g, "");
}
