import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine } from "./engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ path: null });
});
afterAll(() => engine.close());

test("numbers come in columns that threads share, over many vectors, in order", async () => {
  const { rows, columns } = await engine.columns(
    "select range::integer as n, range / 2 as half, range % 3 = 0 as third from range(?) order by n",
    [{ type: "int", value: 5000 }],
  );
  expect(rows).toBe(5000);
  expect(columns.get("n")).toEqual(Int32Array.from({ length: 5000 }, (_, k) => k));
  expect(columns.get("half")).toEqual(Float64Array.from({ length: 5000 }, (_, k) => k / 2));
  expect(columns.get("third")).toEqual(Uint8Array.from({ length: 5000 }, (_, k) => Number(k % 3 === 0)));
  expect(columns.get("n")?.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test("no row gives empty columns", async () => {
  const { rows, columns } = await engine.columns("select 1::integer as n, 1::double as d where false");
  expect(rows).toBe(0);
  expect([columns.get("n"), columns.get("d")]).toEqual([new Int32Array(0), new Float64Array(0)]);
});

test.each([
  ["a null", "select case when range < 3000 then range::integer end as n from range(4000)", "holds a null"],
  ["another type", "select 'x' as name", "“name” is no INTEGER, DOUBLE or BOOLEAN"],
])("%s is refused, and the engine goes on", async (_, sql, message) => {
  await expect(engine.columns(sql)).rejects.toThrow(message);
  expect(await engine.rows("select 1 as n")).toEqual([{ n: 1 }]);
});
