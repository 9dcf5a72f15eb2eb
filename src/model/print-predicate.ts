import type { Operand, Predicate } from "./predicate.ts";
import { plainName, reserved } from "./predicate-tokens.ts";

/**
 * A predicate as a person would write it; reading it again gives the same predicate.
 * For people and files only: the engine gets bound values.
 *
 * @example
 * ```ts
 * printPredicate(parsePredicate("not (a=1 or b)", { flag: "--where" })); // "NOT (a = 1 OR b)"
 * ```
 */
export function printPredicate(predicate: Predicate): string {
  switch (predicate.op) {
    case "and":
    case "or":
      if (predicate.of.length === 0) return predicate.op === "and" ? "TRUE" : "FALSE";
      return predicate.of.map((part) => nested(part)).join(` ${predicate.op.toUpperCase()} `);
    case "not":
      return `NOT ${nested(predicate.of)}`;
    case "compare":
      return `${printed(predicate.left)} ${predicate.how} ${printed(predicate.right)}`;
    case "in":
      return `${printed(predicate.value)}${not(predicate)} IN (${predicate.list.map(printed).join(", ")})`;
    case "between":
      return `${printed(predicate.value)}${not(predicate)} BETWEEN ${printed(predicate.low)} AND ${printed(predicate.high)}`;
    case "like": {
      const escape = predicate.escape === null ? "" : ` ESCAPE ${quoted(predicate.escape, "'")}`;
      return `${printed(predicate.value)}${not(predicate)} ${predicate.ignoreCase ? "ILIKE" : "LIKE"} ${printed(predicate.pattern)}${escape}`;
    }
    case "null":
      return `${printed(predicate.value)} IS${not(predicate)} NULL`;
    case "truth":
      return printed(predicate.value);
  }
}

function not(predicate: { readonly negated: boolean }): string {
  return predicate.negated ? " NOT" : "";
}

function nested(predicate: Predicate): string {
  const text = printPredicate(predicate);
  return predicate.op === "and" || predicate.op === "or" ? `(${text})` : text;
}

function printed(operand: Operand): string {
  switch (operand.kind) {
    case "column":
      return plainName.test(operand.name) && !reserved.has(operand.name.toUpperCase())
        ? operand.name
        : quoted(operand.name, '"');
    case "literal":
      return typeof operand.value === "string" ? quoted(operand.value, "'") : String(operand.value).toUpperCase();
    case "call":
      return `${operand.name}(${operand.args.map(printed).join(", ")})`;
    case "arithmetic":
      return `${side(operand.left)} ${operand.how} ${side(operand.right)}`;
  }
}

function side(operand: Operand): string {
  return operand.kind === "arithmetic" ? `(${printed(operand)})` : printed(operand);
}

function quoted(text: string, quote: '"' | "'"): string {
  return `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
}
