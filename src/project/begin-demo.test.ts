import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { caseFolder } from "../../test/case-folder.ts";
import { demoFiles, removeDemo, writeDemo } from "./begin-demo.ts";

const about = { signal: new AbortController().signal, onProgress: () => {} };
const there = (folder: string): readonly string[] => demoFiles.filter((name) => existsSync(join(folder, name)));

test("the generated company is taken back, but not what somebody changed meanwhile", async () => {
  const folder = caseFolder({});
  expect(removeDemo(folder, await writeDemo(folder, about), null)).toBe(true);
  expect(there(folder)).toEqual([]);
  const written = await writeDemo(folder, about);
  appendFileSync(join(folder, "smac.yml"), "# my own\n");
  expect(removeDemo(folder, written, null)).toBe(false);
  expect(there(folder)).toEqual(demoFiles);
});
