import { join } from "node:path";
import { expect, test } from "vitest";
import { caseFolder } from "../../test/case-folder.ts";
import { openEngine } from "../engines/duckdb/engine.ts";
import { withLittleMemory } from "./little-memory.ts";
import { writerMebibytes } from "./open-database.ts";

const limits =
  "SELECT current_setting('memory_limit') AS memory, current_setting('write_buffer_row_group_count') AS groups";

test("the engine has little memory meanwhile, and what it had before afterwards, also after a failure", async () => {
  const engine = await openEngine({
    path: join(caseFolder({}), "some.duckdb"),
    memoryLimit: `${writerMebibytes()}MiB`,
    threads: 3,
  });
  const [before] = await engine.rows(limits);
  expect(await withLittleMemory(engine, () => engine.rows(limits))).toEqual([{ memory: "384.0 MiB", groups: 1 }]);
  expect(await engine.rows(limits)).toEqual([before]);
  await expect(withLittleMemory(engine, () => Promise.reject(new Error("it broke")))).rejects.toThrow("it broke");
  expect(await engine.rows(limits)).toEqual([before]);
  await engine.close();
});

test("what does not fit waits on disk", async () => {
  const engine = await openEngine({
    path: join(caseFolder({}), "some.duckdb"),
    memoryLimit: `${writerMebibytes()}MiB`,
    threads: 2,
  });
  const held = await withLittleMemory(engine, async () => {
    // 300 MB of texts that are all different, in one transaction.
    await engine.run("BEGIN; CREATE TABLE t AS SELECT i, repeat(md5(i::VARCHAR), 14) AS x FROM range(700000) r(i)");
    const [row] = await engine.rows<{ held: number }>(
      "SELECT sum(memory_usage_bytes)::DOUBLE AS held FROM duckdb_memory()",
    );
    await engine.run("COMMIT");
    return row?.held ?? Number.POSITIVE_INFINITY;
  });
  expect(held).toBeLessThanOrEqual(256 * 2 ** 20);
  const [row] = await engine.rows("SELECT count(DISTINCT x) AS n FROM t");
  expect(row).toEqual({ n: 700_000 });
  await engine.close();
}, 120_000);
