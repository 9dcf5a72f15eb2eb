import { expect, test } from "vitest";
import { orderStages } from "./stage-order.ts";

test.each([
  [["customer", "lead"], null, ["lead", "customer"]],
  [["Customer", "trial", "Lead", "alpha"], null, ["Lead", "Customer", "alpha", "trial"]],
  [
    ["b", "a", "z"],
    ["z", "b", "never"],
    ["z", "b", "a"],
  ],
  [[], ["a"], []],
])("%j in the order %j", (occurring, stated, expected) => {
  expect(orderStages(occurring, stated)).toEqual(expected);
});
