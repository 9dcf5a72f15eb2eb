import { identifier } from "../../sql/quote.ts";
import { linesOfRows } from "./lines.ts";
import type { Place } from "./paths.ts";
import type { RejectedRow } from "./rejects.ts";
import type { Lined, RowNumbers, SourceContext } from "./source.ts";
import type { Column, FileTable } from "./table-spec.ts";

/** What a table is made of. */
export interface TableParts {
  readonly relation: string;
  /** The SELECT behind the view, with the columns `own`. */
  readonly body: string;
  readonly columns: readonly Column[];
  readonly allColumns: readonly Column[];
  readonly own: { readonly row: string; readonly file: string };
  readonly sample: readonly (readonly string[])[];
  readonly rowCount: number | null;
  readonly places: readonly Place[];
  readonly countedOn?: boolean;
  readonly lined: (label: string) => Lined | RowNumbers | null;
  readonly extremes: FileTable["extremes"];
}

/** Makes the view and the handle of a table. */
export async function fileTable(parts: TableParts, context: SourceContext): Promise<FileTable> {
  const { engine, rejects } = context;
  const conditions: string[] = [];
  const makeView = (): Promise<void> => {
    const where = conditions.map((condition) => ` AND NOT coalesce(${condition}, false)`).join("");
    const sql = where === "" ? parts.body : `SELECT * FROM (${parts.body}) WHERE true${where}`;
    return engine.run(`CREATE OR REPLACE TEMP VIEW ${parts.relation} AS ${sql}`);
  };
  await makeView();
  return {
    relation: parts.relation,
    columns: parts.columns,
    allColumns: parts.allColumns,
    sample: parts.sample,
    files: parts.places.map((place) => place.label),
    rowCount: parts.rowCount,
    rowColumn: parts.own.row,
    countedOn: parts.countedOn ?? false,
    fileColumn: parts.own.file,
    badRows: rejects.count,
    badRowsRule: context.spec.badRows,
    extremes: (column) => (conditions.length === 0 ? parts.extremes(column) : Promise.resolve(null)),
    async locate(file, row) {
      const [line] = await lines(file, [row], { parts, context });
      return { file, line: line ?? row, column: 1 };
    },
    async reject(condition, reason) {
      const found = await rowsThat(condition, { parts, context, reason });
      if (found.length === 0) return 0;
      await rejects.add(found, "late");
      conditions.push(condition);
      await makeView();
      await rejects.settle();
      return found.length;
    },
  };
}

interface Inside {
  readonly parts: TableParts;
  readonly context: SourceContext;
}

async function lines(file: string, rows: readonly number[], { parts, context }: Inside): Promise<readonly number[]> {
  const lined = parts.lined(file);
  if (lined === null) return rows;
  if ("numbers" in lined) return rows.map((row) => lined.numbers[row - 1] ?? row);
  const rejected = await context.rejects.linesOf(file);
  return linesOfRows(lined, rows, { quotes: lined.quotes, skip: (line) => line <= lined.before || rejected.has(line) });
}

async function rowsThat(condition: string, inside: Inside & { reason: string }): Promise<RejectedRow[]> {
  const { parts, context, reason } = inside;
  const file = identifier(parts.own.file);
  const row = identifier(parts.own.row);
  const texts = parts.columns.map((column) => `coalesce(${identifier(column.name)}::VARCHAR, '')`).join(", ");
  const found = await context.engine.rows<{ file: string; row: number; text: string }>(
    `SELECT ${file} AS file, ${row} AS row, concat_ws(',', ${texts}) AS text FROM ${parts.relation}
     WHERE ${condition} ORDER BY ${file}, ${row}`,
  );
  const rejected: RejectedRow[] = [];
  for (const label of new Set(found.map((one) => one.file))) {
    const own = found.filter((one) => one.file === label);
    const at = await lines(
      label,
      own.map((one) => one.row),
      inside,
    );
    own.forEach((one, i) => rejected.push({ file: label, line: at[i] ?? one.row, column: 1, reason, text: one.text }));
  }
  return rejected;
}
