import { expect, test } from "vitest";
import type { StartBench } from "./describe-source.ts";
import { differences, places, read } from "./reading.ts";
import type { Bench } from "./reading.ts";
import type { Change } from "./rig.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Reading again and again while rows change. */
export function describeChanges(start: StartBench): void {
  test("a second reading without changes: the same rows, no more calls than the first", async () => {
    const on = await start();
    const first = await read(on);
    on.world.pass(10 * MINUTE);
    const second = await read(on);
    expect(second.errors).toEqual(new Map());
    expect(differences(on)).toEqual([]);
    expect(second.calls).toBeLessThanOrEqual(first.calls);
  });

  test("new, changed, late and odd rows come with the next reading", async () => {
    const on = await start();
    await read(on);
    for (const change of ["insert", "change", "late", "odd", "change", "insert"] as const) {
      on.world.pass(7 * MINUTE);
      mutateAll(on, change);
      const came = await read(on);
      expect(came.errors, change).toEqual(new Map());
      expect(differences(on), change).toEqual([]);
    }
  });

  test("a reading since a day leaves what changed before that day to the next one", async () => {
    const on = await start();
    await read(on);
    on.world.pass(DAY);
    mutateAll(on, "insert");
    mutateAll(on, "change");
    on.world.pass(3 * DAY);
    mutateAll(on, "insert");
    expect((await read(on, { since: on.world.truth() - DAY * 1000 })).errors).toEqual(new Map());
    expect((await read(on)).errors).toEqual(new Map());
    expect(differences(on)).toEqual([]);
  });

  test("odd rows come with the first reading as well", async () => {
    const on = await start();
    expect(mutateAll(on, "odd"), "some stream must hold odd rows").toBeGreaterThan(0);
    await read(on);
    expect(differences(on)).toEqual([]);
  });

  test("a row that is gone is gone after a full reading at the latest", async () => {
    const on = await start();
    await read(on);
    on.world.pass(DAY);
    expect(mutateAll(on, "remove"), "some stream must lose rows").toBeGreaterThan(0);
    await read(on);
    expect(differences(on, "extra")).toEqual([]);
    const full = await read(on, { full: true });
    expect(full.errors).toEqual(new Map());
    expect(differences(on)).toEqual([]);
  });

  test("a service without rows is read without trouble, before and after it had some", async () => {
    const on = await start();
    emptyAll(on);
    const first = await read(on);
    expect(first.errors).toEqual(new Map());
    expect(differences(on)).toEqual([]);
    const later = await start();
    await read(later);
    emptyAll(later);
    const second = await read(later, { full: true });
    expect(second.errors).toEqual(new Map());
    expect(differences(later)).toEqual([]);
  });

  test("after a long silence nothing is missed", async () => {
    const on = await start();
    await read(on);
    on.world.pass(400 * DAY);
    mutateAll(on, "insert");
    mutateAll(on, "change");
    on.world.pass(30 * DAY);
    const came = await read(on);
    expect(came.errors).toEqual(new Map());
    expect(differences(on)).toEqual([]);
  });

  test.each([
    ["a day behind", -DAY],
    ["a day ahead", DAY],
    ["ten years behind", -3652 * DAY],
    ["ten years ahead", 3652 * DAY],
  ])("a clock here that is %s hides no row", async (_, skew) => {
    const on = await start();
    on.world.skew = skew * 1000;
    await read(on);
    on.world.skew = 0;
    for (const change of ["insert", "change"] as const) {
      on.world.pass(3 * MINUTE);
      mutateAll(on, change);
      const came = await read(on);
      expect(came.errors).toEqual(new Map());
      expect(differences(on), change).toEqual([]);
    }
  });

  test.each([1, 400])("a service whose clock is %i days ahead, and is set right later, hides no row", async (days) => {
    const on = await start();
    on.world.pass(days * DAY);
    on.world.skew = -days * DAY * 1000;
    await read(on);
    on.world.pass(-days * DAY);
    on.world.skew = 0;
    for (const change of ["insert", "change"] as const) {
      on.world.pass(3 * MINUTE);
      mutateAll(on, change);
      const came = await read(on);
      expect(came.errors).toEqual(new Map());
      expect(differences(on), change).toEqual([]);
    }
  });

  test.each<Change>(["insert", "change", "remove"])(
    "rows that %s while pages are read: the next reading misses none",
    async (change) => {
      const calls = (await read(await start())).calls;
      for (const at of places(calls)) {
        const on = await start();
        let n = 0;
        on.rig.before(() => {
          on.world.pass(1000);
          if (n++ === at) mutateAll(on, change);
        });
        await read(on);
        on.rig.before(null);
        on.world.pass(MINUTE);
        await read(on);
        expect(differences(on, "extra"), `before call ${at + 1}`).toEqual([]);
        await read(on, { full: true });
        expect(differences(on), `before call ${at + 1}, then in full`).toEqual([]);
      }
    },
  );

  test("a row that stays is never taken for gone, whatever is deleted while pages are read", async () => {
    const calls = (await read(await start())).calls;
    for (const at of places(calls)) {
      const on = await start();
      await read(on);
      let n = 0;
      on.rig.before(() => {
        if (n++ === at) mutateAll(on, "remove");
      });
      await read(on, { full: true });
      expect(differences(on, "extra"), `before call ${at + 1}`).toEqual([]);
    }
  });
}

function emptyAll({ rig, streams }: Bench): void {
  for (const { name } of streams) for (let n = rig.expected(name).length; n > 0; n--) rig.mutate(name, "remove");
}

/** In how many streams the rows changed so. */
function mutateAll({ rig, streams }: Bench, change: Change): number {
  return streams.filter(({ name }) => rig.mutate(name, change)).length;
}
