import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Numbers, differences } from "./property/oracle-agreement.ts";
import { runSmac } from "./run-smac.ts";

const cases = join(import.meta.dirname, "../../shared/data/spec-cases");

describe.skipIf(!existsSync(cases))("the program agrees with the spec cases of ../shared/data/spec-cases", () => {
  const folders = existsSync(cases) ? readdirSync(cases).filter((name) => /^\d+$/.test(name)) : [];
  test.each(folders)("case %s", async (folder) => {
    const cwd = join(cases, folder);
    const { command } = JSON.parse(readFileSync(join(cwd, "case.json"), "utf8")) as { command: string[] };
    const { code, stdout, stderr } = await runSmac(command, { cwd });
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(
      differences(
        JSON.parse(stdout) as Numbers,
        JSON.parse(readFileSync(join(cwd, "expected.json"), "utf8")) as Numbers,
      ),
    ).toEqual([]);
  });
});
