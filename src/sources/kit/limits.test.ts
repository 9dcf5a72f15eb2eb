import { describe, expect, test } from "vitest";
import { bookmark, lookBack } from "./bookmark.ts";
import { budgetKeeper, headerBudget } from "./budget.ts";
import type { HttpWorld } from "./http.ts";
import { pace } from "./pace.ts";
import { askedToWait, backoff, rateLimit } from "./retry.ts";

const NOON = Date.UTC(2026, 5, 1, 12) * 1000;

describe("headers", () => {
  test.each([
    [{ "retry-after": "120" }, 120_000],
    [{ "retry-after": " 1.5 " }, 1500],
    [{ "retry-after": "Mon, 01 Jun 2026 12:00:30 GMT" }, 30_000],
    // The service's clock is ten minutes behind: it means 30 seconds.
    [{ "retry-after": "Mon, 01 Jun 2026 11:50:30 GMT", date: "Mon, 01 Jun 2026 11:50:00 GMT" }, 30_000],
    [{ "retry-after": "Mon, 01 Jun 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, null],
    [{}, null],
    [{ ratelimit: '"default";r=0;t=7' }, 7000],
    [{ ratelimit: "limit=100, remaining=0, reset=9" }, 9000],
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "8" }, 8000],
    [{ "x-rate-limit-remaining": "705", "x-rate-limit-reset": "38445" }, null],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOON / 1e6 + 5) }, 5000],
    [{ "x-ratelimit-remaining": "0" }, null],
  ])("%j asks to wait %s", (headers, wait) => {
    expect(askedToWait(new Map(Object.entries(headers)), NOON)).toBe(wait);
  });

  test("the limit of a day", () => {
    const headers = new Map([
      ["x-rate-limit-limit", "1000"],
      ["x-rate-limit-remaining", "705"],
      ["x-rate-limit-reset", "38445"],
    ]);
    expect(rateLimit(headers, NOON)).toEqual({ limit: 1000, remaining: 705, resets: 38_445_000 });
    expect(headerBudget(headers, "calls a day", NOON)).toEqual({
      of: "calls a day",
      limit: 1000,
      remaining: 705,
      resets: NOON + 38_445_000_000,
    });
    expect(headerBudget(new Map(), "calls a day", NOON)).toBeNull();
  });

  test("waits grow, are spread, and have an end", () => {
    expect([1, 2, 3, 4].map((attempt) => backoff(attempt, () => 0.999999))).toEqual([1000, 2000, 4000, 8000]);
    expect(backoff(50, () => 0.999999)).toBe(60_000);
    expect(backoff(3, () => 0)).toBe(0);
  });
});

describe("pace", () => {
  test("so many calls in any minute, in the order they came", async () => {
    const { world, clock } = still();
    const slow = pace({ perMinute: 3, atOnce: 10 }, world);
    const starts: [number, number][] = [];
    await Promise.all(
      [0, 1, 2, 3, 4, 5, 6].map(async (n) => {
        const leave = await slow.enter(world.signal);
        starts.push([n, clock.ms]);
        leave();
      }),
    );
    expect(starts).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => [n, Math.floor(n / 3) * 60_500]));
  });

  test("so many at once", async () => {
    const { world } = still();
    const narrow = pace({ perMinute: 1000, atOnce: 2 }, world);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 9 }, async () => {
        const leave = await narrow.enter(world.signal);
        most = Math.max(most, ++inside);
        await new Promise((resolve) => void setTimeout(resolve, 1));
        inside--;
        leave();
        leave();
      }),
    );
    expect(most).toBe(2);
  });

  test("who stops waiting holds up nobody", async () => {
    const { world } = still();
    const narrow = pace({ perMinute: 1000, atOnce: 1 }, world);
    const leave = await narrow.enter(world.signal);
    const stop = new AbortController();
    const stopped = narrow.enter(stop.signal);
    const next = narrow.enter(world.signal);
    stop.abort(new Error("stopped"));
    await expect(stopped).rejects.toThrow("stopped");
    leave();
    (await next)();
    (await narrow.enter(world.signal))();
  });

  test("a clock that is set back holds nobody up", async () => {
    const { world, clock } = still();
    const slow = pace({ perMinute: 1, atOnce: 1 }, world);
    (await slow.enter(world.signal))();
    clock.ms -= 3_600_000;
    (await slow.enter(world.signal))();
    expect(clock.ms).toBe(-3_600_000);
  });
});

describe("budget", () => {
  test("a tenth is kept, 50 calls at least, until the limit begins anew", () => {
    const { world, clock } = still();
    const keeper = budgetKeeper("books", world);
    keeper.mayCall();
    keeper.heard({ of: "calls a day", limit: 1000, remaining: 102, resets: world.now() + 3_600_000_000 });
    keeper.mayCall();
    // An answer that was overtaken.
    keeper.heard({ of: "calls a day", limit: 1000, remaining: 102, resets: world.now() + 3_600_000_000 });
    keeper.mayCall();
    expect(() => keeper.mayCall()).toThrow(
      "books: 100 of 1000 calls a day are left, which are kept for the people who work with it",
    );
    expect([60, 500, 501, 1000].map((limit) => keeper.reserve(limit))).toEqual([50, 50, 51, 100]);
    clock.ms += 3_600_000;
    keeper.mayCall();
    expect(keeper.current()).toBeNull();
  });
});

describe("bookmarks", () => {
  test("the latest change, in whatever order, never from the future", () => {
    const mark = bookmark(NOON - 100, NOON);
    for (const at of [NOON - 200, NOON - 50, null, NOON - 70]) mark.see(at);
    expect(mark.latest()).toBe(NOON - 50);
    mark.see(NOON + 1_000_000);
    expect(mark.latest()).toBe(NOON);
    expect(bookmark(null, NOON).latest()).toBeNull();
  });

  test("looking back", () => {
    expect(lookBack(1000, { by: 300, since: null })).toBe(700);
    expect(lookBack(1000, { by: 300, since: 800 })).toBe(700);
    expect(lookBack(null, { by: 300, since: null })).toBeNull();
    expect(lookBack(null, { by: 300, since: 5 })).toBe(5);
  });
});

// A world in which waiting takes no time but moves the clock.
function still(): { world: HttpWorld; clock: { ms: number } } {
  const clock = { ms: 0 };
  const world: HttpWorld = {
    fetch,
    now: () => clock.ms * 1000,
    random: () => 0.5,
    sleep: async (milliseconds) => {
      // Whoever may go goes first.
      await new Promise((resolve) => void setImmediate(resolve));
      clock.ms += milliseconds;
    },
    signal: new AbortController().signal,
  };
  return { world, clock };
}
