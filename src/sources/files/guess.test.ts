import { expect, test } from "vitest";
import { guessColumns } from "./guess.ts";
import type { Column } from "./table-spec.ts";

const text = (...names: string[]): Column[] => names.map((name) => ({ name, type: "text" }));
const found = (columns: Column[], sample: string[][] = []) =>
  Object.fromEntries(Object.entries(guessColumns(columns, sample)).map(([role, guess]) => [role, guess?.column]));

test("names tell, whatever their case and marks", () => {
  expect(
    found(text("Event ID", "AccountId", "user-email", "User_ID", "Event Type", "PRODUCT", "occurredAt", "Deal Stage")),
  ).toEqual({
    at: "occurredAt",
    cluster: "AccountId",
    member: "User_ID",
    kind: "Event Type",
    product: "PRODUCT",
    stage: "Deal Stage",
  });
});

test("an account comes before a customer, a customer before a team", () => {
  expect(found(text("team", "customer", "account"))).toEqual({ cluster: "account" });
  expect(found(text("team", "customer"))).toEqual({ cluster: "customer" });
});

test("the id column is never guessed", () => {
  expect(found(text("id", "uuid", "event_id"))).toEqual({});
});

test("a name that says time but holds none is not the time", () => {
  expect(
    found(text("time", "bought"), [
      ["5", "2026-01-05"],
      ["7", "2026-01-06"],
    ]),
  ).toEqual({ at: "bought" });
  expect(guessColumns(text("time", "bought"), [["5", "2026-01-05"]]).at?.reason).toBe(
    "the only column that holds dates",
  );
});

test("two columns of dates without a telling name are not guessed", () => {
  expect(found(text("engage_date", "close_date"), [["2016-10-20", "2017-03-01"]])).toEqual({});
});

test("numbers are times only under a name that says so, or as yyyymmdd", () => {
  expect(found(text("ts", "n"), [["1735689600", "1735689600"]])).toEqual({ at: "ts" });
  expect(
    found(text("a", "b"), [
      ["00001", "19970101"],
      ["00002", "19970112"],
    ]),
  ).toEqual({ at: "b" });
  expect(found(text("a", "b"), [["00001", "1735689600"]])).toEqual({});
});

test("typed columns tell by their type", () => {
  const columns: Column[] = [
    { name: "x", type: "timestamp" },
    { name: "date", type: "boolean" },
    { name: "y", type: "integer" },
  ];
  expect(found(columns)).toEqual({ at: "x" });
});

test("when a fact was learned is not when it happened", () => {
  expect(found(text("created_at", "received_at"))).toEqual({ at: "created_at", learned: "received_at" });
});

test("empty and NULL cells say nothing", () => {
  expect(found(text("date"), [["NULL"], [""], ["2026-01-05"]])).toEqual({ at: "date" });
});
