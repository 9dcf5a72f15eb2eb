import { SmacError } from "../../errors.ts";
import type { Head } from "./head.ts";

/** How a file is written inside. */
export type FileKind = "csv" | "json-lines" | "json-array" | "json-stream" | "parquet" | "xlsx" | "sqlite";

/** What the first bytes say about a file. */
export interface Recognised {
  readonly kind: FileKind;
  /** A label that TextDecoder knows; only for text. */
  readonly encoding: string;
  /** Whether the text begins with a byte order mark. */
  readonly mark: boolean;
  /** The first text, without a byte order mark; only for text. */
  readonly text: string;
}

const foreign: readonly { readonly magic: string; readonly what: string }[] = [
  { magic: "d0cf11e0a1b11ae1", what: "an old Excel file, or an Excel file with a password" },
  { magic: "28b52ffd", what: "a zstd file" },
  { magic: "425a68", what: "a bzip2 file" },
  { magic: "fd377a585a00", what: "an xz file" },
  { magic: "25504446", what: "a PDF" },
  { magic: "4f626a01", what: "an Avro file" },
  { magic: "4152524f5731", what: "an Arrow file" },
  { magic: "89504e47", what: "a picture" },
  { magic: "ffd8ff", what: "a picture" },
];

/**
 * Tells a file's kind by its content; the name only decides between kinds of text.
 *
 * @throws SmacError `INPUT_UNKNOWN_KIND`, `INPUT_NOT_TEXT`, `INPUT_UNKNOWN_ENCODING`.
 */
export function recognise(head: Head, label: string, declared?: string): Recognised {
  const { bytes } = head;
  const binary = binaryKind(bytes);
  if (binary !== undefined) return { kind: binary, encoding: "", mark: false, text: "" };
  const hex = bytes.subarray(0, 8).toString("hex");
  const other = foreign.find(({ magic }) => hex.startsWith(magic));
  if (other !== undefined || bytes.subarray(0, 4).toString("latin1") === "PK\u0003\u0004") {
    throw unknownKind(label, other?.what ?? "a zip archive");
  }
  const { encoding, mark } = encodingOf(head, label, declared);
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  refuseGarbage(text, label);
  return { kind: textKind(text, label), encoding, mark, text };
}

function binaryKind(bytes: Buffer): FileKind | undefined {
  const start = bytes.subarray(0, 16).toString("latin1");
  if (start.startsWith("PAR1")) return "parquet";
  if (start === "SQLite format 3\0") return "sqlite";
  const isWorkbook = start.startsWith("PK\u0003\u0004") && bytes.subarray(0, 65536).includes("[Content_Types].xml");
  return isWorkbook || (start.startsWith("PK\u0003\u0004") && bytes.includes("xl/")) ? "xlsx" : undefined;
}

function unknownKind(label: string, what: string): SmacError {
  const hint = what.includes("password")
    ? "open it in a spreadsheet program and save it as .xlsx without a password, or as CSV"
    : "give CSV, TSV, JSON lines, Parquet, XLSX or SQLite; unpack an archive first";
  return new SmacError("INPUT_UNKNOWN_KIND", `“${label}” is ${what}, which is not read`, { hint });
}

function encodingOf(head: Head, label: string, declared: string | undefined): { encoding: string; mark: boolean } {
  const start = head.bytes.subarray(0, 3).toString("hex");
  if (start === "efbbbf") return { encoding: "utf-8", mark: true };
  if (start.startsWith("fffe")) return { encoding: "utf-16le", mark: true };
  if (start.startsWith("feff")) return { encoding: "utf-16be", mark: true };
  if (declared !== undefined) return { encoding: knownEncoding(declared, label), mark: false };
  const wide = wideEncoding(head.bytes);
  if (wide !== undefined) return { encoding: wide, mark: false };
  return { encoding: isUtf8(head) ? "utf-8" : "windows-1252", mark: false };
}

/** The decoder's label for a name people use, e.g. `latin-1`. */
function knownEncoding(name: string, label: string): string {
  const usual = name
    .trim()
    .toLowerCase()
    .replace(/^latin-?1$/, "iso-8859-1")
    .replace(/^cp-?/, "windows-")
    .replace(/^utf-?16$/, "utf-16le");
  try {
    return new TextDecoder(usual).encoding;
  } catch {
    throw new SmacError("INPUT_UNKNOWN_ENCODING", `the encoding “${name}” of “${label}” is not known`, {
      hint: "say utf-8, utf-16le, utf-16be, latin-1 or windows-1252",
    });
  }
}

function wideEncoding(bytes: Buffer): string | undefined {
  const count = Math.min(bytes.length, 2000) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < count; i += 2) {
    if (bytes[i] === 0) even += 1;
    if (bytes[i + 1] === 0) odd += 1;
  }
  const enough = count / 2 / 2;
  if (count < 4) return undefined;
  if (odd > enough && even === 0) return "utf-16le";
  return even > enough && odd === 0 ? "utf-16be" : undefined;
}

function isUtf8(head: Head): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head.bytes, { stream: !head.whole });
    return true;
  } catch {
    return false;
  }
}

function refuseGarbage(text: string, label: string): void {
  const start = text.slice(0, 20000);
  const controls = start.match(/[\u0000-\u0008\u000e-\u001f\u007f\u0081\u008d\u008f\u0090\u009d\ufffd]/g)?.length ?? 0;
  if (controls > Math.max(2, start.length / 50) || (start.includes("\u0000") && controls * 200 > start.length)) {
    throw new SmacError("INPUT_NOT_TEXT", `“${label}” is not a table: it holds bytes that are no text`, {
      hint: "give CSV, TSV, JSON lines, Parquet, XLSX or SQLite; for text in another encoding say --encoding",
    });
  }
}

function textKind(text: string, label: string): FileKind {
  const start = text.trimStart();
  const extension = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(label.toLowerCase())?.[1] ?? "";
  if (["csv", "tsv", "tab", "psv"].includes(extension)) return "csv";
  const named = ["json", "jsonl", "ndjson"].includes(extension);
  if (start.startsWith("{")) return linesOfObjects(start) ? "json-lines" : "json-stream";
  if (start.startsWith("[") && (named || /^\[\s*(\{|\])/.test(start))) return "json-array";
  if (!named) return "csv";
  // A first line that is broken is a bad row among good ones, not another kind of file.
  if (extension !== "json" && /^\s*\{/m.test(text)) return "json-lines";
  throw new SmacError("INPUT_BAD_JSON", `“${label}” is not JSON: it begins with “${start.slice(0, 20)}”`, {
    hint: "JSON lines hold one {…} a line; a JSON file holds [{…}, …]",
  });
}

function linesOfObjects(start: string): boolean {
  const line = start.split(/\r?\n/, 1)[0] ?? "";
  try {
    JSON.parse(line);
    return true;
  } catch {
    return line.trim().length > 1 && !/^\{\s*$/.test(line) && /\}\s*$/.test(line);
  }
}
