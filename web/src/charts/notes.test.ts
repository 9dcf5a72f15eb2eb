import { expect, test } from "vitest";
import { placedNotes, xAt } from "./notes.ts";

// Columns 100 px apart from 50 on, up to the fifth at 450; the plot ends at 480.
const frame = { x: (column: number) => 50 + 100 * column, left: 0, right: 480 };
const place = (notes: readonly (readonly [number, string])[], taken: readonly (readonly [number, number])[] = []) =>
  placedNotes(
    notes.map(([at, words]) => ({ at, words })),
    frame,
    { last: 4, taken },
  );

test("between two columns, and in the last one, but not beyond the plot", () => {
  expect([xAt(0.5, frame, 4), xAt(3, frame, 4), xAt(4.5, frame, 4), xAt(4.9, frame, 4)]).toEqual([100, 350, 480, 480]);
});

test("words stand right of their line, else left of it, else as much of them as there is room for", () => {
  expect(place([[1, "price change"]])[0]).toMatchObject({ x: 150, text: "price change", anchor: "start" });
  expect(place([[4, "price change"]])[0]).toMatchObject({ x: 450, text: "price change", anchor: "end" });
  const [first, second] = place([
    [0, "a new price for all"],
    [1, "x"],
  ]);
  expect(first?.text).toMatch(/^a new price.*…$/);
  expect(first?.text?.length).toBeLessThanOrEqual(14);
  expect(second).toMatchObject({ text: "x", anchor: "start" });
});

test("no words where there is no room, nor on what stands there; what is on one place is told together", () => {
  expect(place([[4, "so"]], [[430, 480]])[0]?.text).toBeNull();
  expect(
    place([
      [1, "one"],
      [1, "two"],
    ]).map(({ words }) => words),
  ).toEqual(["one; two"]);
  expect(
    place([
      [1, "a long word"],
      [1.2, "another long word"],
      [1.4, "a third long word"],
    ]).map(({ text }) => text),
  ).toEqual(["a long word", null, "a third long word"]);
});
