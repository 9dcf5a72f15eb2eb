import { expect, test } from "vitest";
import { spanAfter } from "./spans.ts";

test("parts overlap by three rows at least, and rarely by more than a few", () => {
  let calls = 0;
  for (let end = 0; end < 1_000_000; calls++) {
    const { page, size, start } = spanAfter(end);
    expect(start).toBe((page - 1) * size);
    expect(size).toBeLessThanOrEqual(200);
    if (end > 0) expect(end - start).toBeGreaterThanOrEqual(3);
    expect(start + size).toBeGreaterThan(end);
    end = start + size;
  }
  // It would be 5,000 without overlap.
  expect(calls).toBeLessThan(5_600);
});

test("the first part is as large as it may be", () => {
  expect(spanAfter(0)).toEqual({ page: 1, size: 200, start: 0 });
  expect(spanAfter(2)).toEqual({ page: 1, size: 200, start: 0 });
  expect(spanAfter(200)).toEqual({ page: 2, size: 197, start: 197 });
});
