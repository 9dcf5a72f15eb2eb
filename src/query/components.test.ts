import { expect, test } from "vitest";
import { type Edge, componentsOf } from "./components.ts";

const anyone = { events: 1, days: 1, members: null };
const edge = (member: string, other: string, rest: Partial<Edge> = {}): Edge => ({
  i: 0,
  member,
  other,
  product: null,
  day: 1,
  events: 1,
  last_at: 5,
  ...rest,
});

test("members are joined through others, in one period only", () => {
  const groups = componentsOf([edge("c", "b"), edge("b", "a"), edge("x", "y"), edge("a", "x", { i: 1 })], anyone);
  expect(groups.get(0)?.map((g) => g.members)).toEqual([
    ["a", "b", "c"],
    ["x", "y"],
  ]);
  expect(groups.get(1)?.map((g) => g.members)).toEqual([["a", "x"]]);
});

test("a group's activities, days and last moment are those of its edges", () => {
  const groups = componentsOf([edge("a", "b", { events: 2 }), edge("b", "c", { day: 4, last_at: 9 })], anyone);
  expect(groups.get(0)).toEqual([{ members: ["a", "b", "c"], events: 3, days: 2, lastAt: 9 }]);
});

test("groups below the threshold are left out", () => {
  const edges = [edge("a", "b"), edge("x", "y", { events: 3 })];
  expect(
    componentsOf(edges, { ...anyone, events: 2 })
      .get(0)
      ?.map((g) => g.members),
  ).toEqual([["x", "y"]]);
  expect(componentsOf(edges, { ...anyone, members: { kind: "count", count: 3 } }).get(0)).toEqual([]);
});

test("a long chain is one group", () => {
  const chain = Array.from({ length: 5000 }, (_, n) => edge(`m${n + 1}`, `m${n}`));
  expect(componentsOf(chain, anyone).get(0)?.[0]?.members).toHaveLength(5001);
});
