import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SmacError } from "../errors.ts";
import { parsePredicate, predicateColumns, printPredicate } from "./parse-predicate.ts";
import type { Operand, Predicate } from "./predicate.ts";

const where = { flag: "--where" };
const parse = (text: string) => parsePredicate(text, where);
const column = (name: string): Operand => ({ kind: "column", name });
const literal = (value: string | number | boolean | null): Operand => ({ kind: "literal", value });
const equal = (name: string, value: string | number): Predicate => ({
  op: "compare",
  how: "=",
  left: column(name),
  right: literal(value),
});

function problem(text: string): SmacError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof SmacError) return error;
    throw error;
  }
  throw new Error(`“${text}” was read`);
}

describe("what is read", () => {
  test("AND binds more tightly than OR, NOT more than AND", () => {
    expect(parse("a = 1 or not b = 2 AND c = 'x'")).toEqual({
      op: "or",
      of: [equal("a", 1), { op: "and", of: [{ op: "not", of: equal("b", 2) }, equal("c", "x")] }],
    });
  });

  test("parentheses around conditions and around values", () => {
    expect(parse("(a = 1 OR b = 2) AND (i + 1) * 2 > 3")).toEqual({
      op: "and",
      of: [
        { op: "or", of: [equal("a", 1), equal("b", 2)] },
        {
          op: "compare",
          how: ">",
          left: {
            kind: "arithmetic",
            how: "*",
            left: { kind: "arithmetic", how: "+", left: column("i"), right: literal(1) },
            right: literal(2),
          },
          right: literal(3),
        },
      ],
    });
  });

  test("the word tests, each also negated", () => {
    expect(parse("k NOT IN ('a', NULL)")).toEqual({
      op: "in",
      value: column("k"),
      list: [literal("a"), literal(null)],
      negated: true,
    });
    expect(parse("n BETWEEN -1 AND 2 AND ok")).toEqual({
      op: "and",
      of: [
        { op: "between", value: column("n"), low: literal(-1), high: literal(2), negated: false },
        { op: "truth", value: column("ok") },
      ],
    });
    expect(parse("t not ilike '50!%%' escape '!'")).toEqual({
      op: "like",
      value: column("t"),
      pattern: literal("50!%%"),
      escape: "!",
      ignoreCase: true,
      negated: true,
    });
    expect(parse("t IS NOT NULL")).toEqual({ op: "null", value: column("t"), negated: true });
  });

  test("texts with quotes in them, quoted and foreign column names, numbers", () => {
    expect(parse(`"da""ta; drop" = 'it''s -- fine'`)).toEqual(equal('da"ta; drop', "it's -- fine"));
    expect(parse("größe = 1.5e2")).toEqual(equal("größe", 150));
    expect(parse(`"order" <> .5`)).toEqual({ op: "compare", how: "<>", left: column("order"), right: literal(0.5) });
    expect(parse("a != 1")).toEqual({ op: "compare", how: "<>", left: column("a"), right: literal(1) });
  });

  test("functions and joined text", () => {
    expect(parse("lower(trim(a)) || 'x' = coalesce(b, c, '')")).toEqual({
      op: "compare",
      how: "=",
      left: {
        kind: "arithmetic",
        how: "||",
        left: { kind: "call", name: "lower", args: [{ kind: "call", name: "trim", args: [column("a")] }] },
        right: literal("x"),
      },
      right: { kind: "call", name: "coalesce", args: [column("b"), column("c"), literal("")] },
    });
  });

  test("a column may be called like a function", () => {
    expect(parse("length > 3")).toEqual({ op: "compare", how: ">", left: column("length"), right: literal(3) });
  });
});

