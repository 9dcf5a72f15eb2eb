import { expect, test } from "vitest";
import type { StartBench } from "./describe-source.ts";
import { differences, leaked, places, read } from "./reading.ts";

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

  test("asked to stop while the service is silent, it stops at once and calls no more", async () => {
    const { calls } = await read(await start());
    for (const after of places(calls)) {
      const on = await start();
      if (!on.rig.have("silent", { after, times: 1000 })) return;
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(new Error("asked to stop")), 100);
      const before = Date.now();
      await Promise.all(on.streams.slice(0, 1).map((stream) => read(on, { signal: stop.signal, streams: [stream] })));
      clearTimeout(timer);
      expect(Date.now() - before).toBeLessThan(3000);
      const then = on.rig.calls();
      await new Promise((resolve) => void setTimeout(resolve, 30));
      expect(on.rig.calls(), "calls after the stop").toBe(then);
      on.rig.heal();
      await read(on);
      expect(differences(on)).toEqual([]);
      expect(leaked(on)).toEqual([]);
    }
  });
}
