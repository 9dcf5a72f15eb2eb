import { suggestion } from "../text/nearest.ts";
import type { Operand, Predicate } from "./predicate.ts";
import {
  type Cursor,
  close,
  deeper,
  fail,
  isMark,
  isWord,
  openCursor,
  peek,
  take,
  takeMark,
  takeWord,
  wordHint,
} from "./predicate-cursor.ts";
import { reserved } from "./predicate-tokens.ts";
import type { PredicateOrigin, Token } from "./predicate-tokens.ts";

export { predicateColumns } from "./predicate-columns.ts";
export { printPredicate } from "./print-predicate.ts";

/** The functions a predicate may call, with how many arguments each takes. */
const functions: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  lower: { least: 1, most: 1 },
  upper: { least: 1, most: 1 },
  trim: { least: 1, most: 1 },
  length: { least: 1, most: 1 },
  coalesce: { least: 1, most: 50 },
  abs: { least: 1, most: 1 },
};

const mostOperators = 100;
const comparison = "a comparison: =, <>, <, <=, >, >=, IN, BETWEEN, LIKE or IS NULL";

/** What has been read so far: a value, or a condition. */
type Node = { readonly operand: Operand } | { readonly predicate: Predicate };

/**
 * A condition written the SQL way, as plain data. It reads AND, OR, NOT,
 * `= <> != < <= > >=`, [NOT] IN, BETWEEN, LIKE and ILIKE with ESCAPE, IS [NOT]
 * NULL, a bare yes/no column, TRUE, FALSE, NULL, 'texts', numbers, columns
 * (plain or "quoted"), parentheses, `+ - * / % ||` and lower, upper, trim,
 * length, coalesce, abs: nothing else.
 *
 * @throws SmacError `USAGE_BAD_PREDICATE`, with a caret under the place and what was expected there.
 *
 * @example
 * ```ts
 * parsePredicate("kind = 'login'", { flag: "--where" });
 * // { op: "compare", how: "=", left: { kind: "column", name: "kind" }, right: { kind: "literal", value: "login" } }
 * ```
 */
export function parsePredicate(text: string, where: PredicateOrigin): Predicate {
  const cursor = openCursor(text, where);
  if (peek(cursor).kind === "end") throw fail(cursor, peek(cursor), "a condition, and it is empty");
  const predicate = condition(cursor, either(cursor));
  const rest = peek(cursor);
  if (rest.kind !== "end") throw fail(cursor, rest, "AND, OR or the end", wordHint(rest));
  return predicate;
}

function either(cursor: Cursor): Node {
  return chain(cursor, { word: "OR", op: "or", part: both });
}

function both(cursor: Cursor): Node {
  return chain(cursor, { word: "AND", op: "and", part: negation });
}

function chain(cursor: Cursor, level: { word: string; op: "and" | "or"; part: (cursor: Cursor) => Node }): Node {
  const first = level.part(cursor);
  if (!isWord(peek(cursor), level.word)) return first;
  const of = [condition(cursor, first)];
  while (takeWord(cursor, level.word)) of.push(condition(cursor, level.part(cursor)));
  return { predicate: { op: level.op, of } };
}

function negation(cursor: Cursor): Node {
  if (!takeWord(cursor, "NOT")) return comparing(cursor);
  return deeper(cursor, () => ({ predicate: { op: "not", of: condition(cursor, negation(cursor)) } }));
}

function comparing(cursor: Cursor): Node {
  const left = concatenation(cursor);
  const token = peek(cursor);
  const isOperator = token.kind === "mark" && ["=", "<>", "<", "<=", ">", ">="].includes(token.value);
  const isTest = token.kind === "word" && ["IS", "NOT", "IN", "BETWEEN", "LIKE", "ILIKE"].includes(token.value);
  if (!isOperator && !isTest) return left;
  const value = operand(cursor, left, token);
  cursor.next++;
  if (isTest) return { predicate: wordTest(cursor, value, token) };
  const right = oneValue(cursor);
  return { predicate: { op: "compare", how: token.value as "=", left: value, right } };
}

