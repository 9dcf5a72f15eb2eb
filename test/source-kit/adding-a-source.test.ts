import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const page = path.join(import.meta.dirname, "..", "..", "docs", "adding-a-source.md");

test("what docs/adding-a-source.md shows is what runs here", () => {
  const shown = [...readFileSync(page, "utf8").matchAll(/^```ts\r?\n([^]*?)^```/gm)].map((match) =>
    plain(match[1] ?? ""),
  );
  const files = readdirSync(import.meta.dirname).filter((name) => name.startsWith("example"));
  const run = files.map((name) => plain(readFileSync(path.join(import.meta.dirname, name), "utf8")));
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((block) => !run.some((text) => text.includes(block)))).toEqual([]);
});

function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
