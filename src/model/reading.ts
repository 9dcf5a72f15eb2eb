import { SmacError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import { suggestion } from "../text/nearest.ts";
import type { LocatedYaml, Path } from "./locate.ts";
import { parsePredicate } from "./parse-predicate.ts";
import { predicateColumns } from "./predicate-columns.ts";
import type { Predicate } from "./predicate.ts";
import type { ColumnUse } from "./project-model.ts";
import { pathText } from "./shape-problems.ts";

/** A file being read: what it declares, and what was found in it so far. */
export interface Reading {
  readonly yaml: LocatedYaml;
  readonly sources: readonly string[];
  /** Cluster kinds that something is mapped to; `customer` when nothing says otherwise. */
  readonly kinds: readonly string[];
  readonly activityNames: readonly string[];
  readonly problems: SmacError[];
  readonly columnUses: ColumnUse[];
}

/** Notes a problem at the value of a path (or at its key). */
export function note(
  reading: Reading,
  path: Path,
  problem: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint?: string;
    readonly part?: "key" | "value";
  },
): void {
  const { code, message, hint, part = "value" } = problem;
  const at = reading.yaml.at(path, part);
  reading.problems.push(new SmacError(code, message, hint === undefined ? { at } : { at, hint }));
}

/** Does what may fail, and notes its error at a path, so that reading goes on. */
export function attempt<T>(reading: Reading, path: Path, action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof SmacError)) throw error;
    note(reading, path, {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
    return null;
  }
}

/** One entry of a section that may hold one or several of them, with where it stands. */
export interface Entry<T> {
  readonly value: T;
  readonly path: Path;
}

/** The entries of a value that is one or a list of them. */
export function entriesOf<T extends object>(value: T | readonly T[] | undefined, path: Path): Entry<T>[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [{ value: value as T, path }];
  return (value as readonly T[]).map((item, index) => ({ value: item, path: [...path, index] }));
}

/** The entries of a section of names, each with its name. */
export function namedEntries<T extends object>(
  section: Readonly<Record<string, T | readonly T[]>> | undefined,
  path: Path,
): (Entry<T> & { readonly name: string })[] {
  return Object.entries(section ?? {}).flatMap(([name, value]) =>
    entriesOf<T>(value, [...path, name]).map((entry) => ({ ...entry, name })),
  );
}

/** What one mapping of rows is read with: its source checked, its columns and condition noted. */
export interface RowReader {
  /** The column a key names; null when the key is left out. */
  readonly optional: (key: string, column: string | undefined) => string | null;
  /** The column a key names. */
  readonly column: (key: string, column: string) => string;
  readonly columns: (key: string, columns: readonly string[] | undefined) => readonly string[];
  /** The condition under `where`; null when there is none. */
  readonly where: (text: string | undefined) => Predicate | null;
}

/** The reader of a mapping's rows; a source that does not exist is noted. */
export function rowsFrom(reading: Reading, entry: Entry<{ readonly from: string }>): RowReader {
  const source = entry.value.from;
  if (!reading.sources.includes(source))
    note(reading, [...entry.path, "from"], {
      code: "CONFIG_UNKNOWN_SOURCE",
      message: `there is no source “${source}”`,
      hint: suggestion(source, reading.sources),
    });
  const use = (path: Path, name: string) =>
    reading.columnUses.push({ source, column: name, key: pathText(path), at: reading.yaml.at(path, "value") });
  const column = (key: string, name: string) => {
    use([...entry.path, ...key.split(".")], name);
    return name;
  };
  return {
    column,
    optional: (key, name) => (name === undefined ? null : column(key, name)),
    columns: (key, names = []) => {
      for (const [index, name] of names.entries()) use([...entry.path, key, index], name);
      return names;
    },
    where: (text) => {
      const path = [...entry.path, "where"];
      const predicate = text === undefined ? null : condition(reading, path, text);
      if (predicate !== null) for (const name of predicateColumns(predicate)) use(path, name);
      return predicate;
    },
  };
}

/** The condition a value holds; null, and noted, when it cannot be read. */
export function condition(reading: Reading, path: Path, text: string): Predicate | null {
  return attempt(reading, path, () => parsePredicate(text, { flag: pathText(path) }));
}

/** Notes a cluster kind that nothing is mapped to. */
export function checkKind(reading: Reading, path: Path, kind: string): void {
  if (reading.kinds.includes(kind)) return;
  note(reading, path, {
    code: "CONFIG_UNKNOWN_CLUSTER",
    message: `nothing says what a “${kind}” is`,
    hint: `${suggestion(kind, reading.kinds)}; a new kind is described under clusters: ${kind}:`,
    part: path.at(-1) === kind ? "key" : "value",
  });
}
