import { SmacError } from "../../errors.ts";
import { records, spaces } from "./records.ts";
import type { Dialect, TextRecord } from "./records.ts";

/** The beginning of a text file. */
export interface TextHead {
  readonly text: string;
  /** Whether this is all of it. */
  readonly whole: boolean;
}

const words: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  "\\t": "\t",
  pipe: "|",
  space: spaces,
  spaces,
  " ": spaces,
};

/** How messages call a delimiter. */
export function delimiterName(delimiter: string): string {
  if (delimiter === spaces) return "runs of spaces";
  return { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes" }[delimiter] ?? `“${delimiter}”`;
}

/**
 * The delimiter a person named.
 *
 * @throws SmacError `INPUT_BAD_DELIMITER`.
 */
export function namedDelimiter(given: string): string {
  const delimiter = words[given.toLowerCase()] ?? given;
  if (delimiter !== spaces && (delimiter.length === 0 || delimiter.length > 4 || /["\r\n\\]/.test(delimiter))) {
    throw new SmacError("INPUT_BAD_DELIMITER", `“${given}” cannot be a delimiter`, {
      hint: "say comma, semicolon, tab, pipe, space, or one to four characters without quotes",
    });
  }
  return delimiter;
}

/**
 * How a text is cut into fields: the delimiter that cuts the most records into
 * as many fields as the first one, earlier candidates first; runs of spaces
 * only when nothing else cuts.
 */
export function detectDialect(head: TextHead, delimiter?: string): Dialect {
  const escape = /(^|[^\\])\\"/.test(head.text) && !head.text.includes('""') ? "\\" : '"';
  if (delimiter !== undefined) return { delimiter: namedDelimiter(delimiter), escape };
  let best: Dialect = { delimiter: ",", escape };
  let bestScore = 0;
  for (const candidate of [",", ";", "\t", "|"]) {
    const score = agreement(sampleRecords(head, { delimiter: candidate, escape }));
    if (score > bestScore) {
      best = { delimiter: candidate, escape };
      bestScore = score;
    }
  }
  const spaced: Dialect = { delimiter: spaces, escape: '"' };
  if (bestScore < 0.5 && looksSpaced(head) && agreement(sampleRecords(head, spaced)) > Math.max(0.9, bestScore))
    return spaced;
  return best;
}

/** The first records, enough to judge by. */
export function sampleRecords(head: TextHead, dialect: Dialect): TextRecord[] {
  return records(head.text, dialect, { whole: head.whole, limit: 500 });
}

/** 0 when the first record is not cut at all; else the share of records with as many fields, more fields slightly better. */
function agreement(found: readonly TextRecord[]): number {
  const widths = found.map(widthOf);
  const first = widths[0] ?? 0;
  if (first < 2) {
    const cut = widths.filter((width) => width > 1).length;
    return cut === 0 ? 0 : (cut / widths.length) * 0.1;
  }
  const same = widths.filter((width) => width === first).length / widths.length;
  return same + Math.min(first, 50) / 10000;
}

/** A delimiter at a line's end does not begin another field. */
function widthOf(record: TextRecord): number {
  return record.fields.length > 1 && record.fields.at(-1) === "" ? record.fields.length - 1 : record.fields.length;
}

function looksSpaced(head: TextHead): boolean {
  return /^ |\S {2,}\S/m.test(head.text);
}
