/** A value of an answer; what is a 64-bit number is an instant, a day or a count. */
export type Value = string | number | bigint | boolean | null;

/** A value as JSON writes it. */
export type Told = string | number | boolean | null;

/** Turns a column's values, as ClickHouse tells them, into what the program reads. */
export type Reading = (value: Told) => Value;

const infinity = 9_223_372_036_854_775_806n;

/** How the values of a type are read. Numbers that are no safe integers come as text. */
export function readingOf(type: string): Reading {
  const plain = /^Nullable\((.*)\)$/.exec(type)?.[1] ?? type;
  // A comparison gives a UInt8, and no number of ours is one.
  if (plain === "Bool" || plain === "UInt8")
    return (value) => (value === null ? null : value === true || value === "true" || value === 1);
  if (plain === "Int64") return (value) => (value === null ? null : instantNumber(BigInt(String(value))));
  if (/^U?Int(64|128|256)$/.test(plain)) return (value) => (value === null ? null : safeNumber(BigInt(String(value))));
  if (/^(Int(8|16|32)|UInt(16|32))$/.test(plain)) return (value) => (value === null ? null : Number(value));
  if (/^Float(32|64)$/.test(plain)) return (value) => (value === null ? null : doubleOf(value));
  return (value) => (value === null ? null : String(value));
}

/** A number, or what is not finite in its own words. */
export function doubleOf(value: string | number | boolean): number {
  return Number(typeof value === "string" ? value.replace("inf", "Infinity") : value);
}

/** Open ends are infinite. */
function instantNumber(value: bigint): number {
  if (value >= infinity) return Infinity;
  return value <= -infinity ? -Infinity : Number(value);
}

function safeNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
