import { counted } from "../../text/counted.ts";
import { SmacError } from "../../errors.ts";
import { findHeader } from "./header.ts";
import type { Place } from "./paths.ts";
import type { TextRecord } from "./records.ts";
import type { RejectedRow } from "./rejects.ts";
import { chosen, refuseWhenStopped } from "./source.ts";
import type { LoadTarget, Source, SourceContext } from "./source.ts";
import { sheetRows } from "./xlsx.ts";
import type { SheetRow } from "./xlsx.ts";

interface Sheet {
  readonly place: Place;
  readonly width: number;
  /** The number of the header's row, null when there is none. */
  readonly headerRow: number | null;
  /** The sheet's row number of each loaded row. */
  readonly numbers: number[];
}

/** Looks at a sheet of a workbook: its header and first rows. Wholly empty rows are no rows. */
export async function inspectXlsx(place: Place, context: SourceContext): Promise<Source> {
  const { spec } = context;
  const found: TextRecord[] = [];
  for await (const row of sheetRows(place, { maxRows: 500 })) {
    if (!isEmpty(row)) found.push({ fields: trimmed(row.cells), line: row.number });
  }
  if (found.length === 0)
    throw new SmacError("INPUT_EMPTY_FILE", `“${place.label}” has an empty sheet`, {
      hint: "name another one as FILE.xlsx#Sheet",
    });
  const header = findHeader(found, { label: place.label, columns: spec.columns, onNote: spec.onNote });
  const sheet: Sheet = {
    place,
    width: header.names.length,
    headerRow: header.present ? (found[0]?.line ?? null) : null,
    numbers: [],
  };
  const body = header.present ? found.slice(1) : found;
  return {
    place,
    columns: header.names.map((name) => ({ name, type: "text" as const })),
    sample: body.slice(0, 100).map(({ fields }) => header.names.map((_, i) => fields[i] ?? "")),
    load: (target) => load(sheet, target, context),
    lined: () => ({ numbers: sheet.numbers }),
  };
}

function isEmpty(row: SheetRow): boolean {
  return row.cells.every((cell) => cell === null);
}

/** The cells up to the last one that holds something. */
function trimmed(cells: readonly (string | null)[]): string[] {
  const last = cells.findLastIndex((cell) => cell !== null);
  return cells.slice(0, last + 1).map((cell) => cell ?? "");
}

async function load(sheet: Sheet, target: LoadTarget, context: SourceContext): Promise<void> {
  const bad: RejectedRow[] = [];
  const fields = chosen(target);
  sheet.numbers.length = 0;
  async function* cells() {
    for await (const row of sheetRows(sheet.place)) {
      refuseWhenStopped(context);
      if (isEmpty(row) || row.number === sheet.headerRow) continue;
      const full = trimmed(row.cells);
      if (full.length > sheet.width) {
        bad.push({
          file: sheet.place.label,
          line: row.number,
          column: sheet.width + 1,
          reason: `expected ${counted(sheet.width, "column")}, found ${full.length}`,
          text: full.join(","),
        });
        continue;
      }
      sheet.numbers.push(row.number);
      yield [...fields.map(({ at }) => row.cells[at] ?? null), target.file];
    }
  }
  await context.engine.append(target.table, [...fields.map(({ to }) => to), "f"], cells());
  await context.rejects.add(bad);
}
