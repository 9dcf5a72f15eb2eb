import { expect, test } from "vitest";
import { sortedBy, sortText, tableAsked } from "./asked-table.ts";

test("what the address says of the table; what makes no sense counts as not said", () => {
  expect(tableAsked({})).toMatchObject({ rank: "all", find: "", status: null, owner: null });
  expect(sortText(tableAsked({ rank: "support" }).sort)).toBe("trend,-events");
  expect(sortText(tableAsked({ rank: "engaged" }).sort)).toBe("-score");
  expect(tableAsked({ rank: "best", status: "asleep", sort: "drop table,-" })).toMatchObject({
    rank: "all",
    status: null,
    sort: [{ column: "name", down: false }],
  });
  expect(sortText(tableAsked({ sort: "-last,name,-last,bogus" }).sort)).toBe("-last,name");
});

test("a head pressed again turns the order round; with Shift it is added", () => {
  const first = sortedBy([{ column: "name", down: false }], "last", false, true);
  expect(sortText(first)).toBe("-last");
  expect(sortText(sortedBy(first, "last", false, true))).toBe("last");
  const both = sortedBy(first, "owner", true, false);
  expect(sortText(both)).toBe("-last,owner");
  expect(sortText(sortedBy(both, "owner", true, false))).toBe("-last,-owner");
  expect(sortText(sortedBy(both, "name", false, false))).toBe("name");
});
