import { mkdtempSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { SmacError } from "../../errors.ts";
import { openEngine } from "./engine.ts";
import type { Engine, EngineOptions } from "./engine.ts";

const opened: Engine[] = [];
const open = async (options: EngineOptions = { path: null }): Promise<Engine> => {
  const engine = await openEngine(options);
  opened.push(engine);
  return engine;
};
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

describe("values", () => {
  test("come out in the units of the product", async () => {
    const engine = await open();
    const [row] = await engine.rows(`SELECT
      9007199254740991::BIGINT AS safe, 9007199254740993::BIGINT AS big, 12::HUGEINT AS huge,
      TIMESTAMP '1970-01-01 00:00:01' AS at, TIMESTAMPTZ '1970-01-01 01:00:00+01' AS tz,
      TIMESTAMP_S '1970-01-01 00:00:02' AS at_s, TIMESTAMP_MS '1970-01-01 00:00:02.5' AS at_ms,
      TIMESTAMP_NS '1970-01-01 00:00:02.000001' AS at_ns,
      DATE '1970-01-11' AS day, -1.25::DECIMAL(9,2) AS dec, 'é🙂' AS text, NULL AS nothing, true AS yes,
      [1, 2, NULL] AS list, {'a': 1, 'b': 'x'} AS struct, MAP {'k': 1} AS map, 1.5::DOUBLE AS float,
      '550e8400-e29b-41d4-a716-446655440000'::UUID AS uuid`);
    expect(row).toEqual({
      safe: 9007199254740991,
      big: 9007199254740993n,
      huge: 12,
      at: 1_000_000,
      tz: 0,
      at_s: 2_000_000,
      at_ms: 2_500_000,
      at_ns: 2_000_001,
      day: 10,
      dec: -1.25,
      text: "é🙂",
      nothing: null,
      yes: true,
      list: [1, 2, null],
      struct: { a: 1, b: "x" },
      map: [{ key: "k", value: 1 }],
      float: 1.5,
      uuid: "550e8400-e29b-41d4-a716-446655440000",
    });
  });

  test("go in bound, with their types", async () => {
    const engine = await open();
    const rows = await engine.rows(
      "SELECT ? AS a, typeof(?) AS b, ? AS c, ? AS d, ? AS e, ? AS f, ? AS g, typeof(?) AS h",
      [
        { type: "text", value: "'; DROP TABLE x --" },
        { type: "int", value: 5 },
        { type: "float", value: 0.5 },
        { type: "bool", value: false },
        { type: "timestamp", value: 86_400_000_000 },
        { type: "timestamp", value: null },
        { type: "text", value: null },
        { type: "float", value: 1 },
      ],
    );
    expect(rows).toEqual([
      { a: "'; DROP TABLE x --", b: "BIGINT", c: 0.5, d: false, e: 86_400_000_000, f: null, g: null, h: "DOUBLE" },
    ]);
  });

  test("the session's zone is UTC", async () => {
    const engine = await open();
    expect(await engine.rows("SELECT current_setting('TimeZone') AS z")).toEqual([{ z: "UTC" }]);
  });
});

describe("statements", () => {
  test("asked for together run one after the other", async () => {
    const engine = await open();
    const work = [
      engine.run("CREATE TABLE t (n INTEGER)"),
      engine.run("INSERT INTO t VALUES (1), (2)"),
      engine.rows("SELECT sum(n) AS total FROM t"),
    ] as const;
    expect((await Promise.all(work))[2]).toEqual([{ total: 3 }]);
  });

  test("a stream gives every row in order and then lets others through", async () => {
    const engine = await open();
    const seen: number[] = [];
    for await (const chunk of engine.stream<{ n: number }>("SELECT range AS n FROM range(5000)")) {
      seen.push(...chunk.map((row) => row.n));
    }
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    expect(await engine.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a stream left early lets others through", async () => {
    const engine = await open();
    for await (const chunk of engine.stream("SELECT range AS n FROM range(100000)")) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await engine.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("appended rows take the columns' types and leave the others null", async () => {
    const engine = await open();
    await engine.run(
      `CREATE TEMP TABLE "a ""b" (t VARCHAR, n BIGINT, f DOUBLE, moment TIMESTAMP, d DATE, other INTEGER)`,
    );
    const rows = Array.from({ length: 3000 }, (_, i) => [i, `r${i}`, 0.5, 1_000_000, 3] as const);
    expect(await engine.append('a "b', ["n", "t", "f", "moment", "d"], rows)).toBe(3000);
    expect(await engine.rows(`SELECT * FROM "a ""b" WHERE n = 2999`)).toEqual([
      { t: "r2999", n: 2999, f: 0.5, moment: 1_000_000, d: 3, other: null },
    ]);
  });

  test("an append to a column that is not there is refused", async () => {
    const engine = await open();
    await engine.run("CREATE TABLE t (n INTEGER)");
    await expect(engine.append("t", ["m"], [[1]])).rejects.toThrow("no column “m”");
  });
});

describe("stopping", () => {
  test("a running statement ends at once and the engine stays usable", async () => {
    const engine = await open();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const long = engine.rows("SELECT count(*) FROM range(100000000) a, range(100000000) b", [], {
      signal: controller.signal,
    });
    await expect(long).rejects.toMatchObject({ code: "ENGINE_CANCELLED", recovery: "abort" });
    expect(await engine.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a statement asked for after the stop never starts", async () => {
    const engine = await open();
    const run = engine.run("CREATE TABLE t (n INTEGER)", [], { signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ code: "ENGINE_CANCELLED" });
    expect(await engine.rows("SELECT count(*) AS n FROM information_schema.tables WHERE table_name = 't'")).toEqual([
      { n: 0 },
    ]);
  });

  test("stops with the work around it, but for what nothing may stop", async () => {
    const engine = await open();
    const controller = new AbortController();
    const work = engine.stoppable(controller.signal, async () => {
      await engine.run("BEGIN; CREATE TABLE stopped (n INTEGER)");
      setTimeout(() => controller.abort(), 50);
      try {
        await engine.rows("SELECT count(*) FROM range(1000000000) a, range(1000000) b");
      } finally {
        await engine.run("ROLLBACK", [], { signal: null });
      }
    });
    await expect(work).rejects.toMatchObject({ code: "ENGINE_CANCELLED", recovery: "abort" });
    await expect(engine.run("CREATE TABLE stopped (n INTEGER); DROP TABLE stopped")).resolves.toBeUndefined();
  });
});

describe("errors", () => {
  test("a disk without room for what the memory does not hold is no lack of memory", async () => {
    const engine = await openEngine({ path: null, memoryLimit: "64MiB", threads: 1 });
    const long = "CREATE TEMP TABLE t AS SELECT hash(n)::VARCHAR || hash(n + 1) AS noise FROM range(2000000) r(n)";
    try {
      await engine.run("SET max_temp_directory_size = '10MB'");
      await expect(engine.run(long)).rejects.toMatchObject({ code: "ENGINE_NO_SPACE", recovery: "retry" });
      await engine.run("SET max_temp_directory_size = '1GB'");
      await expect(engine.run(long)).resolves.toBeUndefined();
    } finally {
      await engine.close();
    }
  });

  test("a wrong statement is a bug that carries its SQL", async () => {
    const engine = await open();
    const error = await engine.run("SELEC 1").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(SmacError);
    expect(error).toMatchObject({ cause: "SELEC 1" });
  });

  test("a missing value for a mark is a bug too", async () => {
    const engine = await open();
    const error = await engine.rows("SELECT ? + ?", [{ type: "int", value: 1 }]).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(SmacError);
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk", async () => {
    const engine = await open();
    await expect(engine.run("COPY (SELECT 1) TO '/dev/full' (FORMAT csv)")).rejects.toMatchObject({
      code: "ENGINE_NO_SPACE",
    });
  });

  test("a value of another type is the person's to mend", async () => {
    const engine = await open();
    await expect(engine.run("SELECT 'x'::INTEGER")).rejects.toMatchObject({ code: "ENGINE_CONVERSION" });
  });

  test("too little memory says so", async () => {
    const engine = await open({ path: null, memoryLimit: "20MB", tempDirectory: "/proc/none" });
    const run = engine.rows("SELECT list(range) AS l FROM range(20000000)");
    await expect(run).rejects.toMatchObject({
      code: expect.stringMatching(/^ENGINE_(OUT_OF_MEMORY|IO|NO_PERMISSION)$/),
    });
  });

  test("a file that is no database says so", async () => {
    const dir = mkdtempSync(join(tmpdir(), "smac-test-"));
    try {
      const { writeFileSync } = await import("node:fs");
      writeFileSync(join(dir, "x.duckdb"), "hello ".repeat(5000));
      await expect(openEngine({ path: join(dir, "x.duckdb") })).rejects.toMatchObject({ code: "ENGINE_CORRUPT_FILE" });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe("files", () => {
  test("two opens of one file in one process share it and lose nothing", async () => {
    const dir = mkdtempSync(join(tmpdir(), "smac-test-"));
    try {
      const path = join(dir, "x.duckdb");
      const one = await openEngine({ path });
      const two = await openEngine({ path });
      await one.run("CREATE TABLE t AS SELECT range AS n FROM range(100)");
      await two.run("INSERT INTO t VALUES (100)");
      await one.close();
      await two.close();
      const three = await openEngine({ path, readOnly: true });
      expect(await three.rows("SELECT count(*) AS n FROM t")).toEqual([{ n: 101 }]);
      await expect(three.run("INSERT INTO t VALUES (1)")).rejects.toThrow();
      await three.close();
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test("the private folder goes with the engine", async () => {
    const engine = await openEngine({ path: null });
    expect(existsSync(engine.scratch)).toBe(true);
    await engine.close();
    await engine.close();
    expect(existsSync(engine.scratch)).toBe(false);
    await expect(engine.run("SELECT 1")).rejects.toThrow("closed");
  });
});
