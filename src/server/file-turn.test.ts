import { once } from "node:events";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
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
