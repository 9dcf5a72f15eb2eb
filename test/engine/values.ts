import { describe, expect, test } from "vitest";
import type { Param } from "../../src/sql/param.ts";
import type { Bench } from "./rig.ts";

const DAY = 86_400_000_000;

const texts = [
  ..."it's|\"q\"|back\\slash|\\|\\n|\\N|'; drop table x --|{p0:String}|?|NULL|`|%|$1".split("|"),
  ..."é🙂|👩‍👩‍👧|ＮＵＬＬ|\u202eabc|\u2028|x\ufeff|\ufffd".split("|"),
  "",
  " ",
  "a\nb\tc\r",
  "\u0001\u007f",
  "a\0b",
  "x".repeat(100_000),
];

const years = [
  "0001-01-01",
  "1582-10-15",
  "1899-12-31",
  "1969-12-31",
  "1970-01-01",
  "1970-01-02",
  "2262-04-12",
  "2299-12-31",
  "2300-01-01",
  "9999-12-31",
] as const;
const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`) * 1000;
/** Of the year 2255 and later, a number tells whole seconds exactly. */
const instants = [
  ...years.map(midnight),
  ...["2026-11-22T12:34:56.789Z", "9999-12-31T23:59:59Z"].map((text) => Date.parse(text) * 1000),
  Date.parse("2026-11-22T12:34:56.789Z") * 1000 + 12,
  1,
];
const before1970 = [-1, -DAY + 1, -DAY, -DAY - 1, -midnight("2026-11-22") + 5, midnight("0001-01-02") - 1_000_000];

const doubles = [0.1, 1 / 3, -1.25, 123_456_789.123_456_79, 2 ** 53 + 2, 1e300, Math.PI];
const edges = [Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, 2.225_073_858_507_201e-308];

const text = (value: string | null): Param => ({ type: "text", value });
const int = (value: number | bigint | null): Param => ({ type: "int", value });
const float = (value: number | null): Param => ({ type: "float", value });
const bool = (value: boolean | null): Param => ({ type: "bool", value });
const timestamp = (value: number | null): Param => ({ type: "timestamp", value });

/** What goes in as a value and comes out as one, in the units of the product. */
export function describeValues({ open, able }: Bench): void {
  describe("values", () => {
    test("texts come out as they went in, whatever is in them", async () => {
      const engine = await open();
      for (const value of texts) {
        const rows = await engine.rows(
          "select ? as a, ? || '!' as b, ? = ? as same",
          [0, 1, 2, 3].map(() => text(value)),
        );
        expect(rows).toEqual([{ a: value, b: `${value}!`, same: true }]);
      }
      expect(await engine.rows(`select 'it''s \\ "é🙂" \\n' as a, 1 as "x ""y"" \`z\`"`)).toEqual([
        { a: 'it\'s \\ "é🙂" \\n', 'x "y" `z`': 1 },
      ]);
    });

    able("texts after a byte order mark", "a text may begin with what begins files", async () => {
      const engine = await open();
      expect(await engine.rows("select ? as a", [text("\ufeffa")])).toEqual([{ a: "\ufeffa" }]);
    });

    test("whole numbers are numbers while they are safe, and bigint beyond", async () => {
      const engine = await open();
      const rows = await engine.rows(
        "select cast(? as integer) as small, ? as safe, cast(? as hugeint) as huge, cast(? as hugeint) as low, cast(? as hugeint) as short, cast(? as varchar) as written",
        [int(-5), int(9_007_199_254_740_991), ...[2n ** 53n + 1n, -(2n ** 53n) - 1n, 12n, 2n ** 63n - 1n].map(int)],
      );
      expect(rows).toEqual([
        {
          small: -5,
          safe: 9_007_199_254_740_991,
          huge: 9_007_199_254_740_993n,
          low: -9_007_199_254_740_993n,
          short: 12,
          written: "9223372036854775807",
        },
      ]);
    });

    able("exact BIGINT", "a BIGINT that is not safe as a number is a bigint too", async () => {
      const engine = await open();
      expect(await engine.rows("select ? as big", [int(2n ** 53n + 1n)])).toEqual([{ big: 9_007_199_254_740_993n }]);
    });

    test("booleans, and nulls of every type", async () => {
      const engine = await open();
      expect(
        await engine.rows(
          "select true as t, false as f, 1 < 2 as c, ? as p, ? as q, ? and ? as both",
          [true, false, true, false].map(bool),
        ),
      ).toEqual([{ t: true, f: false, c: true, p: true, q: false, both: false }]);
      const types = ["varchar", "bigint", "hugeint", "integer", "double", "boolean", "timestamp"];
      const typed = types.map((type, at) => `cast(null as ${type}) as n${at}`);
      const bound = ["a", "b", "c", "d", "e"].map((name) => `? as ${name}`);
      const [row] = await engine.rows(`select null as n, ${[...typed, ...bound].join(", ")}`, [
        text(null),
        int(null),
        float(null),
        bool(null),
        timestamp(null),
      ]);
      expect(Object.keys(row ?? {})).toHaveLength(13);
      expect(new Set(Object.values(row ?? {}))).toEqual(new Set([null]));
    });

    test("instants are microseconds of any year, and their dates whole days", async () => {
      const engine = await open();
      for (const at of instants) {
        const rows = await engine.rows(
          "select ? as a, cast(epoch_us(?) as varchar) as b, make_timestamp(epoch_us(?)) as c, cast(? as date) as day",
          [0, 1, 2, 3].map(() => timestamp(at)),
        );
        expect(rows).toEqual([{ a: at, b: String(at), c: at, day: Math.floor(at / DAY) }]);
      }
    });

    able("days before 1970", "an instant before 1970 is of the day that it is of", async () => {
      const engine = await open();
      for (const at of before1970)
        expect(await engine.rows("select ? as at, cast(? as date) as day", [timestamp(at), timestamp(at)])).toEqual([
          { at, day: Math.floor(at / DAY) },
        ]);
    });

    able("written moments", "instants and dates that a statement writes out are the same", async () => {
      const engine = await open();
      for (const date of years)
        expect(await engine.rows(`select timestamp '${date}' as at, date '${date}' as day`)).toEqual([
          { at: midnight(date), day: midnight(date) / DAY },
        ]);
    });

    test("open ends are infinite", async () => {
      const engine = await open();
      const rows = await engine.rows(
        "select coalesce(cast(? as timestamp), '-infinity') as a, coalesce(cast(? as timestamp), 'infinity') as b",
        [timestamp(null), timestamp(null)],
      );
      expect(rows).toEqual([{ a: -Infinity, b: Infinity }]);
    });

    able("infinite instants as values", "infinite instants go in too", async () => {
      const engine = await open();
      const ends = [timestamp(-Infinity), timestamp(Infinity)];
      expect(await engine.rows("select ? as a, ? as b", ends)).toEqual([{ a: -Infinity, b: Infinity }]);
    });

    const echoed = async (values: readonly number[]): Promise<void> => {
      const engine = await open();
      for (const value of values) {
        const params = [float(value), float(value)];
        const [row] = await engine.rows<{ a: number; b: number }>("select ? as a, cast(? as double) as b", params);
        expect([row?.a, row?.b], String(value)).toEqual([value, value]);
        const { columns } = await engine.columns("select ? as a", [float(value)]);
        expect(columns.get("a"), String(value)).toEqual(Float64Array.of(value));
      }
    };

    test("doubles are the same to the last bit", () => echoed([...doubles, ...edges]));
    able("negative zero", "and so is a zero with a sign", () => echoed([-0]));
    able("numbers that are not finite", "and what is not finite", () => echoed([NaN, Infinity, -Infinity]));

    test("values are bound with their types", async () => {
      const engine = await open();
      const rows = await engine.rows(
        "select ? % 2 as rest, ? / 2 as half, case when ? then 'y' else 'n' end as word, ? || '!' as text, epoch_us(?) + 1 as after",
        [int(7), float(7), bool(true), text("5"), timestamp(5)],
      );
      expect(rows).toEqual([{ rest: 1, half: 3.5, word: "y", text: "5!", after: 6 }]);
    });

    able("refusing a mark without a value", "a mark without a value is refused, not null", async () => {
      const engine = await open();
      await expect(engine.rows("select ? as a, ? as b", [int(1)])).rejects.toThrow(/\w/);
    });

    test("columns of numbers come in memory that threads can share", async () => {
      const engine = await open();
      const { rows, columns } = await engine.columns(
        "select cast(n - 3 as integer) as i, cast(n as double) / 4 as f, n % 2 = 0 as b from (select unnest(range(0, 5000)) as n) x order by n",
      );
      expect(rows).toBe(5000);
      expect([...columns.keys()]).toEqual(["i", "f", "b"]);
      expect(columns.get("i")).toEqual(Int32Array.from({ length: rows }, (_, n) => n - 3));
      expect(columns.get("f")).toEqual(Float64Array.from({ length: rows }, (_, n) => n / 4));
      expect(columns.get("b")).toEqual(Uint8Array.from({ length: rows }, (_, n) => (n + 1) % 2));
      for (const column of columns.values()) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
      const none = await engine.columns("select cast(1 as integer) as i where false");
      expect([none.rows, none.columns.get("i")]).toEqual([0, new Int32Array()]);
      for (const what of ["cast(null as integer)", "'x'", "cast(1 as bigint)"])
        await expect(engine.columns(`select ${what} as i`)).rejects.toThrow(/column/);
    });
  });
}
