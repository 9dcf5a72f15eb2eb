import { counted } from "../../text/counted.ts";
import { SmacError } from "../../errors.ts";
import type { TextRecord } from "./records.ts";

/** What a text file's first line is, and what its columns are called. */
export interface Header {
  readonly names: readonly string[];
  /** Whether the first record is a header and not data. */
  readonly present: boolean;
}

/** Which kind of value a cell looks like. */
export type CellKind = "empty" | "number" | "date" | "text";

/** What a single cell looks like, without its neighbours. */
export function cellKind(cell: string): CellKind {
  const text = cell.trim();
  if (text === "" || /^(null|n\/a|nan|none)$/i.test(text)) return "empty";
  if (
    /^[-+(]?[$€£]?\s?\d[\d.,'\u00a0 ]*([eE][-+]?\d+)?\s?[%€$£)]?$/.test(text) &&
    !/^\d{1,4}\.\d{1,2}\.\d{2,4}$/.test(text)
  )
    return "number";
  if (/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T,].*)?$/.test(text)) return "date";
  if (/^[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|^([A-Za-z]{3}, )?\d{1,2}[ -][A-Za-z]{3,9}[ -,]+\d{2,4}/.test(text))
    return "date";
  return "text";
}

/**
 * Finds the header, or takes the given names.
 *
 * @throws SmacError `INPUT_NO_HEADER` when the first line is data like the others, or a title above the header,
 * `INPUT_COLUMN_COUNT` when the given names are too many or too few,
 * `INPUT_DUPLICATE_COLUMN`, `INPUT_UNNAMED_COLUMN`.
 */
export function findHeader(
  found: readonly TextRecord[],
  about: {
    readonly label: string;
    readonly columns: readonly string[] | undefined;
    readonly onNote: (text: string) => void;
  },
): Header {
  const first = found[0];
  if (first === undefined)
    throw new SmacError("INPUT_EMPTY_FILE", `“${about.label}” holds only blank lines`, {
      hint: "was the export cut off?",
    });
  if (about.columns !== undefined) return givenHeader(first, found, { ...about, columns: about.columns });
  refuseTitle(found, about.label);
  if (isData(first, found.slice(1))) {
    const example = first.fields.slice(0, 4).join(", ");
    const sample = first.fields.map((_, i) => String.fromCharCode(97 + (i % 26))).join(",");
    throw new SmacError(
      "INPUT_NO_HEADER",
      `“${about.label}” has no header: its first line holds values (${example}${first.fields.length > 4 ? ", …" : ""})`,
      {
        hint: `name its ${counted(first.fields.length, "column")} with --columns ${sample}`,
        at: { file: about.label, line: first.line, column: 1 },
      },
    );
  }
  return { names: checkNames(first, about.label), present: true };
}

/** Refuses a table whose first lines are a title: a single cell, where the lines after have several. */
function refuseTitle(found: readonly TextRecord[], label: string): void {
  const start = found.findIndex((record) => filled(record) > 1);
  const header = found[start];
  if (start < 1 || header === undefined) return;
  const rest = found.slice(start);
  const hasNames = header.fields.every((field, i) => cellKind(field) === "text" || i >= filled(header));
  const wide = rest.filter((record) => filled(record) > 1).length;
  if (!hasNames || wide * 2 <= rest.length || isData(header, rest.slice(1))) return;
  const title = (found[0]?.fields[0] ?? "").trim();
  const shown = title.length > 60 ? `${title.slice(0, 60)}…` : title;
  throw new SmacError(
    "INPUT_NO_HEADER",
    `“${label}” begins with a title (“${shown}”); its header is probably in line ${header.line} (${header.fields.slice(0, 4).join(", ")}${header.fields.length > 4 ? ", …" : ""})`,
    {
      hint: `delete ${header.line === 2 ? "the line" : `the ${header.line - 1} lines`} above it, so that the file begins with the header`,
      at: { file: label, line: header.line, column: 1 },
    },
  );
}

/** How many cells a record has up to the last that holds something. */
function filled({ fields }: TextRecord): number {
  return fields.findLastIndex((field) => field.trim() !== "") + 1;
}

function givenHeader(
  first: TextRecord,
  found: readonly TextRecord[],
  about: { readonly label: string; readonly columns: readonly string[]; readonly onNote: (text: string) => void },
): Header {
  const { columns, label } = about;
  const names = checkNames({ fields: columns, line: 1 }, "--columns");
  const width = usualWidth(found);
  if (width !== columns.length) {
    throw new SmacError(
      "INPUT_COLUMN_COUNT",
      `--columns names ${counted(columns.length, "column")}, but “${label}” has ${width}`,
      {
        hint: `its first line is: ${first.fields.slice(0, 6).join(", ")}${first.fields.length > 6 ? ", …" : ""}`,
        at: { file: label, line: first.line, column: 1 },
      },
    );
  }
  const same = columns.every((name, i) => name.trim().toLowerCase() === (first.fields[i] ?? "").trim().toLowerCase());
  if (same) about.onNote(`the first line of “${label}” holds the names given with --columns and is skipped`);
  else if (found.length > 1 && first.fields.every((f) => cellKind(f) === "text") && hasTyped(found.slice(1))) {
    about.onNote(
      `the first line of “${label}” looks like a header (${first.fields.slice(0, 4).join(", ")}), but is read as data since --columns was given`,
    );
  }
  return { names, present: same };
}

/** The number of fields most records have; the earlier one when equal. */
function usualWidth(found: readonly TextRecord[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of found) {
    const width = fields.length > 1 && fields.at(-1) === "" ? fields.length - 1 : fields.length;
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  const full = new Set(found.map(({ fields }) => fields.length));
  const [usual] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0];
  // A last column that is always empty is still a column when every record has it.
  return full.size === 1 ? ([...full][0] ?? usual) : usual;
}

/** Whether every column of numbers or dates has such a value in the first line too. */
function isData(first: TextRecord, rest: readonly TextRecord[]): boolean {
  if (rest.length === 0) return first.fields.some((f) => ["number", "date"].includes(cellKind(f)));
  const typed = first.fields.flatMap((_, i) => {
    const kind = columnKind(rest, i);
    return kind === undefined ? [] : [{ kind, first: cellKind(first.fields[i] ?? "") }];
  });
  return typed.some((t) => t.first !== "empty") && typed.every((t) => t.first === t.kind || t.first === "empty");
}

function hasTyped(rest: readonly TextRecord[]): boolean {
  return (rest[0]?.fields ?? []).some((_, i) => columnKind(rest, i) !== undefined);
}

function columnKind(rest: readonly TextRecord[], index: number): "number" | "date" | undefined {
  const kinds = rest.map((r) => cellKind(r.fields[index] ?? "")).filter((k) => k !== "empty");
  if (kinds.length === 0) return undefined;
  const share = (kind: CellKind): number => kinds.filter((k) => k === kind).length / kinds.length;
  if (share("number") >= 0.9) return "number";
  return share("date") >= 0.9 ? "date" : undefined;
}

/**
 * The names of a header, trimmed. An empty last name with a delimiter at the line's end is no column.
 *
 * @throws SmacError `INPUT_DUPLICATE_COLUMN`, `INPUT_UNNAMED_COLUMN`.
 */
export function checkNames(header: TextRecord, label: string): string[] {
  const names = header.fields.map((name) => name.replace(/^\ufeff/, "").trim());
  if (names.length > 1 && names.at(-1) === "") names.pop();
  const at = { file: label, line: header.line, column: 1 };
  const unnamed = names.flatMap((name, i) => (name === "" ? [i + 1] : []));
  if (unnamed.length > 0) {
    throw new SmacError(
      "INPUT_UNNAMED_COLUMN",
      `${label}:${header.line}: ${many(unnamed.length, "column")} without a name: number ${unnamed.join(", ")}`,
      {
        hint: "give every column a name in the header, or name them all with --columns after removing the header",
        at,
      },
    );
  }
  const places = new Map<string, number[]>();
  names.forEach((name, i) => places.set(name.toLowerCase(), [...(places.get(name.toLowerCase()) ?? []), i]));
  const doubled = [...places.values()].filter((p) => p.length > 1);
  if (doubled.length > 0) {
    const list = doubled.map(
      (p) => `“${[...new Set(p.map((i) => names[i]))].join("” and “")}” (columns ${p.map((i) => i + 1).join(" and ")})`,
    );
    throw new SmacError(
      "INPUT_DUPLICATE_COLUMN",
      `${label}:${header.line}: more than one column has the same name: ${list.join(", ")}`,
      {
        hint: "rename one of them; names that differ only in upper and lower case count as the same",
        at,
      },
    );
  }
  return names;
}

function many(count: number, thing: string): string {
  return count === 1 ? `a ${thing}` : `${count} ${thing}s`;
}
