import { describe, expect, test } from "vitest";
import { clip, displayWidth, pad, tame, wrap } from "./display-width.ts";

test.each([
  ["", 0],
  ["abc", 3],
  ["Zürich", 6],
  ["Zu\u0308rich", 6],
  ["株式会社", 8],
  ["ｱｲｳ", 3],
  ["한국", 4],
  ["🚚", 2],
  ["☕", 2],
  ["❤️", 2],
  ["👩‍🚀", 2],
  ["🇫🇷", 2],
  ["a\u200bb", 2],
  ["▁▂█", 3],
  ["— − …", 5],
])("“%s” takes %i columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

describe("tame", () => {
  test("lets no control character, line break or direction change through", () => {
    expect(tame("a\u001b[31mred\u0007")).toBe("a�[31mred�");
    expect(tame("one\r\ntwo\nthree\tfour")).toBe("one two three four");
    expect(tame("abc\u202edef\u2066")).toBe("abc�def�");
    expect(tame("plain “text” 🚚")).toBe("plain “text” 🚚");
  });
});

describe("clip", () => {
  test("cuts by columns, not by characters, and never through an emoji", () => {
    expect(clip("株式会社ノース", 7)).toBe("株式会…");
    expect(clip("株式会社ノース", 8)).toBe("株式会…");
    expect(clip("a👩‍🚀b👩‍🚀", 5)).toBe("a👩‍🚀b…");
    expect(clip("short", 5)).toBe("short");
    expect(clip("short", 0)).toBe("");
  });
});

test("pad fills up on either side and leaves the longer alone", () => {
  expect(pad("株", 4)).toBe("株  ");
  expect(pad("7", 3, "right")).toBe("  7");
  expect(pad("long", 2)).toBe("long");
});

test("wrap breaks at spaces and keeps a long word whole", () => {
  expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrap("unbreakable a", 4)).toEqual(["unbreakable", "a"]);
  expect(wrap("", 4)).toEqual([""]);
});
