import { expect, test } from "vitest";
import type { DefinitionAbout } from "../api/schema.ts";
import { parseAsked } from "../url/asked.ts";
import { chosenDefinition } from "./setting.ts";

const about = (name: string, origin: string, stages: boolean | null) =>
  ({ name, origin, choices: stages === null ? null : { stages } }) as unknown as DefinitionAbout;

test("where none is asked for it is the project's own with stages, else the one that the API answers by", () => {
  const nothing = parseAsked("");
  const chosen = (all: readonly DefinitionAbout[], usual: string | null) =>
    chosenDefinition(all, nothing, usual).definition?.name;
  const customers = about("customers", "project", false);
  expect(chosen([customers, about("stage-rate", "preset", true)], "stage-rate")).toBe("stage-rate");
  expect(chosen([customers, about("stage-rate", "preset", null)], "customers")).toBe("customers");
  expect(chosen([customers, about("own", "project", true), about("stage-rate", "preset", true)], "stage-rate")).toBe(
    "own",
  );
  expect(chosen([customers], null)).toBe("customers");
});

test("one that cannot be used is not chosen, and told", () => {
  const all = [about("customers", "project", false), about("segment", "preset", null)];
  expect(chosenDefinition(all, parseAsked("definition=segment"), "customers")).toMatchObject({
    definition: { name: "customers" },
    unknown: "segment",
  });
});
