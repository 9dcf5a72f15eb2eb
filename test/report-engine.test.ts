import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { runSmac } from "./run-smac.ts";
import { copyOf } from "./server/served.ts";

// `smac report --engine`: the same bytes by either execution.

let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("of a store: the sweep says that it makes an index, keeps it, and later reports use it", async () => {
  folder = copyOf("saas");
  const run = (...args: readonly string[]) => runSmac(["report", "--format", "json", ...args], { cwd: folder });
  expect((await runSmac(["import"], { cwd: folder })).code).toBe(0);
  const sql = await run("--engine", "sql");
  expect((await run()).stdout).toBe(sql.stdout);
  expect(() => readdirSync(path.join(folder, ".smac/sweep"))).toThrow();
  const first = await run("--engine", "sweep");
  expect([first.stdout, first.stderr]).toEqual([sql.stdout, expect.stringContaining("making an index")]);
  const again = await run("--engine", "sweep");
  expect([again.stdout, again.stderr]).toEqual([sql.stdout, ""]);
  expect(readdirSync(path.join(folder, ".smac/sweep"))).toHaveLength(1);
  const weekly = await run("--period", "trailing:14d", "--engine", "sweep");
  expect(weekly).toEqual(await run("--period", "trailing:14d", "--engine", "sql"));
});

test("of files, and what the sweep does not count", async () => {
  folder = copyOf("saas");
  const run = (...args: readonly string[]) =>
    runSmac(["report", "events.csv", "--cluster", "account_id", "--quiet", "--format", "json", ...args], {
      cwd: folder,
    });
  expect(await run("--engine", "sweep")).toEqual(await run("--engine", "sql"));
  const groups = await run("--definition", "interaction-groups", "--with", "user_id", "--engine", "sweep");
  expect([groups.code, groups.stderr]).toEqual([2, expect.stringContaining("QUERY_NOT_SWEPT")]);
});
