import { predicateSql } from "../compile/predicate.ts";
import type { PredicateColumn } from "../compile/predicate.ts";
import type { Predicate } from "../model/predicate.ts";
import type { ColumnOrText } from "../model/project-model.ts";
import type { RowSource } from "../model/row-source.ts";
import { raw, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import type { RawTable } from "./raw-table.ts";
import { findColumn } from "./source-columns.ts";

/** A source's raw table and how to read its cells as keys, texts and instants. */
export interface SourceView {
  readonly source: RowSource;
  readonly raw: RawTable;
  /** For each column (as the files name it) that holds instants: the SQL that makes a TIMESTAMP in UTC of it. */
  readonly instants: ReadonlyMap<string, string>;
}

const nothing = raw("NULL::VARCHAR");

/** The raw cell of a column as SQL; a constant null when no file has it. */
export function cell(view: SourceView, name: string | null): Fragment {
  const physical = name === null ? null : physicalName(view, name);
  return physical === null ? nothing : raw(identifier(physical));
}

/** A cell as a key or value: trimmed, empty is none. */
export function key(view: SourceView, name: string | null): Fragment {
  const value = cell(view, name);
  return value === nothing ? nothing : sql`nullif(trim(${value}, e' \\t\\r\\n'), '')`;
}

/** A cell as an instant, a TIMESTAMP in UTC; null when empty. */
export function instantOf(view: SourceView, name: string | null): Fragment {
  const known = name === null ? null : findColumn(name, [...view.instants.keys()]);
  const expression = known === null ? undefined : view.instants.get(known);
  return raw(expression === undefined ? "NULL::TIMESTAMP" : `(${expression})`);
}

/** A flag's cell as yes (true) or no (anything else). */
export function flag(view: SourceView, name: string | null): Fragment {
  const value = key(view, name);
  return value === nothing
    ? raw("NULL::BOOLEAN")
    : sql`coalesce(lower(${value}) IN ('true', 't', 'yes', 'y', '1', 'x'), false)`;
}

/** A column's value, or the text that stands for every row. */
export function columnOrText(view: SourceView, value: ColumnOrText | null): Fragment {
  if (value === null) return nothing;
  return "column" in value ? key(view, value.column) : text(value.text);
}

/** The row filter of a mapping; rows for which it is not true are as if absent. */
export function matches(view: SourceView, where: Predicate | null): Fragment {
  if (where === null) return raw("TRUE");
  const columns = new Map<string, PredicateColumn>();
  for (const { name, physical } of view.raw.columns) {
    const column: PredicateColumn = { sql: identifier(physical), type: "text" };
    columns.set(name, column);
    if (!columns.has(name.toLowerCase())) columns.set(name.toLowerCase(), column);
  }
  const piece = predicateSql(where, columns);
  return sql`(${piece})`;
}

/** When a row became known: what its own column says, else when it was loaded. */
export function learnedOf(view: SourceView): Fragment {
  if (view.source.learned === null) return raw("_learned");
  return sql`coalesce(${instantOf(view, view.source.learned)}, _learned)`;
}

/** The row as one text, to choose between versions learned at one instant; null where rows have no identity. */
export function versionOf(view: SourceView): Fragment {
  if (view.source.id === null) return nothing;
  return raw(
    `concat_ws(',', ${view.raw.columns.map(({ physical }) => `coalesce(${identifier(physical)}, '')`).join(", ")})`,
  );
}

function physicalName(view: SourceView, name: string): string | null {
  const known = findColumn(
    name,
    view.raw.columns.map((column) => column.name),
  );
  return view.raw.columns.find((column) => column.name === known)?.physical ?? null;
}
