import { once } from "node:events";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { caseFolder } from "../../test/case-folder.ts";
import { inFileTurn } from "./file-turn.ts";

test("one waits for the other, and leaves no lock behind, also after a failure", async () => {
  const path = join(caseFolder({}), "some.json");
  // Another holds the file for a moment.
  writeFileSync(`${path}.lock`, "");
  const code = `setTimeout(() => require("node:fs").rmSync(${JSON.stringify(`${path}.lock`)}), 300)`;
  const worker = new Worker(code, { eval: true });
  await once(worker, "online");
  const began = performance.now();
  expect(inFileTurn(path, () => "done")).toBe("done");
  expect(performance.now() - began).toBeGreaterThan(50);
  expect(() =>
    inFileTurn(path, () => {
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test("a lock of a process that is gone holds nobody up", () => {
  const path = join(caseFolder({}), "some.json");
  writeFileSync(`${path}.lock`, "");
  utimesSync(`${path}.lock`, 1, 1);
  expect(inFileTurn(path, () => 1)).toBe(1);
});

test("how old a lock is follows the clock that dated it: this process may have slept, or its clock been set", () => {
  const path = join(caseFolder({}), "some.json");
  const begun = performance.now();
  const clock = vi.spyOn(performance, "now");
  clock.mockReturnValue(begun - 3_600_000);
  writeFileSync(`${path}.lock`, "");
  utimesSync(`${path}.lock`, Date.now() / 1000 - 60, Date.now() / 1000 - 60);
  expect(inFileTurn(path, () => 1)).toBe(1);
  clock.mockReturnValue(begun + 3_600_000);
  writeFileSync(`${path}.lock`, "");
  expect(() => inFileTurn(path, () => 1)).toThrow("is held by another process");
  expect(readdirSync(dirname(path))).toEqual(["some.json.lock"]);
  clock.mockRestore();
});
