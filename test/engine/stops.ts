import { describe, expect, test } from "vitest";
import { type Bench, crowd, endless, idle, long, stopWorking } from "./rig.ts";

const cancelled = { code: "ENGINE_CANCELLED", recovery: "abort" } as const;

const caught = (error: unknown): unknown => error;

/** Statements that take long: how far they are, and that they end when they are stopped. */
export function describeStops({ rig, open, able }: Bench): void {
  describe("stopping", () => {
    test("a running statement ends on every server, and the next is answered", async () => {
      const engine = await open();
      await crowd(engine, 10);
      const stop = new AbortController();
      const { signal } = stop;
      const asked = engine.run(`create or replace temp table never as ${endless}`, [], { signal }).catch(caught);
      await stopWorking(rig, stop, "every");
      expect(await asked).toMatchObject(cancelled);
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
      await idle(rig);
    });

    test("so do rows and columns that are read", async () => {
      const engine = await open();
      await crowd(engine, 10);
      for (const read of ["rows", "columns"] as const) {
        const stop = new AbortController();
        const asked = engine[read](endless, [], { signal: stop.signal }).catch(caught);
        await stopWorking(rig, stop);
        expect(await asked).toMatchObject(cancelled);
        expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
      }
    });

    test("a statement that is asked for after the stop never starts", async () => {
      const engine = await open();
      const options = { signal: AbortSignal.abort() };
      const made = engine.run("create or replace temp table late as select 1 as n", [], options);
      await expect(made).rejects.toMatchObject(cancelled);
      await expect(engine.rows("select 1 as one", [], options)).rejects.toMatchObject(cancelled);
      await expect(engine.columns("select cast(1 as integer) as i", [], options)).rejects.toMatchObject(cancelled);
      await expect(engine.rows("select n from late")).rejects.toThrow(/late|table/);
    });

    test("statements stop with the work around them, but for what nothing may stop", async () => {
      const engine = await open();
      await crowd(engine, 10);
      const stop = new AbortController();
      const work = engine
        .stoppable(stop.signal, async () => {
          try {
            await engine.rows(endless);
          } finally {
            await expect(engine.rows("select 1 as one")).rejects.toMatchObject(cancelled);
            await engine.run("create or replace temp table kept as select 7 as n", [], { signal: null });
          }
        })
        .catch(caught);
      await stopWorking(rig, stop);
      expect(await work).toMatchObject(cancelled);
      expect(await engine.rows("select n from kept")).toEqual([{ n: 7 }]);
    });
  });

  describe("progress", () => {
    test("goes up while a statement runs, and is null when none does", async () => {
      const engine = await open();
      await crowd(engine, 1000);
      expect(engine.progress()).toBeNull();
      const stop = new AbortController();
      const asked = engine.rows(long, [], { signal: stop.signal }).catch(caught);
      const seen: number[] = [];
      const risen = (): number => {
        const { percent } = engine.progress() ?? { percent: 0 };
        if (percent > (seen.at(-1) ?? 0)) seen.push(percent);
        return seen.length;
      };
      await expect.poll(risen, { timeout: 50_000, interval: 20 }).toBeGreaterThanOrEqual(2);
      expect(seen.at(-1)).toBeLessThanOrEqual(100);
      stop.abort();
      expect(await asked).toMatchObject(cancelled);
      expect(engine.progress()).toBeNull();
      await idle(rig);
    });
  });

  describe("closing", () => {
    test("a second time does nothing", async () => {
      const engine = await open();
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
      await engine.close();
      await expect(engine.close()).resolves.toBeUndefined();
    });

    able("closing for good", "no statement runs after it", async () => {
      const engine = await open();
      await engine.close();
      await expect(engine.rows("select 1 as one")).rejects.toThrow("closed");
    });
  });
}
