import { expect, test } from "vitest";
import { counted } from "./counted.ts";
import { plural } from "./plural.ts";

test.each([
  ["row", "rows"],
  ["company", "companies"],
  ["day", "days"],
  ["box", "boxes"],
  ["class", "classes"],
  ["batch", "batches"],
])("%s: %s", (one, many) => {
  expect(plural(one)).toBe(many);
});

test("a count and its noun agree", () => {
  expect([counted(1, "activity"), counted(0, "activity"), counted(2500, "row")]).toEqual([
    "1 activity",
    "0 activities",
    "2,500 rows",
  ]);
});
