import type { FlatColumn, FlatTable } from "./flat.ts";

/** A table with what it is called. */
export interface TitledTable {
  readonly title: string;
  readonly table: FlatTable;
}

/**
 * Several tables as one: the first column, `table`, says which, the others are those of all of them, each once where
 * they have one name and type. What a table has not is null.
 *
 * @example
 * ```ts
 * togetherFlat([{ title: "A", table: a }, { title: "B", table: b }]); // table, stage, active, cluster, …
 * ```
 */
export function togetherFlat(tables: readonly TitledTable[]): FlatTable {
  const known = new Map<string, FlatColumn>();
  for (const { table } of tables)
    for (const column of table.columns) known.set(keyOf(column), { ...column, name: column.name });
  const columns = [...known.values()];
  const taken = new Set(["table"]);
  const named = columns.map((column) => {
    let name = column.name;
    for (let number = 2; taken.has(name); number++) name = `${column.name}_${number}`;
    taken.add(name);
    return { ...column, name };
  });
  const place = new Map([...known.keys()].map((key, index) => [key, index]));
  const rows = tables.flatMap(({ title, table }) => {
    const places = table.columns.map((column) => place.get(keyOf(column)) ?? 0);
    return table.rows.map((row) => {
      const all: FlatTable["rows"][number][number][] = columns.map(() => null);
      for (const [index, at] of places.entries()) all[at] = row[index] ?? null;
      return [title, ...all];
    });
  });
  return { columns: [{ name: "table", type: "text" }, ...named], rows };
}

function keyOf({ name, type }: FlatColumn): string {
  return `${type} ${name}`;
}
