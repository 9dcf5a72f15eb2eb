import { expect, test } from "vitest";
import { parsePredicate } from "../model/parse-predicate.ts";
import { resolveDefinition } from "../model/resolve-definition.ts";
import { sentenceOf } from "./sentence.ts";

const setting = {
  period: { kind: "month", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" },
  timezone: "UTC",
  hasStages: true,
  hasProducts: false,
} as const;

test("kinds of activities are listed as people do, other conditions as they are written", () => {
  const of = (condition: string): string => {
    const activity = parsePredicate(condition, { flag: "activity" });
    return sentenceOf({ ...resolveDefinition({ preset: "customers" }, setting), activity });
  };
  expect(of("kind in ('work', 'payment', 'order')")).toContain("at least 1 activity of kind work, payment or order in");
  expect(of("kind in ('login')")).toContain("at least 1 activity of kind login in");
  expect(of("kind = 'login'")).toContain("at least 1 activity of kind login in");
  expect(of("kind <> 'invoice'")).toContain("at least 1 activity of any kind but invoice in");
  expect(of("kind not in ('login', 'call')")).toContain("at least 1 activity of any kind but login or call in");
  expect(of("kind not in ('login', product)")).toContain("at least 1 activity where kind NOT IN ('login', product) in");
  expect(of("product = 'login'")).toContain("at least 1 activity where product = 'login' in");
});

test("which activities count is said where they are", () => {
  const of = (request: object): string => {
    const activity = parsePredicate("kind in ('login')", { flag: "activity" });
    return sentenceOf({ ...resolveDefinition({ preset: "customers", ...request }, setting), activity });
  };
  expect(of({ days: 3 })).toContain("with activity of kind login on at least 3 days in");
  expect(of({ events: 2, days: 3 })).toContain(
    "at least 2 activities of kind login and activity on at least 3 days in",
  );
  expect(of({ members: 2 })).toContain("with at least 2 members acting by activity of kind login in");
  expect(of({ days: 2, members: "20%" })).toContain(
    "with activity of kind login on at least 2 days and at least 20 % of its members acting in",
  );
});

test.each([
  [
    { preset: "stage-rate" },
    "customers of each stage with at least 1 activity in the calendar month (UTC), stage held at the period's end",
  ],
  [
    { preset: "active-share", days: 2, members: "20%" },
    "clusters with activity on at least 2 days and at least 20 % of its members acting in the calendar month (UTC), out of all that exist",
  ],
  [
    { preset: "monthly-mean", events: 3 },
    "customers with at least 3 activities in the calendar month (UTC), mean over the months",
  ],
  [
    { preset: "segment", by: ["region", "plan"] },
    "combinations of region, plan that hold an active customer with at least 1 activity in the calendar month (UTC)",
  ],
  [
    { preset: "stage-users" },
    "users of each stage with at least 1 activity in the calendar month (UTC), stage held when the activity happened",
  ],
  [{ preset: "project-stages" }, "stages that hold at least one cluster in the calendar month (UTC)"],
])("%o", (request, sentence) => {
  expect(sentenceOf(resolveDefinition(request, setting))).toBe(sentence);
});
