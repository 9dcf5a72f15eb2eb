import { expect, test } from "vitest";
import type { ClusterList, ListedCluster } from "../../query/report.ts";
import { clusterTable } from "./clusters-table.ts";

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join("");
const cluster = (n: number, more: Partial<ListedCluster> = {}): ListedCluster => ({
  cluster: `A-${n}`,
  name: `Name ${n}`,
  owner: "Team North",
  weight: 1,
  status: "dormant",
  stage: "customer",
  events: n * 1000,
  days: n,
  members: 2,
  last: "2026-09-12T10:11:12Z",
  reason: "active in Sep 2026, not in Oct 2026",
  ...more,
});
const list = (clusters: ListedCluster[], more: Partial<ClusterList> = {}): ClusterList => ({
  period: { kind: "month", start: "2026-10-01", end: "2026-11-01", complete: true },
  stage: "customer",
  product: null,
  status: "dormant",
  count: clusters.length,
  clusters,
  ...more,
});

test("a list with its count, and only what the title does not say", () => {
  expect(clusterTable(list([cluster(1), cluster(2, { name: null, last: null })]), { colour: false, width: 110 })).toBe(
    lines(
      "2 dormant · stage customer · Oct 2026",
      "",
      "cluster  name    owner       last active  days  events  members  reason",
      "A-1      Name 1  Team North  2026-09-12      1   1,000        2  active in Sep 2026, not in Oct 2026",
      "A-2              Team North                  2   2,000        2  active in Sep 2026, not in Oct 2026",
    ),
  );
});

test("stage and status where they differ, weights where they are not one, no names where there are none", () => {
  const parts = [
    cluster(1, { name: null, owner: null, weight: 0.5, status: "new" }),
    cluster(2, { name: null, owner: null, status: "retained" }),
  ];
  const all = list(parts, { stage: null, status: "active", count: 1.5, product: "Ledger" });
  expect(clusterTable({ ...all, period: { ...all.period, complete: false } }, { colour: false, width: 120 })).toBe(
    lines(
      "1.5 active · product Ledger · Oct 2026 so far",
      "",
      "cluster  stage     status    weight  last active  days  events  members  reason",
      "A-1      customer  new          0.5  2026-09-12      1   1,000        2  active in Sep 2026, not in Oct 2026",
      "A-2      customer  retained       1  2026-09-12      2   2,000        2  active in Sep 2026, not in Oct 2026",
    ),
  );
});

test("a long list is cut, and how to see all is said; an empty one is its title", () => {
  const many = list(Array.from({ length: 61 }, (_, i) => cluster(i + 1)));
  const text = clusterTable(many, { colour: false, width: 110 }).split("\n");
  expect(text.length).toBe(3 + 50 + 2);
  expect(text.at(-2)).toBe("and 11 more: --all shows every one");
  expect(clusterTable(many, { colour: false, width: 110, all: true })).toContain("\nA-61 ");
  expect(clusterTable(list([]), { colour: false, width: 80 })).toBe("0 dormant · stage customer · Oct 2026\n");
});
