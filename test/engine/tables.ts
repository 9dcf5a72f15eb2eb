import { describe, expect, test } from "vitest";
import type { Cell, Engine } from "../../src/engines/engine.ts";
import type { Param } from "../../src/sql/param.ts";
import type { Bench } from "./rig.ts";

const none: readonly Param[] = [{ type: "timestamp", value: null }];

/** An empty table with a column of each type; a date has one by way of an instant. */
async function emptyTable(engine: Engine, name: string): Promise<void> {
  const typed = ["t varchar", "n bigint", "f double", "moment timestamp", "yes boolean", "i integer", "other varchar"]
    .map((column) => column.split(" "))
    .map(([column = "", type = ""]) => `cast(null as ${type}) as ${column}`);
  const columns = [...typed, "cast(? as date) as d"];
  await engine.run(`create or replace temp table ${name} as select ${columns.join(", ")} where false`, none);
}

/** Tables that statements leave for the next, rows that are put into them, and the order of statements. */
export function describeTables({ rig, open, able }: Bench): void {
  describe("tables", () => {
    test("statements that are asked for together run one after the other", async () => {
      const engine = await open();
      const [, , rows, , one] = await Promise.all([
        engine.run("create or replace temp table a as select 1 as n"),
        engine.run("create or replace temp table b as select n + 1 as n from a"),
        engine.rows("select n from b"),
        engine.run("create or replace temp table b as select 0 as n"),
        engine.rows("select n from b"),
      ]);
      expect([rows, one]).toEqual([[{ n: 2 }], [{ n: 0 }]]);
    });

    able("several statements at once", "run takes several statements", async () => {
      const engine = await open();
      await engine.run(
        "create or replace temp table a as select 1 as n; create or replace temp table b as select 2 as n",
      );
      expect(await engine.rows("select a.n as a, b.n as b from a cross join b")).toEqual([{ a: 1, b: 2 }]);
    });

    test("a temporary table is that of its connection, and goes with it", async () => {
      const [engine, other] = [await open(), await open()];
      await engine.run("create or replace temp table mine as select 1 as n");
      await expect(other.rows("select n from mine")).rejects.toThrow(/\w/);
      await other.run("create or replace temp table mine as select 2 as n");
      expect(await engine.rows("select n from mine")).toEqual([{ n: 1 }]);
      expect(await other.rows("select n from mine")).toEqual([{ n: 2 }]);
      await engine.run("drop table mine");
      await expect(engine.rows("select n from mine")).rejects.toThrow(/\w/);
      expect(await other.rows("select n from mine")).toEqual([{ n: 2 }]);
    });

    test("appended rows take the columns' types and leave the others null", async () => {
      const engine = await open();
      await emptyTable(engine, "kept");
      const columns = ["n", "t", "f", "moment", "d", "yes", "i"];
      const rows: readonly (readonly Cell[])[] = [
        [1, 'it\'s é🙂\\ "q"\n', 0.1, 253_402_300_799_000_000, 3, true, -7],
        [2n ** 53n + 1n, null, null, null, null, null, null],
        [-3, "", 1e300, -62_135_596_800_000_000, -719_162, false, 0],
      ];
      expect(await engine.append("kept", columns, rows)).toBe(3);
      const [low, one, big] = await engine.rows("select *, cast(n as varchar) as written from kept order by n");
      expect(one).toEqual({
        n: 1,
        t: 'it\'s é🙂\\ "q"\n',
        f: 0.1,
        moment: 253_402_300_799_000_000,
        d: 3,
        yes: true,
        i: -7,
        other: null,
        written: "1",
      });
      expect(big).toMatchObject({
        t: null,
        f: null,
        moment: null,
        d: null,
        yes: null,
        i: null,
        written: "9007199254740993",
      });
      expect(low).toMatchObject({ n: -3, t: "", f: 1e300, moment: -62_135_596_800_000_000, d: -719_162, yes: false });
    });

    test("rows are appended as they come, none or many", async () => {
      const engine = await open();
      await emptyTable(engine, "kept");
      const coming = async function* (): AsyncGenerator<readonly Cell[]> {
        for (let n = 0; n < 45_001; n++) yield [n];
      };
      expect(await engine.append("kept", ["n"], coming())).toBe(45_001);
      expect(await engine.append("kept", ["n"], [])).toBe(0);
      const counted = "select count(*) as n, sum(n) as s, count(distinct n) as different from kept";
      expect(await engine.rows(counted)).toEqual([{ n: 45_001, s: 1_012_522_500, different: 45_001 }]);
    });

    test("rows for a column or a table that is not there are refused with its name", async () => {
      const engine = await open();
      await emptyTable(engine, "kept");
      await expect(engine.append("kept", ["strange"], [[1]])).rejects.toThrow("strange");
      await expect(engine.append("nowhere", ["n"], [[1]])).rejects.toThrow(/nowhere|table/);
      expect(await engine.rows("select count(*) as n from kept")).toEqual([{ n: 0 }]);
    });

    able("tables of any name", "a table and its columns may be called anything", async () => {
      const engine = await open();
      await engine.run('create or replace temp table "a ""b" as select cast(null as bigint) as "x `y`" where false');
      expect(await engine.append('a "b', ["x `y`"], [[1]])).toBe(1);
      expect(await engine.rows('select * from "a ""b"')).toEqual([{ "x `y`": 1 }]);
    });

    test("rows of many clusters count as one whole, on however many servers they are", async () => {
      const engine = await open();
      await engine.run(`create or replace temp table facts as select cluster, n
from (select 'c' || cast(n % 40 as varchar) as cluster, n from (select unnest(range(0, 400)) as n) x) y where ${rig.own}`);
      expect(
        await engine.rows(
          "select count(*) as n, sum(n) as s, min(n) as a, max(n) as b, count(distinct cluster) as c from facts",
        ),
      ).toEqual([{ n: 400, s: 79_800, a: 0, b: 399, c: 40 }]);
      await engine.run("create or replace temp table sums as select cluster, sum(n) as s from facts group by cluster");
      expect(await engine.rows("select cluster, s from sums order by s desc, cluster limit 2")).toEqual([
        { cluster: "c39", s: 2190 },
        { cluster: "c38", s: 2180 },
      ]);
      expect(
        await engine.rows("select cluster, sum(n) as s from facts group by cluster order by cluster limit 3"),
      ).toEqual([
        { cluster: "c0", s: 1800 },
        { cluster: "c1", s: 1810 },
        { cluster: "c10", s: 1900 },
      ]);
      const seen: number[] = [];
      for await (const rows of engine.stream<{ n: number }>("select n from facts order by n"))
        seen.push(...rows.map(({ n }) => n));
      expect(seen).toEqual(Array.from({ length: 400 }, (_, n) => n));
      // What does not add up is worked out where all of it is.
      expect(await engine.rows("select median(s) as m from sums")).toEqual([{ m: 1995 }]);
      const { columns } = await engine.columns("select cast(n as integer) as n from facts order by n");
      expect(columns.get("n")).toEqual(Int32Array.from(seen));
      expect(await engine.rows("select count(*) as n from facts")).toEqual([{ n: 400 }]);
    });
  });
}
