import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectChecked } from "./checked-by-engines.ts";
import { runSmac } from "./run-smac.ts";

// Every execution gives the numbers of every case: see `smac report --engine-check`.

async function agreed(args: readonly string[], cwd: string, now?: string): Promise<void> {
  const command = [...args, "--engine-check"];
  const ran = await runSmac(command, { cwd, ...(now === undefined ? {} : { now }) });
  expectChecked(ran, command);
  expect(ran.stderr).not.toContain("on all 0 numbers");
}

describe("golden cases", () => {
  const golden = join(import.meta.dirname, "golden");
  test.each(readdirSync(golden))("%s", async (name) => {
    const folder = join(golden, name);
    const lines = readFileSync(join(folder, "command.txt"), "utf8")
      .split("\n")
      .filter((line) => line !== "");
    const args = lines.flatMap((line) => {
      const space = line.startsWith("--") ? line.indexOf(" ") : -1;
      return space < 0 ? [line] : [line.slice(0, space), line.slice(space + 1)];
    });
    await agreed(["report", ...args], folder, "2026-12-31T00:00:00Z");
  });
});

const cases = join(import.meta.dirname, "../../shared/data/spec-cases");

describe.skipIf(!existsSync(cases))("the spec cases of ../shared/data/spec-cases", () => {
  const folders = existsSync(cases) ? readdirSync(cases).filter((name) => /^\d+$/.test(name)) : [];
  test.each(folders)("case %s", async (folder) => {
    const cwd = join(cases, folder);
    const { command } = JSON.parse(readFileSync(join(cwd, "case.json"), "utf8")) as { command: string[] };
    await agreed(command, cwd);
  });
});