function wordTest(cursor: Cursor, value: Operand, first: Token): Predicate {
  if (first.value === "IS") {
    const negated = takeWord(cursor, "NOT");
    if (!takeWord(cursor, "NULL")) throw fail(cursor, peek(cursor), negated ? "NULL" : "NULL or NOT NULL");
    return { op: "null", value, negated };
  }
  const negated = first.value === "NOT";
  const test = negated ? take(cursor) : first;
  if (isWord(test, "IN")) return { op: "in", value, list: list(cursor), negated };
  if (isWord(test, "BETWEEN")) {
    const low = oneValue(cursor);
    if (!takeWord(cursor, "AND")) throw fail(cursor, peek(cursor), "AND and the upper end of BETWEEN");
    return { op: "between", value, low, high: oneValue(cursor), negated };
  }
  if (isWord(test, "LIKE") || isWord(test, "ILIKE"))
    return like(cursor, value, { negated, ignoreCase: isWord(test, "ILIKE") });
  throw fail(cursor, test, "IN, BETWEEN, LIKE or ILIKE after NOT");
}

function like(cursor: Cursor, value: Operand, how: { negated: boolean; ignoreCase: boolean }): Predicate {
  const start = peek(cursor);
  const pattern = oneValue(cursor);
  let escape: string | null = null;
  if (takeWord(cursor, "ESCAPE")) {
    const token = take(cursor);
    if (token.kind !== "text" || !/^[\x20-\x7e]$/.test(token.value))
      throw fail(cursor, token, "one character in quotes after ESCAPE, such as '!'");
    escape = token.value;
  }
  if (
    escape !== null &&
    pattern.kind === "literal" &&
    typeof pattern.value === "string" &&
    danglingEscape(pattern.value, escape)
  )
    throw fail(cursor, start, `a pattern that does not end with its ESCAPE character ${escape}`);
  return { op: "like", value, pattern, escape, ...how };
}

function danglingEscape(pattern: string, escape: string): boolean {
  let at = 0;
  while (at < pattern.length) at += pattern[at] === escape ? 2 : 1;
  return at > pattern.length;
}

function list(cursor: Cursor): Operand[] {
  const open = take(cursor);
  if (!isMark(open, "("))
    throw fail(cursor, open, "( and a list of values after IN", "as in: kind IN ('login', 'export')");
  const values = [oneValue(cursor)];
  while (takeMark(cursor, ",")) values.push(oneValue(cursor));
  close(cursor, ", or ) after the list");
  return values;
}

function concatenation(cursor: Cursor): Node {
  return arithmetic(cursor, { marks: ["||"], part: sum });
}

function sum(cursor: Cursor): Node {
  return arithmetic(cursor, { marks: ["+", "-"], part: product });
}

function product(cursor: Cursor): Node {
  return arithmetic(cursor, { marks: ["*", "/", "%"], part: signed });
}

function arithmetic(cursor: Cursor, level: { marks: readonly string[]; part: (cursor: Cursor) => Node }): Node {
  let node = level.part(cursor);
  for (let steps = 0; ; steps++) {
    const token = peek(cursor);
    if (token.kind !== "mark" || !level.marks.includes(token.value)) return node;
    if (steps >= mostOperators) throw fail(cursor, token, `at most ${mostOperators} operators in a row`);
    const left = operand(cursor, node, token);
    cursor.next++;
    const start = peek(cursor);
    const right = operand(cursor, level.part(cursor), start);
    node = { operand: { kind: "arithmetic", how: token.value as "+", left, right } };
  }
}

