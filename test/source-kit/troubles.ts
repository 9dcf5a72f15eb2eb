import { describe, expect, test } from "vitest";
import { SmacError } from "../../src/errors.ts";
import type { StartBench } from "./describe-source.ts";
import { check, differences, leaked, places, read, untold } from "./reading.ts";
import type { Trouble } from "./rig.ts";

/** Troubles that pass: with them once, the reading must come to the right end by itself. */
const PASSING: readonly Trouble[] = [
  "busy",
  "unavailable",
  "gateway-page",
  "reset",
  "reset-midway",
  "cut-off",
  "slow",
  "expired-token",
];
/** Troubles with which a reading may fail, if it is told well and the next heals it. */
const GRAVE: readonly Trouble[] = [
  "web-page",
  "empty",
  "garbage",
  "error-in-200",
  "duplicate-page",
  "no-permission",
  "budget-spent",
];

/** Every trouble at every call. */
export function describeTroubles(start: StartBench): void {
  describe("trouble at any call", () => {
    test.each(PASSING)("%s, once: it is overcome", async (trouble) => {
      await atEachCall(start, trouble, async (on, after) => {
        const came = await read(on);
        expect([...came.errors.values()].map(String), `at call ${after + 1}`).toEqual([]);
        expect(differences(on), `at call ${after + 1}`).toEqual([]);
      });
    });

    test.each(GRAVE)("%s, once: what fails is told, and the next reading heals it", async (trouble) => {
      await atEachCall(start, trouble, async (on, after) => {
        const came = await read(on);
        expect(untold(came), `at call ${after + 1}`).toEqual([]);
        if (came.errors.size === 0 && trouble !== "no-permission") expect(differences(on)).toEqual([]);
        on.rig.heal();
        on.world.pass(2 * 86_400_000);
        expect((await read(on)).errors).toEqual(new Map());
        expect(differences(on), `after trouble at call ${after + 1}`).toEqual([]);
      });
    });
  });

  test("a storm of 429 is sat out", async () => {
    const on = await start();
    if (!on.rig.have("busy", { after: 1, times: 3 })) return;
    const came = await read(on);
    expect([...came.errors.values()].map(String)).toEqual([]);
    expect(differences(on)).toEqual([]);
    expect(on.world.waited()).toBeGreaterThan(0);
  });

  describe("trouble that does not end", () => {
    test.each([...PASSING, ...GRAVE].filter((trouble) => trouble !== "slow" && trouble !== "duplicate-page"))(
      "%s: one clear error, few calls, no secret, and the next reading heals it",
      async (trouble) => {
        const on = await start();
        if (!on.rig.have(trouble, { after: 1, times: 1_000_000 })) return;
        const came = await read(on);
        expect(untold(came)).toEqual([]);
        expect(came.calls).toBeLessThan(on.streams.length * 40);
        for (const error of came.errors.values()) {
          const { message, hint } = error as SmacError;
          expect(message.length, message).toBeLessThan(400);
          expect(message, "begins with the connection's name").toMatch(/^here\b/);
          expect(`${message} ${hint ?? ""}`, "shows no address").not.toMatch(/https?:|127\.0\.0\.1/);
        }
        expect((await check(on)).length).toBeGreaterThan(0);
        expect(leaked(on)).toEqual([]);
        on.rig.heal();
        on.world.pass(2 * 86_400_000);
        expect((await read(on)).errors).toEqual(new Map());
        expect(differences(on)).toEqual([]);
      },
    );
  });

  test("when no calls are left, reading stops with SOURCE_BUDGET and calls no more", async () => {
    const on = await start();
    await read(on);
    if (!on.rig.have("budget-spent", { after: 0, times: 1_000_000 })) return;
    const first = await read(on, { full: true });
    const codes = [...first.errors.values()].map((error) => (error instanceof SmacError ? error.code : ""));
    expect(codes.filter((code) => code !== "SOURCE_BUDGET" && code !== "SOURCE_BUSY")).toEqual([]);
    expect(first.calls).toBeLessThan(10);
  });

  test("one stream that fails does not stop the others", async () => {
    const on = await start();
    if (on.streams.length < 2 || !on.rig.have("no-permission", { after: 1, times: 1 })) return;
    const came = await read(on);
    expect(came.errors.size).toBeLessThan(on.streams.length);
    expect(untold(came)).toEqual([]);
  });
}

async function atEachCall(
  start: StartBench,
  trouble: Trouble,
  then: (on: Awaited<ReturnType<StartBench>>, after: number) => Promise<void>,
): Promise<void> {
  const { calls } = await read(await start());
  for (const after of places(calls)) {
    const on = await start();
    if (!on.rig.have(trouble, { after, times: 1 })) return;
    await then(on, after);
    expect(leaked(on)).toEqual([]);
    await on.rig.close();
  }
}
