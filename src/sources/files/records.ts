/** How a text is cut into records and fields. */
export interface Dialect {
  /** One to four characters; `spaces` is any run of blanks, with those at the ends ignored. */
  readonly delimiter: string;
  readonly escape: '"' | "\\";
}

/** The name of the delimiter that is any run of blanks. */
export const spaces = "spaces";

/** A record of a text. */
export interface TextRecord {
  readonly fields: readonly string[];
  /** The line it begins on, from 1. */
  readonly line: number;
}

/**
 * The records of a text, blank lines left out. When the text is only the
 * beginning of a file, the last record is left out, since it may be cut.
 */
export function records(text: string, dialect: Dialect, options: { whole: boolean; limit: number }): TextRecord[] {
  const found: TextRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length && found.length < options.limit) {
    const record = dialect.delimiter === spaces ? spacedRecord(text, at) : quotedRecord(text, at, dialect);
    if (record.end >= text.length && !options.whole && found.length > 0) break;
    const blank = record.fields.length === 1 && record.fields[0]?.trim() === "" && !record.quoted;
    if (!blank) found.push({ fields: record.fields, line });
    line += record.lines;
    at = record.end;
  }
  return found;
}

interface Cut {
  readonly fields: string[];
  readonly end: number;
  readonly lines: number;
  readonly quoted: boolean;
}

function spacedRecord(text: string, from: number): Cut {
  const end = lineEnd(text, from);
  const fields = text.slice(from, end.at).trim().split(/\s+/);
  return { fields, end: end.next, lines: 1, quoted: false };
}

function lineEnd(text: string, from: number): { at: number; next: number } {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\n") return { at: i, next: i + 1 };
    if (text[i] === "\r") return { at: i, next: text[i + 1] === "\n" ? i + 2 : i + 1 };
  }
  return { at: text.length, next: text.length };
}

function quotedRecord(text: string, from: number, dialect: Dialect): Cut {
  const fields: string[] = [];
  let lines = 1;
  let at = from;
  let anyQuoted = false;
  for (;;) {
    const quoted = text[at] === '"' ? quotedField(text, at, dialect.escape) : undefined;
    const end = plainEnd(text, quoted?.end ?? at, dialect.delimiter);
    anyQuoted ||= quoted !== undefined;
    lines += quoted?.lines ?? 0;
    fields.push((quoted?.value ?? "") + text.slice(quoted?.end ?? at, end));
    if (text.startsWith(dialect.delimiter, end)) {
      at = end + dialect.delimiter.length;
      continue;
    }
    return { fields, end: lineEnd(text, end).next, lines, quoted: anyQuoted };
  }
}

function plainEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r" && !text.startsWith(delimiter, at)) at += 1;
  return at;
}

function quotedField(text: string, from: number, escape: string): { value: string; end: number; lines: number } {
  let value = "";
  let lines = 0;
  let at = from + 1;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (char === escape && text[at + 1] === '"') {
      value += '"';
      at += 2;
    } else if (char === '"') {
      return { value, end: at + 1, lines };
    } else {
      if (char === "\n" || (char === "\r" && text[at + 1] !== "\n")) lines += 1;
      value += char;
      at += 1;
    }
  }
  return { value, end: at, lines };
}
