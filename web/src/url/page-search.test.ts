import { expect, test } from "vitest";
import { withoutList } from "./page-search.ts";

test("a query without its list says the rest as before", () => {
  expect(withoutList("")).toBe("");
  expect(withoutList("?list=period:2026-10;stage:customer")).toBe("");
  expect(withoutList("?at=2026-10&list=period:2026-10")).toBe("?at=2026-10");
  expect(withoutList("?at=2026-10&list=period:2026-10&view=table")).toBe("?at=2026-10&view=table");
  expect(withoutList("?list=a:b&view=table")).toBe("?view=table");
  expect(withoutList("?playlist=1")).toBe("?playlist=1");
});