function signed(cursor: Cursor): Node {
  const token = peek(cursor);
  if (!isMark(token, "-") && !isMark(token, "+")) return primary(cursor);
  cursor.next++;
  return deeper(cursor, () => {
    const value = operand(cursor, signed(cursor), token);
    if (token.value === "+") return { operand: value };
    if (value.kind === "literal" && typeof value.value === "number")
      return { operand: { kind: "literal", value: 0 - value.value } };
    return { operand: { kind: "arithmetic", how: "-", left: { kind: "literal", value: 0 }, right: value } };
  });
}

function primary(cursor: Cursor): Node {
  const token = take(cursor);
  if (token.kind === "text") return literal(token.value);
  if (token.kind === "number") return literal(numberValue(cursor, token));
  if (token.kind === "name") return name(cursor, token);
  if (isMark(token, "(")) {
    const inside = deeper(cursor, () => either(cursor));
    close(cursor, ") for the parenthesis that is open");
    return inside;
  }
  if (token.kind !== "word") throw fail(cursor, token, "a column or a value");
  if (token.value === "TRUE" || token.value === "FALSE") return literal(token.value === "TRUE");
  if (token.value === "NULL") return literal(null);
  if (reserved.has(token.value)) throw fail(cursor, token, "a column or a value", wordHint(token));
  return isMark(peek(cursor), "(") ? call(cursor, token) : name(cursor, token);
}

function name(cursor: Cursor, token: Token): Node {
  if (isMark(peek(cursor), "(")) throw fail(cursor, peek(cursor), "an operator after a column");
  return { operand: { kind: "column", name: token.kind === "name" ? token.value : token.written } };
}

function call(cursor: Cursor, token: Token): Node {
  const called = token.written.toLowerCase();
  const rule = Object.hasOwn(functions, called) ? functions[called] : undefined;
  if (rule === undefined)
    throw fail(
      cursor,
      token,
      `a function it knows, and “${token.written}” is none`,
      suggestion(called, Object.keys(functions)),
    );
  cursor.next++;
  const args = deeper(cursor, () => {
    const values = isMark(peek(cursor), ")") ? [] : [oneValue(cursor)];
    while (takeMark(cursor, ",")) values.push(oneValue(cursor));
    return values;
  });
  if (args.length < rule.least || args.length > rule.most)
    throw fail(
      cursor,
      token,
      `${called} with ${rule.most === 1 ? "one value" : `${rule.least} to ${rule.most} values`}, not ${args.length}`,
    );
  close(cursor, ", or ) after the function's values");
  return { operand: { kind: "call", name: called, args } };
}

function literal(value: string | number | boolean | null): Node {
  return { operand: { kind: "literal", value } };
}

function numberValue(cursor: Cursor, token: Token): number {
  const value = Number(token.value);
  if (!Number.isFinite(value) || (/^\d+$/.test(token.value) && !Number.isSafeInteger(value)))
    throw fail(cursor, token, "a number of at most 15 digits", `a long key is a text: '${token.value}'`);
  return value;
}

/** A value where nothing else will do. */
function oneValue(cursor: Cursor): Operand {
  const start = peek(cursor);
  return operand(cursor, concatenation(cursor), start);
}

function operand(cursor: Cursor, node: Node, token: Token): Operand {
  if ("operand" in node) return node.operand;
  throw fail(cursor, token, "a value here, not a condition", "conditions are joined by AND and OR");
}

/** A condition: a bare value counts as one only when it can be true or false. */
function condition(cursor: Cursor, node: Node): Predicate {
  if ("predicate" in node) return node.predicate;
  const { operand: value } = node;
  const isTruth =
    value.kind === "column" ||
    (value.kind === "literal" && (value.value === null || typeof value.value === "boolean")) ||
    (value.kind === "call" && value.name === "coalesce");
  if (!isTruth) throw fail(cursor, peek(cursor), comparison, wordHint(peek(cursor)));
  const after = peek(cursor);
  if (after.kind !== "end" && !isMark(after, ")") && !isWord(after, "AND") && !isWord(after, "OR"))
    throw fail(cursor, after, comparison, wordHint(after));
  return { op: "truth", value };
}
