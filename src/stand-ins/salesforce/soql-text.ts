/** A query as the stand-in understands it: the part of SOQL that needs no more than one object and its parents. */
export interface ParsedQuery {
  /** Paths; null: `COUNT()`. */
  readonly select: readonly string[] | null;
  readonly from: string;
  readonly where: Condition | null;
  readonly orderBy: readonly { readonly path: string; readonly descending: boolean }[];
  readonly limit: number | null;
}

/** A condition on a record. */
export type Condition =
  | { readonly is: "and" | "or"; readonly of: readonly Condition[] }
  | { readonly is: "not"; readonly of: Condition }
  | { readonly is: "compare"; readonly path: string; readonly how: string; readonly values: readonly Literal[] };

/** A value in a query. */
export interface Literal {
  readonly kind: "text" | "number" | "boolean" | "null" | "date" | "datetime";
  readonly value: string | number | boolean | null;
}

/** A query that cannot be understood. */
export class MalformedQuery extends Error {}

const token =
  /\s*(?:('(?:[^'\\]|\\.)*')|(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))?)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(<=|>=|!=|<>|[=<>(),]))/gy;

/** Reads a query. @throws MalformedQuery */
export function parseSoql(text: string): ParsedQuery {
  const reader = readerOf(text);
  reader.need("SELECT");
  const select = selected(reader);
  reader.need("FROM");
  const from = reader.name();
  const where = reader.take("WHERE") ? either(reader) : null;
  const orderBy = reader.take("ORDER") ? ordering(reader) : [];
  const limit = reader.take("LIMIT") ? Number(reader.name(/^\d+$/)) : null;
  reader.end();
  return { select, from, where, orderBy, limit };
}

interface Reader {
  take(word: string): boolean;
  need(word: string): void;
  name(pattern?: RegExp): string;
  end(): void;
}

function readerOf(text: string): Reader {
  const tokens: string[] = [];
  token.lastIndex = 0;
  let end = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    tokens.push(match[0].trim());
    end = token.lastIndex;
  }
  if (text.slice(end).trim() !== "")
    throw new MalformedQuery(`unexpected token: '${text.slice(end).trim().slice(0, 20)}'`);
  let at = 0;
  const is = (word: string): boolean => tokens[at]?.toUpperCase() === word.toUpperCase();
  const take = (word: string): boolean => is(word) && ++at > 0;
  return {
    take,
    need(word) {
      if (!take(word)) throw new MalformedQuery(`expecting ${word}, found '${tokens[at] ?? "the end"}'`);
    },
    name(pattern = /^[A-Za-z_][\w.]*$/) {
      const found = tokens[at] ?? "";
      if (!pattern.test(found)) throw new MalformedQuery(`unexpected token: '${found}'`);
      at++;
      return found;
    },
    end() {
      if (at < tokens.length) throw new MalformedQuery(`unexpected token: '${tokens[at] ?? ""}'`);
    },
  };
}

function selected(reader: Reader): readonly string[] | null {
  if (reader.take("COUNT")) {
    reader.need("(");
    reader.need(")");
    return null;
  }
  const paths = [reader.name()];
  while (reader.take(",")) paths.push(reader.name());
  if (new Set(paths.map((path) => path.toLowerCase())).size !== paths.length)
    throw new MalformedQuery("duplicate field selected");
  return paths;
}

function ordering(reader: Reader): ParsedQuery["orderBy"] {
  reader.need("BY");
  const parts = [];
  do {
    const path = reader.name();
    const descending = reader.take("DESC");
    if (!descending) reader.take("ASC");
    parts.push({ path, descending });
  } while (reader.take(","));
  return parts;
}

function either(reader: Reader): Condition {
  return chain(reader, "OR", both);
}

function both(reader: Reader): Condition {
  return chain(reader, "AND", single);
}

function chain(reader: Reader, word: "AND" | "OR", part: (reader: Reader) => Condition): Condition {
  const of = [part(reader)];
  while (reader.take(word)) of.push(part(reader));
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { is: word === "AND" ? "and" : "or", of };
}

function single(reader: Reader): Condition {
  if (reader.take("NOT")) return { is: "not", of: single(reader) };
  if (reader.take("(")) {
    const inner = either(reader);
    reader.need(")");
    return inner;
  }
  const path = reader.name();
  if (reader.take("IN")) {
    reader.need("(");
    const values = [literal(reader)];
    while (reader.take(",")) values.push(literal(reader));
    reader.need(")");
    return { is: "compare", path, how: "IN", values };
  }
  return { is: "compare", path, how: reader.name(/^(=|!=|<>|<|<=|>|>=)$/), values: [literal(reader)] };
}

function literal(reader: Reader): Literal {
  const text = reader.name(/^('|-?\d|true$|false$|null$)/i);
  if (text.startsWith("'")) return { kind: "text", value: text.slice(1, -1).replaceAll(/\\(.)/g, "$1") };
  if (/T/.test(text) && /^\d/.test(text)) return { kind: "datetime", value: text };
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { kind: "date", value: text };
  if (/^(true|false)$/i.test(text)) return { kind: "boolean", value: text.toLowerCase() === "true" };
  if (/^null$/i.test(text)) return { kind: "null", value: null };
  return { kind: "number", value: Number(text) };
}
