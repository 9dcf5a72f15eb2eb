import { SmacError } from "../../errors.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import { suggestion } from "../../text/nearest.ts";
import type { Place } from "./paths.ts";
import { chosen, refuseWhenStopped } from "./source.ts";
import type { LoadTarget, Source, SourceContext } from "./source.ts";
import { openSqlite } from "./sqlite-file.ts";
import type { SqliteFile, SqliteRow } from "./sqlite-file.ts";
import type { Column, ColumnType } from "./table-spec.ts";

/** Looks at a table or view of a SQLite file. */
export async function inspectSqlite(place: Place, context: SourceContext): Promise<Source> {
  const file = await openSqlite(place, context.scratchPath);
  try {
    const table = chooseTable(file, place);
    const columns = columnsOf(file, table, place);
    const names = columns.map((column) => column.name);
    const head = file.all(`SELECT * FROM ${identifier(table)} LIMIT 100`);
    return {
      place,
      columns,
      sample: head.map((row) => names.map((name) => textOf(row[name] ?? null) ?? "")),
      load: (target) => load({ place, table, columns }, target, context),
      lined: () => null,
    };
  } finally {
    file.close();
  }
}

/**
 * The names of the tables and views of a SQLite file.
 *
 * @throws SmacError `INPUT_BAD_SQLITE`.
 */
export async function tableNames(place: Place, scratchPath: () => string): Promise<readonly string[]> {
  const file = await openSqlite(place, scratchPath);
  try {
    return namesIn(file);
  } finally {
    file.close();
  }
}

function namesIn(file: SqliteFile): readonly string[] {
  const rows = file.all(
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  );
  return rows.map((row) => String(row["name"]));
}

function chooseTable(file: SqliteFile, place: Place): string {
  const names = namesIn(file);
  if (place.part !== null) return namedTable(names, place.part, place);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  if (only === undefined)
    throw new SmacError("INPUT_NO_TABLE", `“${place.label}” has no table`, { hint: "is it the right file?" });
  throw new SmacError("INPUT_CHOOSE_TABLE", `“${place.label}” has ${names.length} tables: ${names.join(", ")}`, {
    hint: `name one, e.g. “${place.label}#${only}”`,
  });
}

function namedTable(names: readonly string[], wanted: string, place: Place): string {
  if (names.includes(wanted)) return wanted;
  const sameButCase = names.filter((name) => name.toLowerCase() === wanted.toLowerCase());
  if (sameButCase[0] !== undefined && sameButCase.length === 1) return sameButCase[0];
  const file = place.label.slice(0, place.label.length - wanted.length - 1);
  throw new SmacError("INPUT_NO_TABLE", `“${file}” has no table “${wanted}”`, { hint: suggestion(wanted, names) });
}

function columnsOf(file: SqliteFile, table: string, place: Place): Column[] {
  const declared = file.all(`SELECT name, type FROM pragma_table_info(${textLiteral(table)})`);
  const columns = declared.map((row) => ({ name: String(row["name"]), type: declaredType(String(row["type"])) }));
  const doubled = columns.find(
    ({ name }, i) => columns.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) !== i,
  );
  if (doubled !== undefined) {
    throw new SmacError("INPUT_DUPLICATE_COLUMN", `“${place.label}” has two columns “${doubled.name}”`, {
      hint: "give one of them another name in the view",
    });
  }
  // A column's type is only a wish in SQLite, so the values decide.
  const numeric = columns.filter(({ type }) => type !== "text");
  if (numeric.length === 0) return columns;
  const tests = numeric.map(({ name, type }, i) => {
    const allowed = type === "integer" ? "'integer', 'null'" : "'integer', 'real', 'null'";
    return `coalesce(max(typeof(${identifier(name)}) NOT IN (${allowed})), 0) AS t${i}`;
  });
  const [odd] = file.all(`SELECT ${tests.join(", ")} FROM ${identifier(table)}`);
  const text = new Set(numeric.filter((_, i) => odd?.[`t${i}`] === 1).map(({ name }) => name));
  return columns.map((column) => (text.has(column.name) ? { name: column.name, type: "text" } : column));
}

/** Dates and times are text or numbers in SQLite, whatever they are declared as. */
function declaredType(declared: string): ColumnType {
  if (/INT/i.test(declared)) return "integer";
  if (/REAL|FLOA|DOUB|NUMERIC|DECIMAL/i.test(declared)) return "float";
  return "text";
}

async function load(
  from: { readonly place: Place; readonly table: string; readonly columns: readonly Column[] },
  target: LoadTarget,
  context: SourceContext,
): Promise<void> {
  const file = await openSqlite(from.place, context.scratchPath);
  try {
    const fields = chosen(target);
    const names = fields.map(({ at }) => from.columns[at]?.name ?? "");
    const list = names.length === 0 ? "1" : names.map(identifier).join(", ");
    const rows = file.each(`SELECT ${list} FROM ${identifier(from.table)}`);
    await context.engine.append(
      target.table,
      [...fields.map(({ to }) => to), "f"],
      cells(rows, { names, file: target.file, context }),
    );
  } finally {
    file.close();
  }
}

function* cells(rows: Iterable<SqliteRow>, about: { names: readonly string[]; file: number; context: SourceContext }) {
  const { names, file, context } = about;
  for (const row of rows) {
    refuseWhenStopped(context);
    const values = names.map((name) => {
      const value = row[name] ?? null;
      return value instanceof Uint8Array ? textOf(value) : value;
    });
    yield [...values, file];
  }
}

function textOf(value: SqliteRow[string]): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
}
