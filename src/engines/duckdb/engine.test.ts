import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
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

// What every engine does is in test/engine; here is what is DuckDB's own.

describe("values", () => {
  test("of DuckDB's own types come out as plain data", async () => {
    const engine = await open();
    const [row] = await engine.rows(`SELECT
      TIMESTAMPTZ '1970-01-01 01:00:00+01' AS tz,
      TIMESTAMP_S '1970-01-01 00:00:02' AS at_s, TIMESTAMP_MS '1970-01-01 00:00:02.5' AS at_ms,
      TIMESTAMP_NS '1970-01-01 00:00:02.000001' AS at_ns,
      -1.25::DECIMAL(9,2) AS dec,
      [1, 2, NULL] AS list, {'a': 1, 'b': 'x'} AS struct, MAP {'k': 1} AS map,
      '550e8400-e29b-41d4-a716-446655440000'::UUID AS uuid`);
    expect(row).toEqual({
      tz: 0,
      at_s: 2_000_000,
      at_ms: 2_500_000,
      at_ns: 2_000_001,
      dec: -1.25,
      list: [1, 2, null],
      struct: { a: 1, b: "x" },
      map: [{ key: "k", value: 1 }],
      uuid: "550e8400-e29b-41d4-a716-446655440000",
    });
  });

  test("go in with DuckDB's types", async () => {
    const engine = await open();
    const params = [
      { type: "text", value: "x" },
      { type: "int", value: 1 },
      { type: "float", value: 1 },
      { type: "bool", value: true },
      { type: "timestamp", value: 1 },
    ] as const;
    const rows = await engine.rows(
      "SELECT typeof(?) AS a, typeof(?) AS b, typeof(?) AS c, typeof(?) AS d, typeof(?) AS e",
      params,
    );
    expect(rows).toEqual([{ a: "VARCHAR", b: "BIGINT", c: "DOUBLE", d: "BOOLEAN", e: "TIMESTAMP" }]);
  });

  test("the session's zone is UTC", async () => {
    const engine = await open();
    expect(await engine.rows("SELECT current_setting('TimeZone') AS z")).toEqual([{ z: "UTC" }]);
  });

  test("of a table's own types are appended", async () => {
    const engine = await open();
    await engine.run("CREATE TEMP TABLE t (n HUGEINT, u UBIGINT, tz TIMESTAMPTZ, s VARCHAR)");
    await engine.append("t", ["n", "u", "tz", "s"], [[2n ** 70n, 5, 1_000_000, 7]]);
    expect(await engine.rows("SELECT * FROM t")).toEqual([{ n: 2n ** 70n, u: 5, tz: 1_000_000, s: "7" }]);
  });
});

describe("stopping", () => {
  test("a transaction whose statement was stopped can be rolled back", async () => {
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

  test("memory that cannot be had on a disk says so", async () => {
    const engine = await open({ path: null, memoryLimit: "20MB", tempDirectory: "/proc/none" });
    const run = engine.rows("SELECT list(range) AS l FROM range(20000000)");
    await expect(run).rejects.toMatchObject({
      code: expect.stringMatching(/^ENGINE_(OUT_OF_MEMORY|IO|NO_PERMISSION)$/) as string,
    });
  });

  test("a file that is no database says so", async () => {
    const dir = mkdtempSync(join(tmpdir(), "smac-test-"));
    try {
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
    expect(existsSync(engine.scratch)).toBe(false);
  });
});
