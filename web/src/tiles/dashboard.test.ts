import { expect, test } from "vitest";
import { freeId, kindOf, slugOf, tileOf } from "./dashboard.ts";

test("a page's address becomes a tile of the same question, without what is open on the page", () => {
  expect(tileOf("/trend", "period=trailing:30d&filter=region:EMEA&list=period:2026-10")).toEqual({
    kind: "figure",
    show: "/trend?period=trailing:30d&filter=region:EMEA",
    width: 8,
    height: 8,
  });
  expect(tileOf("/", "view=table")).toMatchObject({ kind: "table", show: "/trend" });
  expect(tileOf("/why", "view=table")).toMatchObject({ kind: "figure", show: "/why" });
  expect(tileOf("/clusters", "rank=engaged&owner=CS+%26+EMEA")).toMatchObject({
    kind: "table",
    show: "/clusters?rank=engaged&owner=CS+%26+EMEA",
  });
});

test("pages that no tile shows become none", () => {
  for (const [path, search] of [
    ["/definitions", ""],
    ["/clusters", ""],
    ["/clusters/customer/oak", ""],
    ["/settings", ""],
  ] as const)
    expect(tileOf(path, search), path).toBeNull();
  expect(kindOf({ kind: "figure", show: "/nonsense" })).toBeNull();
  expect(kindOf({ kind: "figure", show: "/" })).toBeNull();
  expect(kindOf({ kind: "text" })?.key).toBe("text");
  expect(kindOf({ kind: "number", show: "/?stage=customer" })?.key).toBe("number");
});

test("names of tiles and files", () => {
  expect(freeId([{ id: "trend" }, { id: "trend-2" }], "Trend")).toBe("trend-3");
  expect(freeId([], "客户")).toBe("tile");
  expect(slugOf("  Ærøgrove – Q4: Überblick! ")).toBe("r-grove-q4-uberblick");
  expect(slugOf("x".repeat(80))).toHaveLength(48);
});
