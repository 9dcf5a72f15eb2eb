import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { oracleReport } from "./oracle.ts";
import { differences } from "./oracle-agreement.ts";
import { readCommand } from "./oracle-command.ts";

const CASES = join(import.meta.dirname, "../../../shared/data/spec-cases");

describe.skipIf(!existsSync(CASES))("the oracle agrees with the spec cases of ../shared/data/spec-cases", () => {
  const folders = existsSync(CASES) ? readdirSync(CASES).filter((name) => /^\d+$/.test(name)) : [];
  test.each(folders)("case %s", (folder) => {
    const textOf = (file: string) => readFileSync(join(CASES, folder, file), "utf8");
    const { command } = JSON.parse(textOf("case.json")) as { command: string[] };
    const { history, question } = readCommand(command, textOf);
    expect(differences(oracleReport(history, question), JSON.parse(textOf("expected.json")))).toEqual([]);
  });
});
