import { expect, test } from "vitest";
import { program } from "../src/cli/program.ts";
import { triedCommands, tryForCanaries } from "./canary-cases.ts";
import { canary, tracesIn } from "./canary-traces.ts";

test.each([
  ["plainly", (text: string) => text],
  ["in capitals", (text: string) => text.toUpperCase()],
  ["cut off", (text: string) => text.slice(7, 24)],
  ["in an address", (text: string) => encodeURIComponent(text)],
  ["in JSON in JSON", (text: string) => JSON.stringify(JSON.stringify(text))],
  ["backwards", (text: string) => [...text].toReversed().join("")],
  ["in base64", (text: string) => Buffer.from(`me:${text}`).toString("base64")],
  ["in hexadecimal", (text: string) => Buffer.from(text).toString("hex")],
])("a canary is found %s", (_, spell) => {
  for (const odd of [true, false]) expect(tracesIn(`before ${spell(canary(odd))} after`)).not.toEqual([]);
});

test("every command there is is tried", () => {
  const context = { effects: { stdout: { columns: 80 } }, exitCode: 0, inputs: [] } as never;
  const names = program(context, "0").commands.map((command) => command.name());
  expect(Object.keys(triedCommands).toSorted()).toEqual(names.toSorted());
});

tryForCanaries(["zoho-books", "ajera"]);
