import { expect, test } from "vitest";
import { sharedQuestion } from "./questions.ts";

test("a question is told apart from its dates, whatever the order of its parameters", () => {
  const asked = { to: "2026-11", definition: "smac", from: "2025-12", filter: ["region:EMEA", "!plan:a b"] };
  expect(sharedQuestion("/api/v1/report", asked)).toEqual({
    text: "report?definition=smac&filter=region%3AEMEA&filter=%21plan%3Aa+b&from=*&to=*",
    dates: { from: "2025-12", to: "2026-11" },
  });
  expect(
    sharedQuestion("/api/v1/report", { filter: asked.filter, from: "2020", definition: "smac", to: "2021" }).text,
  ).toBe(sharedQuestion("/api/v1/report", asked).text);
});

test("what is not given is left out, and a question without parameters has no mark", () => {
  expect(sharedQuestion("/api/v1/definitions", {})).toEqual({ text: "definitions", dates: {} });
  expect(sharedQuestion("/api/v1/table", { in: "2026-11", support: true, limit: 50, now: undefined })).toEqual({
    text: "table?in=*&limit=50&support=true",
    dates: { in: "2026-11" },
  });
});

test("what is compared with is open where it is a period, and closed where it is a way to compare", () => {
  expect(sharedQuestion("/api/v1/comparison", { in: "2026-11", compare: "2026-10" }).text).toBe(
    "comparison?compare=*&in=*",
  );
  expect(sharedQuestion("/api/v1/comparison", { compare: "year" }).text).toBe("comparison?compare=year");
});
