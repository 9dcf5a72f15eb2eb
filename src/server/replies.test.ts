import { expect, test } from "vitest";
import { openReplies } from "./replies.ts";
import type { Reply } from "./route.ts";

const reply = (lines: number): Reply => ({ json: { clusters: Array.from({ length: lines }, (_, n) => ({ n })) } });

test("many small answers are kept, of large ones the last", () => {
  const replies = openReplies();
  for (let n = 0; n < 300; n++) replies.keep(`small ${n}`, reply(10));
  expect(replies.get("small 0")).toBeDefined();
  for (let n = 0; n < 5; n++) replies.keep(`large ${n}`, reply(700_000));
  expect([0, 1, 2, 3, 4].map((n) => replies.get(`large ${n}`) !== undefined)).toEqual([false, true, true, true, true]);
  // What is asked again stays.
  replies.get("large 2");
  replies.keep("large 5", reply(700_000));
  replies.keep("large 6", reply(700_000));
  expect([2, 3, 4].map((n) => replies.get(`large ${n}`) !== undefined)).toEqual([true, false, true]);
});

test("a long text is as much as many values", () => {
  const replies = openReplies();
  for (let n = 0; n < 100; n++) replies.keep(`text ${n}`, { json: { statements: ["x".repeat(3_200_000)] } });
  expect(replies.get("text 0")).toBeUndefined();
  expect(replies.get("text 99")).toBeDefined();
});
