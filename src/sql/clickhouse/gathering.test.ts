import { describe, expect, test } from "vitest";
import { gatheringOf, madeBy, namesIn } from "./gathering.ts";

describe("how answers of several servers become one", () => {
  test.each([
    ["select stage, sum(w) as n from t group by all", ["same", "sum"]],
    ["select min(a) as first, max(b) as last, coalesce(sum(n), 0) as n from t", ["min", "max", "sum"]],
    ["select count(*) - count(gone) as n from t", ["sum"]],
    ["select count(distinct f.cluster) as n from f", ["sum"]],
    ["select bool_or(a is null) as undated, max(a) filter (b) as last from t", ["max", "max"]],
    ["select distinct product from t", ["same"]],
    [
      "with a as (select median(x) from t) select 'row' as part, sum(n)::double as n from a union all select 'all', count(*) from a",
      ["same", "sum"],
    ],
  ])("%s", (sql, columns) => {
    expect(gatheringOf(sql)?.columns).toEqual(columns);
  });

  test.each([
    "select cluster, max(a) as a, median(b) as b from t group by cluster",
    "select l.*, r.name from (select * from t) l left join r on r.cluster = l.cluster",
    "select cluster, lag(a) over (partition by cluster order by a) as a from t",
  ])("lines of one server are no other's: %s", (sql) => {
    expect(gatheringOf(sql)).toMatchObject({ columns: null });
  });

  test.each([
    "select median(x) as x from t",
    "select count(distinct product) as n from t",
    "select sum(a) / sum(b) as share from t",
    "select stage, sum(n) as n from t group by stage union all select max(s), 0 from t",
    "select a from t order by b + 1",
    "select sum(distinct n) as n from t",
  ])("not so: %s", (sql) => {
    expect(gatheringOf(sql)).toBeNull();
  });

  test("order and limit are those of the whole", () => {
    expect(
      gatheringOf(`select distinct p.product, d as "at" from p order by product desc nulls last, "at" limit 20`),
    ).toMatchObject({
      order: [
        { column: "product", descending: true },
        { column: "at", descending: false },
      ],
      limit: 20,
    });
    expect(gatheringOf("select a, sum(n) as n from t group by all order by all")?.order).toBe("all");
  });

  test("what a statement reads and makes", () => {
    expect(madeBy("create or replace temp table smac_tally as\nselect 1")).toBe("smac_tally");
    expect(madeBy("drop table a")).toBeNull();
    const names = namesIn(`select a.x from "raw_it""s" a where y in (select 1 from days) -- nothing`);
    expect([...names]).toEqual(expect.arrayContaining(['raw_it"s', "days"]));
    expect(names.has("nothing")).toBe(false);
  });
});
