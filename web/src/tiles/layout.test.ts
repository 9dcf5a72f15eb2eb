import { describe, expect, test } from "vitest";
import { type Box, below, moved, overlap, resized, settled, withTile } from "./layout.ts";

const box = (id: string, column: number, row: number, width: number, height: number): Box => ({
  id,
  column,
  row,
  width,
  height,
});
const two = [box("a", 1, 1, 6, 4), box("b", 7, 1, 6, 4)];
const at = (tiles: readonly Box[], id: string): readonly number[] => {
  const found = tiles.find((each) => each.id === id);
  return found === undefined ? [] : [found.column, found.row, found.width, found.height];
};

describe("moving", () => {
  test("what is in the way goes down", () => {
    const tiles = moved(two, "a", { columns: 3, rows: 0 });
    expect(at(tiles, "a")).toEqual([4, 1, 6, 4]);
    expect(at(tiles, "b")).toEqual([7, 5, 6, 4]);
  });

  test("a tile stays inside", () => {
    expect(at(moved(two, "a", { columns: -5, rows: -5 }), "a")).toEqual([1, 1, 6, 4]);
    expect(at(moved(two, "b", { columns: 5, rows: 0 }), "b")).toEqual([7, 1, 6, 4]);
  });

  test("what went down pushes what is below it", () => {
    const tiles = moved([...two, box("c", 7, 5, 6, 2)], "a", { columns: 6, rows: 0 });
    expect([at(tiles, "b"), at(tiles, "c")]).toEqual([
      [7, 5, 6, 4],
      [7, 9, 6, 2],
    ]);
  });

  test("nobody lies over another, whatever is done", () => {
    let tiles: readonly Box[] = [...two, box("c", 3, 5, 8, 3), box("d", 1, 8, 12, 2), box("e", 11, 10, 2, 9)];
    let chance = 7;
    const next = (most: number): number => {
      chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648;
      return chance % most;
    };
    for (let turn = 0; turn < 300; turn++) {
      const id = "abcde".charAt(next(5));
      const by = { columns: next(13) - 6, rows: next(9) - 4 };
      tiles = next(2) === 0 ? moved(tiles, id, by) : resized(tiles, id, by);
      if (next(4) === 0) tiles = settled(tiles);
      for (const one of tiles) {
        expect(one.column + one.width).toBeLessThanOrEqual(13);
        expect(tiles.filter((other) => other !== one && overlap(one, other))).toEqual([]);
      }
    }
  });
});

test("sizes have a least and a most", () => {
  expect(at(resized(two, "a", { columns: 20, rows: 100 }), "a")).toEqual([1, 1, 12, 40]);
  expect(at(resized(two, "a", { columns: -20, rows: -20 }), "a")).toEqual([1, 1, 2, 2]);
});

test("empty rows close, and what a hand wrote over another is pulled apart", () => {
  const tiles = settled([box("b", 1, 9, 6, 2), box("a", 3, 3, 6, 2), box("c", 11, 3, 6, 2)]);
  expect([at(tiles, "a"), at(tiles, "c"), at(tiles, "b")]).toEqual([
    [3, 1, 6, 2],
    [7, 3, 6, 2],
    [1, 5, 6, 2],
  ]);
});

test("a new tile lies below the others", () => {
  expect(below([])).toBe(1);
  expect(at(withTile(two, box("n", 5, 1, 4, 3)), "n")).toEqual([1, 5, 4, 3]);
});
