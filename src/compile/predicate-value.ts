import { SmacError } from "../errors.ts";
import type { Literal } from "../model/predicate.ts";
import type { Param } from "../sql/param.ts";
import { parseInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";

/** One side of a comparison as SQL, with what it holds. */
export interface Value {
  readonly sql: string;
  readonly params: readonly Param[];
  readonly type: "text" | "number" | "boolean" | "instant" | "null";
  /** What messages call it. */
  readonly of: string;
  /** The text itself, when it is a text literal. */
  readonly text?: string;
  /** Whether a number may stand alone as yes (not 0) or no (0). */
  readonly truth?: boolean;
}

/** A literal as a bound value; true, false and null are SQL's own words. */
export function literalValue(value: Literal): Value {
  if (value === null) return { sql: "NULL", params: [], type: "null", of: "null" };
  if (typeof value === "boolean")
    return { sql: value ? "TRUE" : "FALSE", params: [], type: "boolean", of: String(value) };
  if (typeof value === "number") {
    const param: Param = Number.isSafeInteger(value) ? { type: "int", value } : { type: "float", value };
    return { sql: "?", params: [param], type: "number", of: String(value) };
  }
  return { sql: "?", params: [{ type: "text", value }], type: "text", of: `“${value}”`, text: value };
}

/** The type two values are compared as. @throws SmacError `QUERY_TYPE_MISMATCH` */
export function commonType(left: Pick<Value, "type" | "of">, right: Pick<Value, "type" | "of">): Value["type"] {
  if (left.type === right.type || right.type === "null") return left.type;
  if (left.type === "null") return right.type;
  if (left.type === "text") return right.type;
  if (right.type === "text") return left.type;
  if (left.type === "instant" || right.type === "instant")
    throw new SmacError(
      "QUERY_TYPE_MISMATCH",
      `${left.of} and ${right.of} cannot be compared: one is an instant, the other is not`,
      {
        hint: "write instants as text, such as '2026-01-31' or '2026-01-31T08:00:00Z'",
      },
    );
  return "number";
}

/** Both values turned into the type they are compared as. */
export function sameType(left: Value, right: Value): [Value, Value] {
  const type = commonType(left, right);
  const turn = (value: Value, other: Value) => {
    if (type === "number") return asNumber(value, other);
    if (type === "boolean") return asBoolean(value, other);
    return type === "instant" ? asInstant(value, other) : value;
  };
  return [turn(left, right), turn(right, left)];
}

/** The value as a text. */
export function asText(value: Value): Value {
  if (value.type === "text" || value.type === "null") return value;
  return { sql: `CAST(${value.sql} AS VARCHAR)`, params: value.params, type: "text", of: value.of };
}

/** The value as a number; unreadable cells are null. @throws SmacError `QUERY_BAD_VALUE` for a text literal that is none */
export function asNumber(value: Value, other?: Value): Value {
  if (value.type === "number" || value.type === "null") return value;
  if (value.text !== undefined) return { sql: "?", params: [numberParam(value, other)], type: "number", of: value.of };
  if (value.type === "instant") throw wrongType(value, "a number");
  const sql = value.type === "boolean" ? `CAST(${value.sql} AS INTEGER)` : `TRY_CAST(${value.sql} AS DOUBLE)`;
  return { sql, params: value.params, type: "number", of: value.of };
}

function numberParam(value: Value, other: Value | undefined): Param {
  const text = (value.text ?? "").trim();
  if (/^[+-]?\d{1,18}$/.test(text)) return { type: "int", value: BigInt(text) };
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)))
    return { type: "float", value: Number(text) };
  throw badValue(value, other, "a number");
}

/** The value as true or false. @throws SmacError `QUERY_BAD_VALUE`, `QUERY_TYPE_MISMATCH` */
export function asBoolean(value: Value, other?: Value): Value {
  if (value.type === "boolean" || value.type === "null") return value;
  if (value.text !== undefined) {
    const text = value.text.toLowerCase();
    if (["true", "t", "yes", "y", "1"].includes(text)) return literalValue(true);
    if (["false", "f", "no", "n", "0"].includes(text)) return literalValue(false);
    throw badValue(value, other, "true or false");
  }
  if (value.type === "text")
    return { sql: `TRY_CAST(${value.sql} AS BOOLEAN)`, params: value.params, type: "boolean", of: value.of };
  if (value.type === "number" && value.truth === true)
    return { sql: `CAST(${value.sql} AS BOOLEAN)`, params: value.params, type: "boolean", of: value.of };
  throw wrongType(value, "true or false");
}

/** The value as an instant in UTC (without an offset the wall clock is taken as UTC); unreadable cells are null. @throws SmacError `QUERY_BAD_VALUE`, `QUERY_TYPE_MISMATCH` */
export function asInstant(value: Value, other?: Value): Value {
  if (value.type === "instant" || value.type === "null") return value;
  if (value.text !== undefined) {
    const instant = parseInstant(value.text, openZone("UTC"));
    if (instant === null)
      throw badValue(value, other, "a date or an instant such as '2026-01-31' or '2026-01-31T08:00:00Z'");
    return { sql: "?", params: [{ type: "timestamp", value: instant }], type: "instant", of: value.of };
  }
  if (value.type !== "text") throw wrongType(value, "an instant");
  return {
    sql: `timezone('UTC', TRY_CAST(${value.sql} AS TIMESTAMPTZ))`,
    params: value.params,
    type: "instant",
    of: value.of,
  };
}

function badValue(value: Value, other: Value | undefined, kind: string): SmacError {
  return new SmacError(
    "QUERY_BAD_VALUE",
    `${value.of} is not ${kind}${other === undefined ? "" : `, and ${other.of} can only be compared with one`}`,
    {
      hint: "check the value and the column",
    },
  );
}

function wrongType(value: Value, wanted: string): SmacError {
  return new SmacError("QUERY_TYPE_MISMATCH", `${value.of} cannot be read as ${wanted}`, {
    hint: "compare it with a value, such as amount > 0",
  });
}
