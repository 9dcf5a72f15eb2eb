import { describe, expect, test } from "vitest";
import { type Bench, crowd, endless, idle, stopWorking } from "./rig.ts";

const counting = "select n from (select unnest(range(0, 200000)) as n) x order by n";

/** Rows that come in pieces, and are not all held. */
export function describeStreams({ rig, open, able }: Bench): void {
  describe("streams", () => {
    test("a stream gives every row in order and then lets others through", async () => {
      const engine = await open();
      let next = 0;
      for await (const rows of engine.stream<{ n: number }>(counting))
        for (const { n } of rows) {
          if (n !== next) expect(n).toBe(next);
          next += 1;
        }
      expect(next).toBe(200_000);
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    test("a stream of nothing ends, and one that fails says so", async () => {
      const engine = await open();
      const rows: unknown[] = [];
      for await (const piece of engine.stream("select 1 as n where false")) rows.push(...piece);
      expect(rows).toEqual([]);
      const wrong = (async () => {
        for await (const piece of engine.stream("select n from nowhere")) rows.push(...piece);
      })();
      await expect(wrong).rejects.toThrow(/nowhere|table/);
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    test("a stream that is left early lets others through", async () => {
      const engine = await open();
      for await (const rows of engine.stream(counting)) {
        expect(rows.length).toBeGreaterThan(0);
        break;
      }
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    able("streams in pieces", "rows come in pieces while the statement runs", async () => {
      const engine = await open();
      const sizes: number[] = [];
      for await (const rows of engine.stream(counting)) sizes.push(rows.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      await crowd(engine, 10);
      let pieces = 0;
      // Far more than memory holds.
      for await (const rows of engine.stream(
        "select n, m, o from many cross join few cross join (select m as o from few) x",
      )) {
        pieces += rows.length > 0 ? 1 : 0;
        if (pieces === 3) break;
      }
      expect(pieces).toBe(3);
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    able("streams that never start", "a stream that is asked for after the stop never starts", async () => {
      const engine = await open();
      await expect(drained(engine.stream("select 1 as n", [], { signal: AbortSignal.abort() }))).rejects.toMatchObject({
        code: "ENGINE_CANCELLED",
      });
    });

    able("streams that stop", "a stream that is stopped in the middle ends and says so", async () => {
      const engine = await open();
      await crowd(engine, 10);
      const stop = new AbortController();
      let rows = 0;
      const stream = engine.stream("select n from many cross join few where m < 10", [], { signal: stop.signal });
      const read = (async () => {
        for await (const piece of stream) {
          rows += piece.length;
          stop.abort();
        }
      })();
      const error = await read.catch((failed: unknown) => failed);
      await idle(rig);
      expect(error).toMatchObject({ code: "ENGINE_CANCELLED", recovery: "abort" });
      expect(rows).toBeLessThan(1_000_000);
      expect(await engine.rows("select 1 as one")).toEqual([{ one: 1 }]);
    });

    able("streams after a stop", "a stream may follow a statement that was stopped", async () => {
      const engine = await open();
      await crowd(engine, 10);
      for (let times = 0; times < 3; times += 1) {
        const stop = new AbortController();
        const asked = engine.rows(endless, [], { signal: stop.signal }).catch((error: unknown) => error);
        await stopWorking(rig, stop);
        expect(await asked).toMatchObject({ code: "ENGINE_CANCELLED" });
        const rows = await drained(engine.stream("select 1 as one")).catch((error: unknown) => error);
        await idle(rig);
        expect(rows).toEqual([{ one: 1 }]);
      }
    });
  });
}

async function drained(stream: AsyncIterable<readonly unknown[]>): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for await (const piece of stream) rows.push(...piece);
  return rows;
}
