import type { Engine } from "../engines/duckdb/engine.ts";
import { streamKey } from "../model/connection.ts";
import { identifier } from "../sql/quote.ts";
import { rawTable, rowColumns } from "./raw-table.ts";
import type { RawColumn, RawTable } from "./raw-table.ts";

/** What the store adds to each row of a stream beside what it adds to every raw row. */
export const streamColumns = {
  /** The content as a number: equal rows have equal ones. */
  digest: "_digest",
  /** The order in which rows came, while they are gathered. */
  order: "_n",
  /** Whether it is news of a row that is gone, while it is gathered. */
  gone: "_gone",
} as const;

const reserved = new Set<string>([...Object.values(rowColumns), ...Object.values(streamColumns), "rowid"]);

/**
 * The raw table of a stream, with columns by these names; unlike those of files
 * they are told apart by letter case too. New columns are put down in the table
 * only by {@link growTable}.
 */
export function withColumns(raw: RawTable, names: Iterable<string>): RawTable {
  const known = new Set(raw.columns.map((column) => column.name));
  const used = new Set([...reserved, ...raw.columns.map((column) => column.physical.toLowerCase())]);
  const added: RawColumn[] = [];
  for (const name of names) {
    if (known.has(name)) continue;
    known.add(name);
    const physical = freeName(name, used);
    used.add(physical.toLowerCase());
    added.push({ name, physical });
  }
  return added.length === 0 ? raw : { ...raw, columns: [...raw.columns, ...added] };
}

function freeName(name: string, used: ReadonlySet<string>): string {
  let free = name === "" ? "_" : name.replaceAll("\0", "\uFFFD");
  while (used.has(free.toLowerCase())) free += "_";
  return free;
}

const ownColumns =
  "_load INTEGER, _row BIGINT, _learned TIMESTAMP, _forgotten TIMESTAMP, _gone_load INTEGER, _digest UHUGEINT";

/** Makes the raw table of a stream have the columns of `raw`; belongs in a transaction. */
export async function growTable(engine: Engine, raw: RawTable, loadId: number): Promise<void> {
  const standing = (await rawTable(engine, raw.source)).columns.length;
  const added = raw.columns.slice(standing);
  if (added.length === 0) return;
  const table = identifier(raw.table);
  const cells = added.map(({ physical }) => `${identifier(physical)} VARCHAR`);
  if (standing === 0) await engine.run(`CREATE TABLE ${table} (${ownColumns}, ${cells.join(", ")})`);
  else await addColumns(engine, raw.table, added);
  await engine.append(
    "source_columns",
    ["source", "position", "name", "physical", "load_id"],
    added.map(({ name, physical }, index) => [raw.source, standing + index, name, physical, loadId]),
  );
}

/** Each column that is added costs as much as the table has columns: beyond so many it is cheaper to write it anew. */
const atOnce = 64;

/** Adds columns without a value to a table; belongs in a transaction, unless the table is temporary. */
export async function addColumns(
  engine: Engine,
  name: string,
  added: readonly RawColumn[],
  temporary: "TEMP" | "" = "",
): Promise<void> {
  const table = identifier(name);
  if (added.length <= atOnce) {
    for (const { physical } of added)
      await engine.run(`ALTER TABLE ${table} ADD COLUMN ${identifier(physical)} VARCHAR`);
    return;
  }
  const anew = identifier(`${name}~wider`);
  const cells = added.map(({ physical }) => `NULL::VARCHAR AS ${identifier(physical)}`).join(", ");
  await engine.run(`CREATE ${temporary} TABLE ${anew} AS SELECT *, ${cells} FROM ${table};
DROP TABLE ${table}; ALTER TABLE ${anew} RENAME TO ${table}`);
}

/** A number that says what is in a row: columns without a value, also new ones, do not count. */
export function digestOf(raw: RawTable): string {
  const cells = raw.columns.flatMap(({ name, physical }, index) => {
    if (name === streamKey) return [];
    const cell = identifier(physical);
    return [`'${index}:' || strlen(${cell}) || ':' || ${cell}`];
  });
  return `md5_number(concat_ws(chr(31), ${cells.length === 0 ? "''" : cells.join(", ")}))`;
}
