import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type * as Project from "../../src/project/project.ts";
import { keepOneDatabase } from "../property/one-database.ts";
import { type Ran, runSmac } from "../run-smac.ts";
import { noClickHouse, startServer } from "./server.ts";
import { through } from "./through-clickhouse.ts";

// Every golden case, and every case of the spec, is answered by ClickHouse as by the embedded engine: to the byte.

keepOneDatabase();
const way = vi.hoisted(() => ({ isThrough: false }));

vi.mock("../../src/project/project.ts", async (original) => {
  const embedded = await original<typeof Project>();
  const { throughClickHouse } = await import("./through-clickhouse.ts");
  const there = throughClickHouse(embedded);
  return {
    ...embedded,
    answersOver: (...args: Parameters<typeof embedded.answersOver>) =>
      (way.isThrough ? there : embedded).answersOver(...args),
  };
});

interface Case {
  readonly name: string;
  readonly cwd: string;
  readonly command: readonly string[];
  readonly now?: string;
}

/** A golden case's arguments are lines: a flag with its value, or a file. */
function goldenCase(name: string): Case {
  const cwd = join(import.meta.dirname, "../golden", name);
  const lines = readFileSync(join(cwd, "command.txt"), "utf8").split("\n");
  const args = lines.flatMap((line) => (line.startsWith("--") ? line.split(/ (.*)/s, 2) : [line]));
  const command = ["report", ...args.filter((arg) => arg !== ""), "--format", "json"];
  return { name: `golden case ${name}`, cwd, command, now: "2026-12-31T00:00:00Z" };
}

const spec = join(import.meta.dirname, "../../../shared/data/spec-cases");

function specCase(name: string): Case {
  const cwd = join(spec, name);
  const { command } = JSON.parse(readFileSync(join(cwd, "case.json"), "utf8")) as { command: string[] };
  return { name: `spec case ${name}`, cwd, command };
}

const golden = readdirSync(join(import.meta.dirname, "../golden")).map(goldenCase);
const told = existsSync(spec) ? readdirSync(spec).filter((name) => /^\d+$/.test(name)) : [];
const cases = [...golden, ...told.map(specCase)];
const without = noClickHouse();

describe.skipIf(without !== null)(`ClickHouse${without === null ? "" : ` (${without})`}`, () => {
  beforeAll(async () => {
    through.servers = [await startServer()];
  });
  afterAll(async () => {
    for (const server of through.servers) await server.close();
  });

  async function answer({ command, ...options }: Case, isThrough: boolean): Promise<Ran> {
    way.isThrough = isThrough;
    return runSmac(command, options);
  }

  test.each(cases.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    const before = through.questions;
    const theirs = await answer(one, true);
    expect(through.questions).toBe(before + 1);
    expect(theirs).toEqual(await answer(one, false));
    expect(theirs).toMatchObject({ code: 0, stdout: expect.stringMatching(/"active":\d/) as string });
  });
});
