import { writeXlsx } from "hucre/xlsx";
import type { CellValue, WriteSheet } from "hucre/xlsx";
import { SmacError } from "../errors.ts";
import type { Report } from "../query/report.ts";
import { tame } from "./display-width.ts";
import { flatRows } from "./flat.ts";
import type { FlatColumn, FlatTable, FlatValue } from "./flat.ts";
import type { TitledTable } from "./flat-together.ts";
import { reportNotes } from "./table-notes.ts";
import { seriesOf } from "./table-series.ts";

const mostRows = 1_048_575;
const longestText = 32_767;
const formats: Readonly<Record<FlatColumn["type"], string | undefined>> = {
  text: "@",
  boolean: undefined,
  date: "yyyy-mm-dd",
  number: "#,##0",
  share: "0.0%",
};

/**
 * A report as an XLSX workbook: sheet `Rows`, sheet `Definition` with the
 * definition's sentence and the notes, sheet `Totals`. Numbers are numbers,
 * rates percentages, dates dates; texts are always texts, never formulas. The
 * header rows stay in view.
 *
 * @throws SmacError `OUTPUT_TOO_MANY_ROWS` when a sheet would be too long.
 */
export async function reportXlsx(report: Report): Promise<Uint8Array> {
  const all = flatRows(report);
  const scoped = (scope: string): FlatTable => ({
    columns: all.columns.slice(1),
    rows: all.rows.filter((row) => row[0] === scope).map((row) => row.slice(1)),
  });
  const rows = without(scoped("row"), ["left"]);
  const by = all.columns.filter((c) => c.name.startsWith("by.")).map((c) => c.name);
  const totals = without(scoped("total"), ["stage", "product", ...by]);
  return writeXlsx({ sheets: [sheet("Rows", rows), definitionSheet(report), sheet("Totals", totals)] });
}

/**
 * A flat table as an XLSX workbook of one sheet.
 *
 * @throws SmacError `OUTPUT_TOO_MANY_ROWS` when the sheet would be too long.
 */
export async function tableXlsx(table: FlatTable, name: string): Promise<Uint8Array> {
  return writeXlsx({ sheets: [sheet(name, table)] });
}

/**
 * Several tables as an XLSX workbook, a sheet for each under its title; a first sheet says which is which, since the
 * name of a sheet is short.
 *
 * @throws SmacError `OUTPUT_TOO_MANY_ROWS` when a sheet would be too long.
 */
export async function tablesXlsx(tables: readonly TitledTable[]): Promise<Uint8Array> {
  const names = sheetNames(tables.map(({ title }) => title));
  const contents: FlatTable = {
    columns: [
      { name: "sheet", type: "text" },
      { name: "title", type: "text" },
      { name: "rows", type: "number" },
    ],
    rows: tables.map(({ title, table }, i) => [names[i] ?? "", title, table.rows.length]),
  };
  const sheets = tables.map(({ table }, i) => sheet(names[i] ?? `Table ${i + 1}`, table));
  return writeXlsx({ sheets: [sheet("Contents", contents), ...sheets] });
}

/** Titles as sheets may be called: at most 31 letters, without the signs of references, each once. */
function sheetNames(titles: readonly string[]): readonly string[] {
  const taken = new Set(["contents"]);
  return titles.map((title, i) => {
    const plain = tame(title)
      .replaceAll(/[\s[\]:*?/\\]+/g, " ")
      .replaceAll(/^[\s']+|[\s']+$/g, "");
    const base = [...(plain || `Table ${i + 1}`)].slice(0, 24).join("").slice(0, 26).trim();
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${base} ${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

function without(table: FlatTable, names: readonly string[]): FlatTable {
  const kept = table.columns.flatMap((c, i) => (names.includes(c.name) ? [] : [i]));
  return {
    columns: table.columns.filter((c) => !names.includes(c.name)),
    rows: table.rows.map((row) => kept.map((i) => row[i] ?? null)),
  };
}

function sheet(name: string, { columns, rows }: FlatTable): WriteSheet {
  if (rows.length > mostRows) {
    throw new SmacError(
      "OUTPUT_TOO_MANY_ROWS",
      `${rows.length} rows do not fit into an XLSX sheet, which holds ${mostRows}`,
      {
        hint: "take --format csv or parquet, or ask for fewer periods",
      },
    );
  }
  const header: CellValue[] = columns.map((c) => textOf(c.name));
  return {
    name,
    columns: columns.map((column, i) => {
      const numFmt = formatOf(
        column,
        rows.map((row) => row[i] ?? null),
      );
      const width = Math.max(column.type === "text" ? 14 : 11, column.name.length + 2);
      return numFmt === undefined ? { width } : { width, numFmt };
    }),
    rows: [header, ...rows.map((row) => row.map((value, i) => cellOf(value, columns[i]?.type ?? "text")))],
    freezePane: { rows: 1 },
  };
}

/** Whole numbers are shown whole; a column with a part of a cluster in it with two decimals. */
function formatOf({ type }: FlatColumn, values: readonly FlatValue[]): string | undefined {
  const parts = type === "number" && values.some((v) => typeof v === "number" && !Number.isInteger(v));
  return parts ? "#,##0.00" : formats[type];
}

function cellOf(value: FlatValue, type: FlatColumn["type"]): CellValue {
  if (typeof value !== "string") return value;
  const date = type === "date" && value >= "1900-03-01" ? new Date(`${value}T00:00:00Z`) : null;
  return date !== null && !Number.isNaN(date.getTime()) ? date : textOf(value);
}

function textOf(text: string): string {
  const tamed = tame(text);
  return tamed.length > longestText ? `${tamed.slice(0, longestText - 1)}…` : tamed;
}

function definitionSheet(report: Report): WriteSheet {
  const { name, version, sentence } = report.definition;
  const notes = reportNotes(report, seriesOf(report)).map((note): CellValue[] => ["note", note]);
  const rows: CellValue[][] = [
    ["definition", textOf(name)],
    ["version", version],
    ["sentence", textOf(sentence)],
    ...notes,
  ];
  return { name: "Definition", columns: [{ width: 14 }, { width: 110 }], rows };
}
