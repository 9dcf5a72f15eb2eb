import { expect, test } from "vitest";
import { rowCells } from "./cells.ts";
import { parseJson } from "./json-text.ts";
import type { Json, Row } from "./row.ts";

test("every kind of value as a text column", () => {
  const row = parseJson(
    '{"id":12345678901234567890,"name":"Köln","none":null,"yes":true,"n":1e21,"small":-1.5e-7,"half":"\\ud800x",' +
      '"address":{"city":"Ulm","geo":{"lat":1.5}},"empty":{},"tags":["a",{"b":1}],"__proto__":"p"}',
  ) as Row;
  expect([...rowCells(row)]).toEqual([
    ["id", "12345678901234567890"],
    ["name", "Köln"],
    ["none", null],
    ["yes", "true"],
    ["n", "1000000000000000000000"],
    ["small", "-0.00000015"],
    ["half", "\uFFFDx"],
    ["tags", '["a",{"b":1}]'],
    ["__proto__", "p"],
    ["address.city", "Ulm"],
    ["address.geo", '{"lat":1.5}'],
  ]);
});

test("two values of one column name: neither is lost, in whatever order", () => {
  expect([...rowCells({ a: { b: 1 }, "a.b": 2 })]).toEqual([
    ["a.b", "2"],
    ["a.b (2)", "1"],
  ]);
});

test("a value that is nested too deep is refused, not a crash", () => {
  const deep = parseJson(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`) as Row;
  expect(() => rowCells(deep)).toThrow("nested too deep");
});

test.each<[string, Json]>([
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", "9007199254740992"],
  ["-123456789012345678", "-123456789012345678"],
  ["1e400", "1e400"],
  ["[1.10000000000000000000,0.1234567890123456789]", [1.1, "0.1234567890123456789"]],
  [
    '{"a\\\\":12345678901234567,"b\\"":":12345678901234567"}',
    { "a\\": "12345678901234567", 'b"': ":12345678901234567" },
  ],
  ['"12345678901234567890"', "12345678901234567890"],
])("no digit of %s is lost", (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each(["", "{", "1 2", '{"a":12345678901234567 12345678901234567}', "NaN", "'a'", "[1,]", "01234567890123456789"])(
  "%j is no JSON",
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);
