import { expect, test } from "vitest";
import { openEngine } from "../engines/duckdb/engine.ts";
import { int, raw, sql } from "../sql/fragment.ts";
import { openMadeTables } from "./made-tables.ts";
import { execute, openSession, query } from "./session.ts";

const one = (n: number) => sql`create or replace temp table one as select ${int(n)} as n`;
const two = raw("create or replace temp table two as select n * 2 as n from one");
const ask = raw("select n from two");

test("a table is made again when its statement, its values or a table that it is made from are others", async () => {
  const engine = await openEngine({ path: null });
  let runs = 0;
  const counting = { ...engine, run: (...args: Parameters<typeof engine.run>) => (runs++, engine.run(...args)) };
  const made = openMadeTables({ isShared: false });
  const answer = async (n: number) => {
    const session = openSession({ engine: counting, made });
    await execute(session, one(n));
    await execute(session, two);
    const [row] = await query<{ n: number }>(session, ask);
    expect(session.trace).toEqual([one(n), two, ask]);
    return Number(row?.n);
  };
  expect([await answer(1), runs]).toEqual([2, 2]);
  expect([await answer(1), runs]).toEqual([2, 2]);
  expect([await answer(5), runs]).toEqual([10, 4]);
  expect([await answer(1), runs]).toEqual([2, 6]);
  await engine.close();
});

test("questions that take turns find each its table, and what follows from it is that of the right one", async () => {
  const engine = await openEngine({ path: null });
  let runs = 0;
  const counting = { ...engine, run: (...args: Parameters<typeof engine.run>) => (runs++, engine.run(...args)) };
  const made = openMadeTables({ isShared: true, alter: (text) => engine.run(text, []) });
  const answer = async (n: number) => {
    const session = openSession({ engine: counting, made });
    await execute(session, one(n));
    await execute(session, two);
    await execute(session, raw("create or replace temp view three as select n + 1 as n from two"));
    const [row] = await query<{ n: number }>(session, raw("select n from three"));
    return Number(row?.n);
  };
  expect([await answer(1), runs]).toEqual([3, 3]);
  expect([await answer(5), runs]).toEqual([11, 6]);
  expect([await answer(1), runs]).toEqual([3, 7]);
  expect([await answer(5), runs]).toEqual([11, 8]);
  expect([await answer(7), runs]).toEqual([15, 11]);
  expect([await answer(5), runs]).toEqual([11, 12]);
  expect([await answer(1), runs]).toEqual([3, 15]);
  expect([one(1), one(5), one(7)].map((statement) => made.has(statement))).toEqual([true, true, false]);
  const failing = openSession({ engine: counting, made });
  await expect(execute(failing, raw("create or replace temp table one as select error('no') as n"))).rejects.toThrow();
  expect([await answer(1), runs]).toEqual([3, 16]);
  await engine.close();
});

test("what failed or was stopped is made the next time", async () => {
  const engine = await openEngine({ path: null });
  const session = openSession({ engine, made: openMadeTables({ isShared: false }) });
  await execute(session, one(1));
  await expect(execute(session, raw("create or replace temp table one as select error('no') as n"))).rejects.toThrow(
    "no",
  );
  await execute(session, one(1));
  expect(await query(session, raw("select n from one"))).toEqual([{ n: 1 }]);
  await engine.close();
});

test("rows that were changed by whoever asked are not kept so", async () => {
  const engine = await openEngine({ path: null });
  const session = openSession({ engine, made: openMadeTables({ isShared: false }) });
  await execute(session, one(3));
  const rows = await query<{ n: unknown }>(session, raw("select n from one"));
  for (const row of rows) row.n = "changed";
  expect(await query(session, raw("select n from one"))).not.toEqual(rows);
  await engine.close();
});
