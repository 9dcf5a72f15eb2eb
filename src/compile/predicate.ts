import { SmacError } from "../errors.ts";
import type { Operand, Predicate } from "../model/predicate.ts";
import type { Param } from "../sql/param.ts";
import { suggestion } from "../text/nearest.ts";
import { asBoolean, asInstant, asNumber, asText, commonType, literalValue, sameType } from "./predicate-value.ts";
import type { Value } from "./predicate-value.ts";

/** A column that a predicate may name: how the statement spells it, and what it holds. Instants are TIMESTAMP in UTC. */
export interface PredicateColumn {
  readonly sql: string;
  readonly type: "text" | "integer" | "float" | "boolean" | "date" | "timestamp" | "other";
}

/** The columns in reach, by lower-case name; a key in the column's exact case wins over it. */
export type PredicateColumns = ReadonlyMap<string, PredicateColumn>;

/** A piece of SQL with the values of its `?` marks in order. */
interface Piece {
  readonly sql: string;
  readonly params: readonly Param[];
}

/**
 * The SQL of a predicate, in parentheses where it needs them, with the values of
 * its `?` marks in order. SQL's three-valued logic is kept: a comparison with
 * null is neither true nor false, so its row does not match, nor does NOT of it.
 *
 * Where types differ: a text column is read as a number, yes/no or instant where
 * the other side is one (unreadable cells are null); a text literal must be
 * readable as what the column holds. Arithmetic is in floating point; dividing by
 * zero gives null.
 *
 * @throws SmacError `QUERY_UNKNOWN_COLUMN`, `QUERY_TYPE_MISMATCH` when two sides can never be compared,
 * `QUERY_BAD_VALUE` when a literal is not of the column's type.
 *
 * @example
 * ```ts
 * const columns = new Map([["kind", { sql: 'a."Kind"', type: "text" }]] as const);
 * predicateSql(parsePredicate("kind <> 'noise'", { flag: "--where" }), columns);
 * // { sql: 'a."Kind" <> ?', params: [{ type: "text", value: "noise" }] }
 * ```
 */
export function predicateSql(predicate: Predicate, columns: PredicateColumns): { sql: string; params: Param[] } {
  const { sql, params } = conditionSql(predicate, columns);
  return { sql, params: [...params] };
}

function conditionSql(predicate: Predicate, columns: PredicateColumns): Piece {
  const value = (operand: Operand) => operandValue(operand, columns);
  switch (predicate.op) {
    case "and":
    case "or":
      return joined(
        predicate.of.map((part) => conditionSql(part, columns)),
        predicate.op,
      );
    case "not":
      return negated(conditionSql(predicate.of, columns));
    case "compare":
      return compared(value(predicate.left), predicate.how, value(predicate.right));
    case "in": {
      const found = among(value(predicate.value), predicate.list.map(value));
      return predicate.negated ? negated(found) : found;
    }
    case "between": {
      const [middle, low, high] = [value(predicate.value), value(predicate.low), value(predicate.high)];
      const inside = joined([compared(middle, ">=", low), compared(middle, "<=", high)], "and");
      return predicate.negated ? negated(inside) : inside;
    }
    case "like":
      return liked(predicate, asText(value(predicate.value)), asText(value(predicate.pattern)));
    case "null": {
      const { sql, params } = value(predicate.value);
      return { sql: `${sql} IS ${predicate.negated ? "NOT " : ""}NULL`, params };
    }
    case "truth":
      return asBoolean(value(predicate.value));
  }
}

function joined(parts: readonly Piece[], op: "and" | "or"): Piece {
  const [only] = parts;
  if (only === undefined) return { sql: op === "and" ? "TRUE" : "FALSE", params: [] };
  if (parts.length === 1) return only;
  const sql = parts.map((part) => part.sql).join(op === "and" ? " AND " : " OR ");
  return { sql: `(${sql})`, params: parts.flatMap((part) => part.params) };
}

function negated(piece: Piece): Piece {
  return { sql: `(NOT (${piece.sql}))`, params: piece.params };
}

function compared(left: Value, how: string, right: Value): Piece {
  const [a, b] = sameType(left, right);
  return { sql: `${a.sql} ${how} ${b.sql}`, params: [...a.params, ...b.params] };
}

/** `x IN (…)`, each element compared as `=` would: elements that need `x` read alike share one list. */
function among(value: Value, list: readonly Value[]): Piece {
  const groups = new Map<string, { left: Value; elements: Value[] }>();
  for (const element of list) {
    const [left, right] = sameType(value, element);
    const group = groups.get(left.sql) ?? { left, elements: [] };
    group.elements.push(right);
    groups.set(left.sql, group);
  }
  return joined([...groups.values()].map(inList), "or");
}

