import type { Operand, Predicate } from "../model/predicate.ts";
import { commonType } from "./predicate-value.ts";
import type { Value } from "./predicate-value.ts";
import { operandValue } from "./predicate.ts";
import type { PredicateColumns } from "./predicate.ts";

/**
 * The texts that a predicate reads as numbers, since the other side of the
 * comparison is one, or since it calculates with them: each once. A cell that is
 * no number matches no such comparison.
 */
export function textsAsNumbers(predicate: Predicate, columns: PredicateColumns): readonly Value[] {
  const found = [...read(predicate, columns)].filter((value) => value.type === "text" && value.text === undefined);
  return [...new Map(found.map((value) => [value.sql, value])).values()];
}

function* read(predicate: Predicate, columns: PredicateColumns): Generator<Value> {
  switch (predicate.op) {
    case "and":
    case "or":
      for (const part of predicate.of) yield* read(part, columns);
      return;
    case "not":
      return yield* read(predicate.of, columns);
    case "compare":
      return yield* compared(predicate.left, [predicate.right], columns);
    case "in":
      return yield* compared(predicate.value, predicate.list, columns);
    case "between":
      return yield* compared(predicate.value, [predicate.low, predicate.high], columns);
    case "like":
    case "null":
    case "truth":
      return yield* within(predicate.op === "like" ? predicate.pattern : predicate.value, columns);
  }
}

function* compared(one: Operand, others: readonly Operand[], columns: PredicateColumns): Generator<Value> {
  const value = operandValue(one, columns);
  for (const operand of [one, ...others]) yield* within(operand, columns);
  for (const other of others.map((operand) => operandValue(operand, columns)))
    if (commonType(value, other) === "number") yield* [value, other];
}

/** What is calculated with inside an operand. */
function* within(operand: Operand, columns: PredicateColumns): Generator<Value> {
  if (operand.kind === "arithmetic") {
    const parts = [operand.left, operand.right];
    for (const part of parts) yield* within(part, columns);
    if (operand.how !== "||") yield* parts.map((part) => operandValue(part, columns));
  }
  if (operand.kind === "call") {
    for (const part of operand.args) yield* within(part, columns);
    if (operand.name === "abs") yield* operand.args.map((part) => operandValue(part, columns));
  }
}
