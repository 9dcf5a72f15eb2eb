import { readFile, stat } from "node:fs/promises";
import { readXlsx, streamXlsxRows } from "hucre/xlsx";
import { SmacError } from "../../errors.ts";
import { suggestion } from "../../text/nearest.ts";
import { diskError } from "./disk-error.ts";
import type { Place } from "./paths.ts";
import { zipSize } from "./zip-size.ts";

/** A row of a sheet: its number, from 1, and its cells as text; an empty cell is null. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly (string | null)[];
}

const megabyte = 1024 * 1024;
/** Workbooks are read in memory, so there is an end to their size. */
const limits = { packed: 512 * megabyte, unpacked: 2048 * megabyte, harmless: 64 * megabyte, ratio: 250 };

/**
 * The rows of a sheet of an XLSX file, the first sheet unless the place names
 * one. Dates become ISO wall-clock text, numbers and truth values text.
 *
 * @throws SmacError `INPUT_BAD_XLSX`, `INPUT_NO_SHEET`, `INPUT_TOO_LARGE`.
 */
export async function* sheetRows(place: Place, options: { readonly maxRows?: number } = {}): AsyncGenerator<SheetRow> {
  const bytes = await guardedBytes(place);
  try {
    const sheet = await sheetName(bytes, place);
    for await (const row of streamXlsxRows(bytes, { sheet, ...options })) {
      yield { number: row.index + 1, cells: row.values.map(cellText) };
    }
  } catch (error) {
    if (error instanceof SmacError || !(error instanceof Error)) throw error;
    throw badWorkbook(place, error);
  }
}

async function guardedBytes(place: Place): Promise<Buffer> {
  const bytes = await stat(place.path)
    .then(({ size }) => {
      if (size > limits.packed) throw tooLarge(place, size);
      return readFile(place.path);
    })
    .catch((error: unknown) => {
      throw diskError(error, place.label);
    });
  const size = zipSize(bytes);
  if (size === null) throw badWorkbook(place, new Error("its directory is missing"));
  const bomb = size.unpacked > limits.harmless && size.unpacked > bytes.length * limits.ratio;
  if (bomb || size.unpacked > limits.unpacked) throw tooLarge(place, size.unpacked);
  return bytes;
}

function tooLarge(place: Place, bytes: number): SmacError {
  const size = Number.isFinite(bytes) ? `${Math.round(bytes / megabyte)} MB` : "far too much";
  return new SmacError("INPUT_TOO_LARGE", `“${place.label}” is too large for a workbook: it unpacks to ${size}`, {
    hint: "save the sheet as CSV and give that",
  });
}

function badWorkbook(place: Place, cause: Error): SmacError {
  const locked = cause.name === "EncryptedFileError";
  return new SmacError(
    "INPUT_BAD_XLSX",
    locked ? `“${place.label}” has a password` : `“${place.label}” is not a whole XLSX file: ${cause.message}`,
    {
      hint: "open it in a spreadsheet program and save it again without a password, or as CSV",
      cause,
    },
  );
}

/**
 * The names of the sheets of an XLSX file, in their order.
 *
 * @throws SmacError `INPUT_BAD_XLSX`, `INPUT_TOO_LARGE`.
 */
export async function sheetNames(place: Place): Promise<readonly string[]> {
  const bytes = await guardedBytes(place);
  return namesIn(bytes).catch((error: unknown) => {
    throw error instanceof Error ? badWorkbook(place, error) : error;
  });
}

async function namesIn(bytes: Buffer): Promise<readonly string[]> {
  const names: string[] = [];
  await readXlsx(bytes, {
    sheets: ({ name }) => {
      names.push(name);
      return false;
    },
  });
  return names;
}

async function sheetName(bytes: Buffer, place: Place): Promise<string> {
  const names = await namesIn(bytes);
  const wanted = place.part ?? names[0];
  const found =
    names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === wanted?.toLowerCase());
  if (found !== undefined) return found;
  throw new SmacError("INPUT_NO_SHEET", `“${place.label}” has no sheet “${place.part ?? ""}”`, {
    hint: suggestion(place.part ?? "", names),
  });
}

function cellText(value: string | number | boolean | Date | null | undefined): string | null {
  if (value === null || value === undefined || value === "") return null;
  return value instanceof Date ? wallClock(value) : String(value);
}

/** A date cell counts days as a fraction, so a second may come out a thousandth off. */
function wallClock(value: Date): string {
  if (Number.isNaN(value.getTime())) return "";
  const second = Math.round(value.getTime() / 1000) * 1000;
  const time = Math.abs(value.getTime() - second) <= 1 ? second : value.getTime();
  return new Date(time)
    .toISOString()
    .replace(/(\.000)?Z$/, "")
    .replace(/T00:00:00$/, "");
}
