import { expect, test } from "vitest";
import { openRateLimit } from "./rate-limit.ts";

test("who goes on asking too fast still gets the steady rate", () => {
  let now = 0;
  const rate = openRateLimit({ burst: 2, perSecond: 20 }, () => now);
  let answered = 0;
  // 40 a second for ten seconds.
  for (let asked = 0; asked < 400; asked++) {
    try {
      rate.spend("one");
      answered += 1;
    } catch {
      // Put off.
    }
    now += 25_000;
  }
  // The first two, and then every other one.
  expect(answered).toBeGreaterThanOrEqual(200);
  expect(answered).toBeLessThanOrEqual(202);
});
