import { expect, test } from "vitest";
import type { StartBench } from "./describe-source.ts";
import { differences, leaked, places, read } from "./reading.ts";
import type { Rig } from "./rig.ts";

/** A reading that ends early, at any place. */
export function describeStops(start: StartBench): void {
  test("stopped after any batch, the next reading ends with the same rows", async () => {
    const { batches } = await read(await start());
    for (let stopAfter = 0; stopAfter < Math.min(batches, 12); stopAfter++) {
      const on = await start();
      await read(on, { stopAfter });
      const came = await read(on);
      expect(came.errors).toEqual(new Map());
      expect(differences(on), `after ${stopAfter} batches`).toEqual([]);
    }
  });

  test("stopped after every batch, it comes to the end all the same", async () => {
    const on = await start();
    for (let n = 0; n < 30; n++) await read(on, { stopAfter: 2 });
    await read(on);
    expect(differences(on)).toEqual([]);
  });

  test("stopped, begun anew for all rows and stopped at once, nothing is taken for gone", async () => {
    for (const stopAfter of [2, 3]) {
      const on = await start();
      for (const stream of on.streams) {
        await read(on, { streams: [stream], stopAfter });
        // What is kept of it may be no more than that it began.
        await read(on, { streams: [stream], full: true, stopAfter: 1 });
      }
      expect((await read(on)).errors).toEqual(new Map());
      expect(differences(on), `after ${stopAfter} batches`).toEqual([]);
    }
  });

  test("asked to stop while the service is silent, it stops at once and calls no more", async () => {
    const { calls } = await read(await start());
    for (const after of places(calls)) {
      const on = await start();
      if (!on.rig.have("silent", { after, times: 1000 })) return;
      const stop = new AbortController();
      const reading = read(on, { signal: stop.signal, streams: on.streams.slice(0, 1) });
      await silence(on.rig, after);
      const before = Date.now();
      stop.abort(new Error("asked to stop"));
      await reading;
      expect(Date.now() - before, "milliseconds until it stopped").toBeLessThan(10_000);
      // A call that was under way is counted by the service a moment later.
      await new Promise((resolve) => void setTimeout(resolve, 200));
      const then = on.rig.calls();
      await new Promise((resolve) => void setTimeout(resolve, 100));
      expect(on.rig.calls(), "calls after the stop").toBe(then);
      on.rig.heal();
      await read(on);
      expect(differences(on)).toEqual([]);
      expect(leaked(on)).toEqual([]);
    }
  });
}

// Until no call has come for a while, or the reading of the first stream has ended before the trouble.
async function silence(rig: Rig, after: number): Promise<void> {
  for (let still = 0, last = -1, n = 0; (still < 5 || last <= after) && n < 200; n++) {
    still = rig.calls() === last ? still + 1 : 0;
    last = rig.calls();
    if (still > 30) return;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}
