import { expect, test } from "vitest";
import type { TableCluster } from "../query/cluster-table.ts";
import { tableRows } from "./table-rows.ts";

const stages = ["lead", "Lead", "customer", null];
const clusters = Array.from({ length: 3000 }, (_, n) => ({
  cluster: `c${String(n).padStart(4, "0")}`,
  name: n % 7 === 0 ? null : `Firm ${(n * 37) % 211}`,
  stage: stages[n % 4],
  status: n % 3 === 0 ? "dormant" : "retained",
  active: n % 3 !== 0,
  owner: n % 5 === 0 ? null : `o${n % 11}`,
  events: (n * 7919) % 97,
  last: n % 6 === 0 ? null : `2026-03-${String((n % 28) + 1).padStart(2, "0")}T10:00:00Z`,
})) as unknown as TableCluster[];

/** The same, line by line. */
function naive(sort: readonly string[]): readonly string[] {
  const value = (row: TableCluster, column: string) =>
    column === "name" ? (row.name ?? row.cluster) : (row[column as "events"] as string | number | null);
  return clusters
    .toSorted((a, b) => {
      for (const text of sort) {
        const [x, y] = [a, b].map((row) => value(row, text.replace("-", "")));
        if (x === y) continue;
        if (x === null || x === undefined) return 1;
        if (y === null || y === undefined) return -1;
        const order =
          typeof x === "string"
            ? x.localeCompare(String(y), "en", { numeric: true, sensitivity: "base" })
            : Number(x) - Number(y);
        if (order !== 0) return text.startsWith("-") ? -order : order;
      }
      return a.cluster < b.cluster ? -1 : 1;
    })
    .map(({ cluster }) => cluster);
}

test.each([
  [[]],
  [["name"]],
  [["-name"]],
  [["stage", "-events"]],
  [["-last"]],
  [["owner", "-stage", "name"]],
  [["-cluster"]],
])("lines in the order of %j, as one compares them one by one", async (sort) => {
  const table = { clusters };
  for (const turn of ["first", "again"])
    expect([turn, (await tableRows(table, { sort })).map(({ cluster }) => cluster)]).toEqual([turn, naive(sort)]);
});

test("of some lines only", async () => {
  const rows = await tableRows({ clusters }, { find: "firm 12", status: "active", sort: ["-events"] });
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.every(({ name, active }) => active && (name ?? "").startsWith("Firm 12"))).toBe(true);
  expect(rows.map(({ events }) => events)).toEqual(rows.map(({ events }) => events).toSorted((a, b) => b - a));
});

test("a name is found in any case, with its accents or without", async () => {
  const names = ["Ωμέγα Α.Ε.", "Café Zürich", "İstanbul", "上海"];
  const named = names.map((name, n) => ({ cluster: `k${n}`, name })) as unknown as TableCluster[];
  const found = async (find: string) => (await tableRows({ clusters: named }, { find })).map(({ name }) => name);
  expect(await found("ωμεγα")).toEqual(["Ωμέγα Α.Ε."]);
  expect(await found("CAFÉ zur")).toEqual(["Café Zürich"]);
  expect(await found("istan")).toEqual(["İstanbul"]);
  expect(await found("上")).toEqual(["上海"]);
});
