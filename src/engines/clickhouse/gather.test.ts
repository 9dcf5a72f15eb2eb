import { expect, test } from "vitest";
import { gathered } from "./gather.ts";

const none = { order: null, limit: null, counts: true };

test("lines of the same keys are one, and none stays apart from the word null", () => {
  const [a, b] = [
    [
      { stage: null, n: 1, last: 5 },
      { stage: "null", n: 2, last: null },
    ],
    [{ stage: null, n: 10, last: 7 }],
  ];
  expect(gathered([a, b], { columns: ["same", "sum", "max"], ...none })).toEqual([
    { stage: null, n: 11, last: 7 },
    { stage: "null", n: 2, last: null },
  ]);
});

test("sums stay whole numbers beyond those that a double holds", () => {
  const big = 2 ** 52;
  expect(gathered([[{ n: big }], [{ n: big }], [{ n: 1n }]], { columns: ["sum"], ...none })).toEqual([
    { n: 9007199254740993n },
  ]);
  expect(gathered([[{ n: null }], [{ n: null }]], { columns: ["sum"], ...none })).toEqual([{ n: null }]);
  expect(gathered([[{ n: 0.5 }], [{ n: 0.25 }]], { columns: ["sum"], ...none })).toEqual([{ n: 0.75 }]);
});

test("the least and the greatest, of truths too", () => {
  const parts = [[{ a: 3, b: true }], [{ a: 2, b: false }]];
  expect(gathered(parts, { columns: ["min", "max"], ...none })).toEqual([{ a: 2, b: true }]);
  expect(gathered(parts, { columns: ["max", "min"], ...none })).toEqual([{ a: 3, b: false }]);
});

test("texts are ordered byte by byte, none last, whichever way", () => {
  const rows = ["ä", "z", null, "Z", "\u{1F600}", "\uFFFD"].map((a) => [{ a }]);
  const order = (descending: boolean) =>
    gathered(rows, { columns: null, order: [{ column: "a", descending }], limit: 4, counts: false }).map(({ a }) => a);
  expect(order(false)).toEqual(["Z", "z", "ä", "\uFFFD"]);
  expect(order(true)).toEqual(["\u{1F600}", "\uFFFD", "ä", "z"]);
});
