import { expect, test } from "vitest";
import { csv } from "./csv.ts";
import { togetherFlat } from "./flat-together.ts";

test("several tables are one: each line says of which, shared columns stand once, formulas are harmless", () => {
  const together = togetherFlat([
    {
      title: "=Rates",
      table: {
        columns: [
          { name: "stage", type: "text" },
          { name: "active", type: "number" },
        ],
        rows: [
          ["customer", 3],
          ["lead", 1],
        ],
      },
    },
    {
      title: "List",
      table: {
        columns: [
          { name: "cluster", type: "text" },
          { name: "stage", type: "text" },
          { name: "active", type: "boolean" },
        ],
        rows: [["@oak", "customer", true]],
      },
    },
  ]);
  // One name with two types is two columns.
  expect(csv(together)).toBe(
    "table,stage,active,cluster,active_2\n'=Rates,customer,3,,\n'=Rates,lead,1,,\nList,customer,,'@oak,true\n",
  );
});

test("a column that is called table keeps its values", () => {
  const one = { title: "A", table: { columns: [{ name: "table", type: "text" as const }], rows: [["x"]] } };
  expect(csv(togetherFlat([one]))).toBe("table,table_2\nA,x\n");
});
