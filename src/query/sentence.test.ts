import { expect, test } from "vitest";
import { resolveDefinition } from "../model/resolve-definition.ts";
import { sentenceOf } from "./sentence.ts";

const setting = {
  period: { kind: "month", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" },
  timezone: "UTC",
  hasStages: true,
  hasProducts: false,
} as const;

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
  [{ preset: "project-stages" }, "stages that hold at least one cluster in the calendar month (UTC)"],
])("%o", (request, sentence) => {
  expect(sentenceOf(resolveDefinition(request, setting))).toBe(sentence);
});
