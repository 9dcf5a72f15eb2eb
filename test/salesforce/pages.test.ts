import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { modelFrom } from "../../src/model/load.ts";
import { certinia } from "../../src/sources/certinia/source.ts";
import { salesforce } from "../../src/sources/salesforce/source.ts";

const root = path.dirname(path.dirname(import.meta.dirname));
const directory = path.join(root, "examples");

test.each([
  ["salesforce", "crm: { type: salesforce, domain: acme.my.salesforce.com }"],
  ["certinia", "erp: { type: certinia, domain: acme.my.salesforce.com }"],
])("each piece of smac.yml on the page about %s is one that loads", (page, connection) => {
  const text = readFileSync(path.join(root, "docs", "sources", `${page}.md`), "utf8");
  const pieces = [...text.matchAll(/^```ya?ml\r?\n([^]*?)^```/gm)].map((match) => match[1] ?? "");
  expect(pieces.length).toBeGreaterThan(1);
  for (const piece of pieces) {
    const yaml = piece.includes("sources:") ? piece : `sources:\n  ${connection}\n${piece}`;
    const file = path.join(directory, "smac.yml");
    const model = modelFrom(yaml, { file, directory, systems: [salesforce, certinia] });
    expect(model.activities.length).toBeGreaterThan(2);
  }
});

test("every stream and setting stands on its page", () => {
  const of = (page: string): string => readFileSync(path.join(root, "docs", "sources", `${page}.md`), "utf8");
  expect(Object.keys(salesforce.settings.shape).filter((key) => !of("salesforce").includes(`\`${key}\``))).toEqual([]);
  const own = certinia.streams.filter(({ name }) => !salesforce.streams.some((stream) => stream.name === name));
  expect(own.filter(({ name }) => !of("certinia").includes(`\`${name}\``))).toEqual([]);
});
