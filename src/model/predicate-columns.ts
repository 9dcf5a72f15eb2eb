import type { Operand, Predicate } from "./predicate.ts";

/**
 * The columns a predicate names, as written.
 *
 * @example
 * ```ts
 * predicateColumns(parsePredicate("kind = 'login' AND lower(Team) = 'a'", { flag: "--where" })); // Set { "kind", "Team" }
 * ```
 */
export function predicateColumns(predicate: Predicate): Set<string> {
  const names = new Set<string>();
  for (const operand of operands(predicate)) collect(operand, names);
  return names;
}

function operands(predicate: Predicate): readonly Operand[] {
  switch (predicate.op) {
    case "and":
    case "or":
      return predicate.of.flatMap(operands);
    case "not":
      return operands(predicate.of);
    case "compare":
      return [predicate.left, predicate.right];
    case "in":
      return [predicate.value, ...predicate.list];
    case "between":
      return [predicate.value, predicate.low, predicate.high];
    case "like":
      return [predicate.value, predicate.pattern];
    case "null":
    case "truth":
      return [predicate.value];
  }
}

function collect(operand: Operand, names: Set<string>): void {
  if (operand.kind === "column") names.add(operand.name);
  if (operand.kind === "call") for (const arg of operand.args) collect(arg, names);
  if (operand.kind === "arithmetic") {
    collect(operand.left, names);
    collect(operand.right, names);
  }
}
