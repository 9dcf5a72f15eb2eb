import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { proposeModel } from "../init.ts";
import type { ExaminedTable } from "./examined-table.ts";
import type { Mapping } from "./mapping.ts";
import { proposeSource, recogniseSource } from "./propose-source.ts";

/** A table from a small CSV text without quotes; empty cells are null. */
function table(path: string, text: string): ExaminedTable {
  const [header = "", ...lines] = text.trim().split("\n");
  const names = header.split(",");
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, n) => [names[n] ?? "", cell === "" ? null : cell])),
  );
  const count = (name: string): number => new Set(rows.map((row) => row[name] ?? "")).size;
  return {
    path,
    columns: names.map((name) => ({ name, type: "text" })),
    sample: rows,
    distinct: Object.fromEntries(names.map((name) => [name, count(name)])),
    rowCount: rows.length,
  };
}

const events = table(
  "events.csv",
  "at,account_id,team,user_id,kind,service,stage\n2026-01-05,a1,blue,u1,login,app,lead\n2026-01-06,a1,blue,u1,view,web,lead\n2026-01-07,a2,red,u2,login,app,customer\n2026-01-08,a2,red,u3,login,app,customer",
);
const tables = [
  events,
  table("stages.csv", "account_id,stage,from\na1,lead,2026-01-01\na1,customer,2026-02-01"),
  table("memberships.csv", "member,team,valid_from,valid_to\nu1,blue,2026-01-01,\nu2,red,2026-01-01,2026-02-01"),
  table(
    "plans.csv",
    "account_id,since,plan\na1,2026-01-01,pro\na1,2026-02-01,free\na2,2026-01-01,pro\na2,2026-03-01,free",
  ),
  table(
    "accounts.csv",
    "account_id,name,owner,created_at,region\na1,Acme,Kim,2025-01-01,EMEA\na2,Beta,Kim,2025-02-01,APAC\na3,Core,Lee,2025-03-01,EMEA\na4,Dyne,Lee,2025-03-02,APAC",
  ),
  table(
    "deals.csv",
    "account,deal_stage,engage_date,close_date,product\nAcme,Won,2026-01-01,2026-02-01,books\nBeta,Lost,2026-01-02,2026-02-02,books",
  ),
  table(
    "Invoice.csv",
    "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer ID,Customer Name,Item Name,Quantity,Item Price\n2026-01-01,1,INV-1,Paid,9,Acme,Books,1,5\n2026-01-02,2,INV-2,Void,8,Beta,Books,1,5",
  ),
  table("numbers.csv", "a,b\n1,2\n3,4"),
];
const around = { kinds: [], taken: [] };

// The same words as `smac init`, by way of a mapping that a person could have corrected.
test.each(tables.map((one) => [one.path, one] as const))("the guess for %s says what smac init says", (path, one) => {
  const recognised = recogniseSource(one, around);
  const proposed = proposeModel([one]);
  expect(recognised.sentence).toBe(proposed.recognised[0]);
  if (recognised.mapping.as === "nothing") return expect(proposed.knows.anything).toBe(false);
  const { yaml } = proposeSource(one, recognised.mapping, { path, recognised });
  return expect(parse(yaml)).toEqual(parse(proposed.yaml));
});

test("every sort of rows was among them", () => {
  expect(tables.map((one) => recogniseSource(one, around).mapping.as)).toEqual([
    "activities",
    "stages",
    "memberships",
    "attributes",
    "clusters",
    "pipeline",
    "export",
    "nothing",
  ]);
});

describe("corrected", () => {
  const recognised = recogniseSource(events, around);
  const propose = (change: Partial<Mapping>) =>
    parse(proposeSource(events, { ...recognised.mapping, ...change }, { path: "imports/e.csv", recognised }).yaml) as {
      sources: Record<string, unknown>;
      activities: Record<string, unknown>;
    };

  test("other columns, another kind, an id, a format of dates, bad rows left out", () => {
    const { sources, activities } = propose({
      source: "logins",
      columns: [
        { column: "at", role: "at", kind: null },
        { column: "team", role: "cluster", kind: "squad" },
        { column: "kind", role: "properties", kind: null },
        { column: "service", role: "properties", kind: null },
      ],
      id: "user_id",
      date_format: "%d/%m/%Y",
      bad_rows: "skip",
    });
    expect(sources).toEqual({
      logins: { type: "files", files: "imports/e.csv", id: "user_id", date_format: "%d/%m/%Y", bad_rows: "skip" },
    });
    expect(activities).toEqual({
      logins: { from: "logins", at: "at", clusters: { squad: "team" }, properties: ["kind", "service"] },
    });
  });

  test.each([
    [{ columns: [] }, ["no column says when it happened", "no column says whose activity it is"]],
    [
      {
        columns: [
          { column: "at", role: "at", kind: null },
          { column: "user_id", role: "member", kind: null },
          { column: "team", role: "member", kind: null },
        ],
      },
      ["several columns say the person who acted: user_id, team"],
    ],
    [
      {
        columns: [
          { column: "at", role: "at", kind: null },
          { column: "account_id", role: "cluster", kind: "customer" },
          { column: "team", role: "cluster", kind: "customer" },
        ],
      },
      ["two columns name a customer"],
    ],
    [{ id: "no_such" }, ["the file has no column “no_such”"]],
    [{ as: "pipeline", columns: [] }, 5],
    [{ as: "nothing" }, ["nobody said yet what the rows of this file are"]],
  ] as const)("wrongly: %j", (change, said) => {
    try {
      propose(change);
      expect.unreachable();
    } catch (error) {
      const { errors } = error as { errors: readonly { message: string; hint: string; code: string }[] };
      if (typeof said === "number") expect(errors.length).toBe(said);
      else expect(errors.map(({ message }) => message)).toEqual(said);
      expect(errors.every(({ hint, code }) => hint.length > 10 && code === "INPUT_MAPPING")).toBe(true);
    }
  });
});

test("in a project: its kinds and names that are taken", () => {
  const { mapping } = recogniseSource(events, { kinds: ["firm", "team"], taken: ["events", "events_2"] });
  expect(mapping.source).toBe("events_3");
  expect(mapping.columns.filter(({ role }) => role === "cluster").map(({ kind }) => kind)).toEqual(["firm", "team"]);
});
