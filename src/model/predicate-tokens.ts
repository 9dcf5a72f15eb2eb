import { SmacError } from "../errors.ts";

/** One word, name, value or mark of a predicate's text, with where it stands. */
export interface Token {
  readonly kind: "word" | "name" | "number" | "text" | "mark" | "end";
  /** The word in capitals, the name or text without its quotes, the mark, or the number as written. */
  readonly value: string;
  /** The word, name or value as the person wrote it. */
  readonly written: string;
  /** Offset of the first character in the text, from 0. */
  readonly at: number;
}

/** Where a predicate was written: the flag or key that errors name. */
export interface PredicateOrigin {
  readonly flag: string;
}

/** Words that can never be a plain column name; written in double quotes they can. */
export const reserved: ReadonlySet<string> = new Set(
  (
    "AND OR NOT IN BETWEEN LIKE ILIKE ESCAPE IS NULL TRUE FALSE " +
    "SELECT FROM WHERE CASE WHEN THEN ELSE END EXISTS ANY SOME ALL UNION INTERSECT EXCEPT JOIN ON USING GROUP ORDER HAVING " +
    "LIMIT OFFSET CAST TRY_CAST DISTINCT COLLATE INTERVAL ARRAY WITH AS INSERT UPDATE DELETE DROP CREATE ALTER " +
    "ATTACH COPY SET PRAGMA SIMILAR GLOB QUALIFY WINDOW OVER FILTER LAMBDA"
  ).split(" "),
);

/** A column name that needs no quotes. */
export const plainName = /^[\p{L}_][\p{L}\p{M}\p{N}_$]*$/u;

const space = /\s+/uy;
const number = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy;
const mark = /<=|>=|<>|!=|\|\||[=<>()+\-*/%,]/y;
const longest = 100_000;

/** The tokens of a predicate's text, the last of kind `end`. @throws SmacError `USAGE_BAD_PREDICATE` */
export function predicateTokens(text: string, origin: PredicateOrigin): Token[] {
  if (text.length > longest)
    throw badPredicate({ text: text.slice(0, 60), at: 0, origin }, `at most ${longest} characters`);
  const tokens: Token[] = [];
  let at = match(space, text, 0)?.length ?? 0;
  while (at < text.length) {
    const token = tokenAt(text, at, origin);
    tokens.push(token);
    at += token.written.length;
    at += match(space, text, at)?.length ?? 0;
  }
  tokens.push({ kind: "end", value: "", written: "", at: text.trimEnd().length });
  return tokens;
}

function tokenAt(text: string, at: number, origin: PredicateOrigin): Token {
  const first = text[at] ?? "";
  const pair = text.slice(at, at + 2);
  const spot = { text, at, origin };
  if (pair === "--" || pair === "/*")
    throw badPredicate(spot, "a condition without comments", "put a space between two minus signs");
  if (first === "'" || first === '"') return quotedAt(text, at, origin);
  const digits = match(number, text, at);
  if (digits !== undefined) {
    if (match(word, text, at + digits.length) !== undefined)
      throw badPredicate(
        spot,
        "a number or a name",
        `a text is written '${digits}…', a column that begins with a digit "${digits}…"`,
      );
    return { kind: "number", value: digits, written: digits, at };
  }
  const letters = match(word, text, at);
  if (letters !== undefined) return { kind: "word", value: letters.toUpperCase(), written: letters, at };
  const pairHint = strangeMarks[pair];
  if (pairHint !== undefined) throw badPredicate(spot, pairHint[0], pairHint[1]);
  const sign = match(mark, text, at);
  if (sign !== undefined) return { kind: "mark", value: sign === "!=" ? "<>" : sign, written: sign, at };
  const [expected, hint] = strangeMarks[first] ?? ["a column, a value or an operator"];
  throw badPredicate(spot, expected, hint);
}

const strangeMarks: Readonly<Record<string, readonly [expected: string, hint?: string]>> = {
  "==": ["a comparison", "equal is written ="],
  "=>": ["a comparison", "at least is written >="],
  "&&": ["a condition", "both is written AND"],
  ";": ["one condition and nothing after it"],
  "`": ["a column", 'a column with unusual letters is written "in double quotes"'],
  "[": ["a column", 'a column with unusual letters is written "in double quotes"'],
  "“": ["a value", "use straight quotes: 'text' or \"column\""],
  "’": ["a value", "use straight quotes: 'text' or \"column\""],
  "‘": ["a value", "use straight quotes: 'text' or \"column\""],
  "!": ["a condition", "not is written NOT, different <>"],
  ".": ["an operator", 'a column with a dot in its name is written "in double quotes"'],
};

function quotedAt(text: string, at: number, origin: PredicateOrigin): Token {
  const quote = text[at] ?? "";
  let end = at + 1;
  while (end < text.length && (text[end] !== quote || text[end + 1] === quote)) end += text[end] === quote ? 2 : 1;
  const kind = quote === "'" ? "text" : "name";
  if (end >= text.length)
    throw badPredicate({ text, at, origin }, `the ${quote} that ends this ${kind === "text" ? "text" : "column name"}`);
  const value = text.slice(at + 1, end).replaceAll(quote + quote, quote);
  if (kind === "name" && value === "") throw badPredicate({ text, at, origin }, "a column name between the quotes");
  return { kind, value, written: text.slice(at, end + 1), at };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The error for a text that is no predicate: what was expected, with a caret under the place. */
export function badPredicate(
  spot: { readonly text: string; readonly at: number; readonly origin: PredicateOrigin },
  expected: string,
  hint?: string,
): SmacError {
  return new SmacError(
    "USAGE_BAD_PREDICATE",
    `${spot.origin.flag} is not a condition this program reads: expected ${expected}\n${caret(spot.text, spot.at)}`,
    {
      hint: hint ?? "conditions are like: kind = 'login' AND amount >= 10",
    },
  );
}

/** The line of `text` that holds offset `at`, with a caret under it. */
function caret(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const stop = text.indexOf("\n", at);
  const line = text.slice(start, stop === -1 ? text.length : stop);
  const before = printable(line.slice(0, at - start));
  const after = printable(line.slice(at - start));
  const shown = before.length > 60 ? ["…", ...before.slice(-59)] : before;
  const rest = after.length > 60 ? [...after.slice(0, 59), "…"] : after;
  return `  ${[...shown, ...rest].join("")}\n  ${" ".repeat(shown.length)}^`;
}

/** The text's characters, those that would move the cursor or colour the terminal made visible. */
function printable(text: string): string[] {
  return [...text].map((character) =>
    /[\p{Cc}\p{Cf}]/u.test(character) ? (character === "\t" ? " " : "�") : character,
  );
}
