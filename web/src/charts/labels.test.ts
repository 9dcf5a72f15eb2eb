import fc from "fast-check";
import { expect, test } from "vitest";
import { placedLabels } from "./labels.ts";

const at = (wanted: readonly number[], low = 0, high = 100): readonly number[] =>
  placedLabels(wanted, { gap: 16, low, high }).map((each) => each.at);

test("labels that do not touch stay where they are", () => {
  expect(at([10, 40, 80])).toEqual([10, 40, 80]);
});

test("labels that would touch move apart, about their middle", () => {
  expect(at([10, 12, 80])).toEqual([3, 19, 80]);
  expect(at([12, 10])).toEqual([19, 3]);
});

test("labels stay inside", () => {
  expect(at([0, 1, 2])).toEqual([0, 16, 32]);
  expect(at([99, 100])).toEqual([84, 100]);
});

test("whatever is wanted: in order, apart, and inside while there is room", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 10 }), (wanted) => {
      const placed = [...at(wanted, 0, 300)].toSorted((a, b) => a - b);
      for (const [index, value] of placed.entries()) {
        expect(value).toBeGreaterThanOrEqual(-1e-9);
        expect(value).toBeLessThanOrEqual(300 + 1e-9);
        if (index > 0) expect(value - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual(16 - 1e-9);
      }
    }),
  );
});
