import { expect, test } from "vitest";
import { fileName } from "./file-name.ts";

test("a name is of letters, digits and -, not longer than a name may be, and not taken", () => {
  expect(fileName(["2026-07-01", "Price change!"], new Set())).toBe("2026-07-01-price-change");
  expect(fileName(["2026-07-01", "Price change"], new Set(["2026-07-01-price-change"]))).toBe(
    "2026-07-01-price-change-2",
  );
  expect(fileName(["2026-07-01", "調整"], new Set())).toBe("2026-07-01");
  expect(fileName(["調整"], new Set())).toBe("unnamed");
  expect(fileName(["../x"], new Set())).toBe("x");
  const long = fileName(["word ".repeat(40)], new Set());
  expect(long.length).toBeLessThanOrEqual(60);
  expect(fileName(["word ".repeat(40)], new Set([long]))).toMatch(/^[a-z0-9-]{1,58}-2$/);
});