function inList({ left, elements }: { left: Value; elements: readonly Value[] }): Piece {
  return {
    sql: `${left.sql} IN (${elements.map((element) => element.sql).join(", ")})`,
    params: [...left.params, ...elements.flatMap((element) => element.params)],
  };
}

function liked(how: Extract<Predicate, { op: "like" }>, value: Value, pattern: Value): Piece {
  const params = [...value.params, ...pattern.params];
  const sql = `${value.sql} ${how.ignoreCase ? "ILIKE" : "LIKE"} ${pattern.sql}`;
  const piece =
    how.escape === null
      ? { sql, params }
      : { sql: `${sql} ESCAPE ?`, params: [...params, { type: "text" as const, value: how.escape }] };
  return how.negated ? negated(piece) : piece;
}

/** An operand as SQL, with what it holds. @throws SmacError `QUERY_UNKNOWN_COLUMN` */
export function operandValue(operand: Operand, columns: PredicateColumns): Value {
  switch (operand.kind) {
    case "column":
      return columnValue(operand.name, columns);
    case "literal":
      return literalValue(operand.value);
    case "call":
      return called(
        operand.name,
        operand.args.map((arg) => operandValue(arg, columns)),
      );
    case "arithmetic": {
      const [left, right] = [operandValue(operand.left, columns), operandValue(operand.right, columns)];
      return operand.how === "||" ? concatenated(left, right) : calculated(operand.how, left, right);
    }
  }
}

function columnValue(name: string, columns: PredicateColumns): Value {
  const column = columns.get(name) ?? columns.get(name.toLowerCase());
  if (column === undefined) {
    const known = [...columns.keys()];
    throw new SmacError("QUERY_UNKNOWN_COLUMN", `there is no column “${name}” here`, {
      hint: `${suggestion(name, known)}${known.length > 0 ? "; a text is written in single quotes" : ""}`,
    });
  }
  const said = { of: `column “${name}”`, params: [] };
  switch (column.type) {
    case "text":
      return { ...said, sql: column.sql, type: "text" };
    case "other":
      return { ...said, sql: `CAST(${column.sql} AS VARCHAR)`, type: "text" };
    case "integer":
    case "float":
      return { ...said, sql: column.sql, type: "number", truth: column.type === "integer" };
    case "boolean":
      return { ...said, sql: column.sql, type: "boolean" };
    case "date":
    case "timestamp":
      return {
        ...said,
        sql: column.type === "date" ? `CAST(${column.sql} AS TIMESTAMP)` : column.sql,
        type: "instant",
      };
  }
}

function called(name: string, args: readonly Value[]): Value {
  const [first = literalValue(null)] = args;
  if (name === "coalesce") return coalesced(args);
  if (name === "abs") {
    const number = asNumber(first);
    return { sql: `abs(CAST(${number.sql} AS DOUBLE))`, params: number.params, type: "number", of: "abs(…)" };
  }
  if (!["lower", "upper", "trim", "length"].includes(name)) throw new Error(`no SQL for the function ${name}`);
  const text = asText(first);
  return {
    sql: `${name}(${text.sql})`,
    params: text.params,
    type: name === "length" ? "number" : "text",
    of: `${name}(…)`,
  };
}

function coalesced(args: readonly Value[]): Value {
  const type = args.reduce<Value["type"]>((so, arg) => commonType({ type: so, of: "coalesce(…)" }, arg), "null");
  const turn = {
    text: asText,
    number: asNumber,
    boolean: asBoolean,
    instant: asInstant,
    null: (value: Value) => value,
  }[type];
  const values = args.map((arg) => turn(arg));
  return {
    sql: `coalesce(${values.map((value) => value.sql).join(", ")})`,
    params: values.flatMap((value) => value.params),
    type,
    of: "coalesce(…)",
  };
}

function concatenated(left: Value, right: Value): Value {
  const [a, b] = [asText(left), asText(right)];
  return { sql: `(${a.sql} || ${b.sql})`, params: [...a.params, ...b.params], type: "text", of: "the joined text" };
}

function calculated(how: string, left: Value, right: Value): Value {
  const [a, b] = [asNumber(left), asNumber(right)];
  const divisor = how === "/" || how === "%" ? `NULLIF(CAST(${b.sql} AS DOUBLE), 0)` : `CAST(${b.sql} AS DOUBLE)`;
  return {
    sql: `(CAST(${a.sql} AS DOUBLE) ${how} ${divisor})`,
    params: [...a.params, ...b.params],
    type: "number",
    of: `the result of ${how}`,
  };
}
