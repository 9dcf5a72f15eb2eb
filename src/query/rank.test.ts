import { expect, test } from "vitest";
import { rankClusters } from "./rank.ts";
import type { ListedFacts } from "./reason.ts";

const facts = (cluster: string, rest: Partial<ListedFacts>): ListedFacts => ({
  cluster,
  weight: 1,
  status: "retained",
  stage: null,
  name: null,
  owner: null,
  events: 1,
  days: 1,
  members: 1,
  firstAt: null,
  lastAt: 1,
  eventsBefore: 1,
  daysBefore: 1,
  ...rest,
});

test("the most engaged come first, with what they are first in", () => {
  const ranked = rankClusters(
    [facts("a", { days: 2, events: 2 }), facts("b", { days: 10, events: 40, members: 4, daysBefore: 3 })],
    "engaged",
  );
  expect(ranked.map((c) => [c.rank, c.cluster, c.score, c.trend])).toEqual([
    [1, "b", 100, 7],
    [2, "a", 17, 1],
  ]);
  expect(ranked[0]?.reasons).toEqual([
    "most active days",
    "most members acting",
    "most activities",
    "rising: 10 active days, 3 the period before",
  ]);
});

test("only those who need support are ranked for support, the steepest fall first, with the reason", () => {
  const ranked = rankClusters(
    [
      facts("fine", { days: 5, daysBefore: 5 }),
      facts("quiet", { status: "dormant", days: 0, events: 0, daysBefore: 4 }),
      facts("falling", { days: 3, daysBefore: 9 }),
      facts("less", { days: 4, daysBefore: 8 }),
      facts("once", { status: "dormant", days: 0, events: 0, daysBefore: 3 }),
      facts("never", { status: "inactive", lastAt: null, days: 0, events: 0, daysBefore: 0 }),
      facts("in bunches", { days: 5, daysBefore: 5, events: 10, eventsBefore: 29 }),
      facts("seldom", { days: 5, daysBefore: 5, events: 10, eventsBefore: 30 }),
    ],
    "support",
  );
  expect(ranked.map((c) => [c.cluster, c.reasons[0]])).toEqual([
    ["falling", "falling: 3 active days, 9 the period before"],
    ["quiet", "went quiet: 4 active days the period before, none now"],
    ["seldom", "fewer activities: 10, 30 the period before"],
  ]);
});

test("two hundred thousand clusters are ranked", () => {
  const all = Array.from({ length: 200_000 }, (_, index) => facts(String(index), { days: index % 31 }));
  expect(rankClusters(all, "engaged")[0]).toMatchObject({ rank: 1, days: 30 });
});
