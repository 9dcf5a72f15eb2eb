import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { resting } from "./resting.ts";

let said: string[] = [];
const heard = () =>
  resting((on: string) => {
    said.push(`ask ${on}`);
    return () => void said.push(`give up ${on}`);
  });

beforeEach(() => {
  said = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("what is passed over is not asked for; what is rested on is, and given up a while after it was left", () => {
  const { rest } = heard();
  rest("a");
  vi.advanceTimersByTime(79);
  rest("b");
  vi.advanceTimersByTime(80);
  expect(said).toEqual(["ask b"]);
  rest(null);
  vi.advanceTimersByTime(299);
  expect(said).toEqual(["ask b"]);
  vi.advanceTimersByTime(1);
  expect(said).toEqual(["ask b", "give up b"]);
});

test("a press asks at once, and another gives the one before up", () => {
  const { rest, press } = heard();
  rest("a");
  press("a");
  vi.advanceTimersByTime(1000);
  expect(said).toEqual(["ask a"]);
  press("b");
  expect(said).toEqual(["ask a", "give up a", "ask b"]);
});

test("back before it is given up, it goes on; at the end nothing is asked any more", () => {
  const { rest, end } = heard();
  rest("a");
  vi.advanceTimersByTime(80);
  rest(null);
  vi.advanceTimersByTime(200);
  rest("b");
  end();
  vi.advanceTimersByTime(299);
  expect(said).toEqual(["ask a"]);
  vi.advanceTimersByTime(1);
  expect(said).toEqual(["ask a", "give up a"]);
});