describe("what is refused, with a caret under the place", () => {
  test.each([
    ["kind = 'a'; DROP TABLE x", "kind = 'a'; DROP TABLE x\n            ^"],
    ["a = 1 -- all", "a = 1 -- all\n        ^"],
    ["a = 1 /* all */", "a = 1 /* all */\n        ^"],
    ["a IN (SELECT b FROM c)", "a IN (SELECT b FROM c)\n        ^"],
    ["exists (a)", "exists (a)\n  ^"],
    ["a = ", "a = \n     ^"],
    ["", "\n  ^"],
    ["a = 1 b = 2", "a = 1 b = 2\n        ^"],
    ["(a = 1", "(a = 1\n        ^"],
    ["a = 1)", "a = 1)\n       ^"],
    ["a == 1", "a == 1\n    ^"],
    ["a = 'open", "a = 'open\n      ^"],
    ["a = b = c", "a = b = c\n        ^"],
    ["a + 1", "a + 1\n       ^"],
    ["kind 'login'", "kind 'login'\n       ^"],
    ["(a = 1) + 2 > 3", "(a = 1) + 2 > 3\n          ^"],
    ["a LIKE 'x!' ESCAPE '!'", "a LIKE 'x!' ESCAPE '!'\n         ^"],
    ["a IS TRUE", "a IS TRUE\n       ^"],
    ["x.y = 1", "x.y = 1\n   ^"],
    ["a = 12345678901234567890", "a = 12345678901234567890\n      ^"],
    ["5", "5\n   ^"],
    ["'a'", "'a'\n     ^"],
    ["a = 1 AND\n  AND b", "  AND b\n    ^"],
  ])("%s", (text, shown) => {
    const error = problem(text);
    expect(error.code).toBe("USAGE_BAD_PREDICATE");
    expect(error.message).toContain("--where");
    expect(error.message).toContain("expected");
    expect(error.message.endsWith(`  ${shown}`)).toBe(true);
  });

  test("an unknown function is told with the nearest one", () => {
    const error = problem("lowr(a) = 'x'");
    expect(error.message).toContain("“lowr” is none");
    expect(error.hint).toBe("did you mean “lower”?");
    expect(problem("constructor(a) = 'x'").message).toContain("“constructor” is none");
  });

  test("a word of SQL says how to name a column like it", () => {
    expect(problem("end > 3").hint).toBe('END is a word of SQL; if it is a column here, write "end"');
  });

  test("a thousand parentheses are refused, not a stack overflow", () => {
    expect(problem(`${"(".repeat(5000)}a${")".repeat(5000)}`).message).toContain("levels of nesting");
    expect(problem(`a = ${"1 + ".repeat(5000)} 1`).message).toContain("operators in a row");
    expect(problem(`${"not ".repeat(5000)} a`).message).toContain("levels of nesting");
  });

  test("control characters are shown harmless", () => {
    expect(problem("a = \u001b[31m").message).not.toContain("\u001b");
  });
});

const operand: fc.Arbitrary<Operand> = fc.letrec<{ operand: Operand }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant("column" as const),
      name: fc.oneof(
        fc.constantFrom("a", "Team", "order", "x y", 'q"q', "é", "9", "true"),
        fc.string({ minLength: 1 }),
      ),
    }),
    fc.record({
      kind: fc.constant("literal" as const),
      value: fc.oneof(
        fc.string(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e15, min: -1e15 }).map((x) => x + 0),
        fc.constantFrom(true, false, null),
      ),
    }),
    fc.record({
      kind: fc.constant("call" as const),
      name: fc.constantFrom("lower", "abs", "coalesce"),
      args: fc.tuple(tie("operand")),
    }),
    fc.record({
      kind: fc.constant("arithmetic" as const),
      how: fc.constantFrom("+", "-", "*", "/", "%", "||"),
      left: tie("operand"),
      right: tie("operand"),
    }),
  ),
})).operand;

const flag = fc.boolean();
const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({
    op: fc.constant("compare" as const),
    how: fc.constantFrom("=", "<>", "<", "<=", ">", ">="),
    left: operand,
    right: operand,
  }),
  fc.record({
    op: fc.constant("in" as const),
    value: operand,
    list: fc.array(operand, { minLength: 1, maxLength: 3 }),
    negated: flag,
  }),
  fc.record({ op: fc.constant("between" as const), value: operand, low: operand, high: operand, negated: flag }),
  fc.record({
    op: fc.constant("like" as const),
    value: operand,
    pattern: fc.constantFrom("a%", "_!!").map(literal),
    escape: fc.constantFrom(null, "!", "'"),
    ignoreCase: flag,
    negated: flag,
  }),
  fc.record({ op: fc.constant("null" as const), value: operand, negated: flag }),
  fc.constant({ op: "truth" as const, value: column("flag") }),
);
const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      op: fc.constantFrom("and" as const, "or" as const),
      of: fc.array(tie("predicate"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant("not" as const), of: tie("predicate") }),
  ),
})).predicate;

test("printing and reading again gives the same predicate", () => {
  fc.assert(
    fc.property(predicate, (given) => void expect(parse(printPredicate(given))).toEqual(given)),
    { numRuns: 1000 },
  );
});

test("any text is read or refused with the one error", () => {
  const piece = fc.oneof(
    fc.constantFrom("a", "=", "(", ")", "AND", "NOT", "IN", "'x'", "1", "-", "LIKE", "NULL", "lower(", ",", '"'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        parse(pieces.join(" "));
      } catch (error) {
        expect(error).toBeInstanceOf(SmacError);
      }
    }),
    { numRuns: 2000 },
  );
});

test("the columns a predicate names", () => {
  const names = predicateColumns(
    parse("a = b OR NOT (lower(C) IN (d, 'e') AND f + -g BETWEEN h AND i) AND j LIKE k AND l IS NULL AND m"),
  );
  expect([...names].sort()).toEqual(["C", "a", "b", "d", "f", "g", "h", "i", "j", "k", "l", "m"]);
});
