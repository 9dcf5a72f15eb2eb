import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { proposeModel } from "./init.ts";
import type { ExaminedTable } from "./init.ts";
import { modelFrom } from "./load.ts";

/** A table from a small CSV text without quotes; empty cells are null. */
function table(path: string, text: string, most = 1000): ExaminedTable {
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(",");
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, n) => [names[n] ?? "", cell.trim() === "" ? null : cell])),
  );
  const distinct = Object.fromEntries(
    names.map((name) => [name, new Set(rows.map((row) => row[name]).filter((cell) => cell !== null)).size]),
  );
  return {
    path,
    columns: names.map((name) => ({ name, type: "text" })),
    sample: rows.slice(0, most),
    distinct,
    rowCount: rows.length,
  };
}

const load = (yaml: string) => modelFrom(yaml, { file: "smac.yml", directory: "/p" });

const events = table(
  "data/events-2026.csv",
  `event_id,occurred_at,user_id,account_id,team,type,service
1,2026-01-05T10:00:00Z,u1,a1,blue,login,app
2,2026-01-06T10:00:00Z,u1,a1,blue,export,web
3,2026-01-07T10:00:00Z,u2,a2,red,login,app
4,2026-01-08T10:00:00Z,u3,a2,red,login,app`,
);
const accounts = table(
  "accounts.csv",
  `account_id,name,owner,created_at,region,plan
a1,Acme,Kim,2025-01-01,EMEA,pro
a2,Beta,Kim,2025-02-01,APAC,pro
a3,Core,Lee,2025-03-01,EMEA,free
a4,Dyne,Lee,2025-03-02,APAC,free`,
);
const stages = table(
  "stages.csv",
  `cluster,stage,from
a1,lead,2025-01-01
a1,customer,2025-06-01
a2,lead,2025-02-01
a2,,2026-01-01`,
);
const memberships = table(
  "memberships.csv",
  `member,cluster,valid_from,valid_to
u1,blue,2025-01-01,
u2,red,2025-01-01,2026-01-01
u3,red,2025-01-01,`,
);

describe("a company with events, accounts, stages and memberships", () => {
  const { yaml, recognised } = proposeModel([events, accounts, stages, memberships]);
  const model = load(yaml);

  test("is recognised and told", () => {
    expect(recognised).toEqual([
      "data/events-2026.csv: activities (at occurred_at, customer account_id, team team, member user_id, kind type, product service)",
      "accounts.csv: one row for each customer (customer account_id, attributes owner, region, plan)",
      "stages.csv: stage history (customer cluster, stage stage, from from)",
      "memberships.csv: memberships (team cluster, member member, from valid_from, to valid_to)",
    ]);
  });

  test("becomes a model that loads and says so", () => {
    expect(model.sources.map((source) => [source.name, source.files, source.id])).toEqual(
      [
        ["events-2026", ["data/events-2026.csv"], null],
        ["accounts", ["accounts.csv"], null],
        ["stages", ["stages.csv"], null],
        ["memberships", ["memberships.csv"], null],
      ].map(([name, ...rest]) => [String(name).replace("-", "_"), ...rest]),
    );
    expect(model.clusters).toMatchObject([
      {
        kind: "customer",
        key: "account_id",
        name: "name",
        owner: "owner",
        created: "created_at",
        attributes: ["owner", "region", "plan"],
      },
    ]);
    expect(model.memberships).toMatchObject([
      { kind: "team", member: "member", cluster: "cluster", validFrom: "valid_from", validTo: "valid_to" },
    ]);
    expect(model.stages).toMatchObject({
      kind: "customer",
      order: ["lead", "customer"],
      history: [{ from: "stages", cluster: "cluster", stage: "stage", at: "from" }],
    });
    expect(model.activities).toMatchObject([
      {
        at: "occurred_at",
        member: "user_id",
        clusters: { customer: "account_id", team: "team" },
        kind: { column: "type" },
        product: { column: "service" },
      },
    ]);
    expect(model.definitions.map(({ name, preset, cluster, products }) => [name, preset, cluster, products])).toEqual([
      ["stage-rate", "stage-rate", "customer", undefined],
      ["customers", "customers", "customer", undefined],
      ["clusters", "clusters", "team", true],
    ]);
  });

  test("suggests the id in a comment and never sets it", () => {
    expect(yaml).toContain("#   add  id: event_id  if a row that comes again with the same event_id is the same row");
  });
});

describe("a sales pipeline", () => {
  const pipeline = table(
    "sales_pipeline.csv",
    `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1,Kim,GTX,Acme,Won,2016-10-20,2017-03-01,1054
2,Kim,GTX,Acme,Lost,2016-11-20,2017-03-02,0
3,Lee,MG,Beta,Engaging,2016-12-20,,
4,Lee,MG,,Prospecting,,,`,
  );

  test("gives derived stages and two kinds of activity", () => {
    const { yaml, recognised } = proposeModel([pipeline]);
    const model = load(yaml);
    expect(recognised).toEqual([
      "sales_pipeline.csv: a sales pipeline (customer account, opened engage_date, closed close_date, won where deal_stage is Won)",
    ]);
    expect(model.stages?.rules).toMatchObject([
      { enter: "opportunity", cluster: "account", at: "engage_date", where: null },
      {
        enter: "customer",
        cluster: "account",
        at: "close_date",
        where: { op: "compare", how: "=", right: { value: "Won" } },
      },
    ]);
    expect(model.activities.map(({ name, at, product }) => [name, at, product])).toEqual([
      ["opened", "engage_date", { column: "product" }],
      ["won", "close_date", { column: "product" }],
    ]);
    expect(model.definitions.find(({ name }) => name === "customers")?.activity).toEqual(["won"]);
  });

  const file = new URL("../../../shared/data/crm/", import.meta.url);
  test.skipIf(!existsSync(file))("of the public data set, beside its accounts", () => {
    const read = (name: string) => table(name, readFileSync(new URL(name, file), "utf8"), 200);
    const { yaml, recognised } = proposeModel([
      read("accounts.csv"),
      read("sales_pipeline.csv"),
      read("sales_teams.csv"),
      read("data_dictionary.csv"),
    ]);
    const model = load(yaml);
    expect(recognised.map((line) => line.replace(/ \(.*/, ""))).toEqual([
      "accounts.csv: one row for each customer",
      "sales_pipeline.csv: a sales pipeline",
      "sales_teams.csv: not recognised, no column holds dates, and none is a key of clusters",
      "data_dictionary.csv: not recognised, no column holds dates, and none is a key of clusters",
    ]);
    expect(model.clusters).toMatchObject([
      { kind: "customer", key: "account", attributes: ["sector", "office_location", "subsidiary_of"] },
    ]);
    expect(model.stages?.rules).toHaveLength(2);
  });
});

describe("single tables", () => {
  const one = (path: string, text: string) => {
    const { yaml, recognised } = proposeModel([table(path, text)]);
    return { model: load(yaml), recognised: recognised[0], yaml };
  };

  test("invoices in a database", () => {
    const { model } = one(
      "shop.sqlite#Invoice",
      "InvoiceId,CustomerId,InvoiceDate,Total\n1,2,2009-01-01 00:00:00,1.98\n2,2,2009-01-02 00:00:00,3.96\n3,4,2009-01-03 00:00:00,3.96",
    );
    expect(model.sources[0]).toMatchObject({ name: "invoice", files: ["shop.sqlite#Invoice"] });
    expect(model.activities[0]).toMatchObject({
      at: "InvoiceDate",
      member: null,
      clusters: { customer: "CustomerId" },
      kind: { text: "invoice" },
    });
  });

  test("a list of users with their account: who belongs where, without dates", () => {
    const { model, yaml } = one(
      "users.csv",
      "user_id,account_id,email,created_at\nu1,a1,x@a,2026-01-01\nu2,a1,y@a,2026-01-02\nu3,a2,z@b,2026-01-03",
    );
    expect(model.memberships).toMatchObject([
      { kind: "customer", member: "user_id", cluster: "account_id", validFrom: null },
    ]);
    expect(yaml).toContain("add  valid_from: created_at");
  });

  test("attributes with history", () => {
    const { model } = one(
      "plans.csv",
      "account,changed_at,plan\na,2026-01-01,free\na,2026-02-01,pro\nb,2026-01-01,free\nb,2026-03-01,pro",
    );
    expect(model.attributes).toMatchObject([{ kind: "customer", at: "changed_at", values: ["plan"] }]);
  });

  test("a record with today's stage", () => {
    const { model } = one("customers.csv", "id,name,stage\n1,Acme,lead\n2,Beta,customer\n3,Core,lead");
    expect(model.stages).toMatchObject({
      kind: "customer",
      attribute: { from: "customers", cluster: "id", stage: "stage" },
    });
  });

  test("members only: each counts by itself", () => {
    const { model } = one("log.csv", "ts,email\n2026-01-01,a@x\n2026-01-02,b@x\n2026-01-03,a@x");
    expect(model.activities[0]).toMatchObject({ at: "ts", member: "email", clusters: {} });
    expect(model.definitions.map(({ name }) => name)).toEqual(["customers"]);
  });

  test("stages of other names are kept in no order", () => {
    const { model, yaml } = one("journey.csv", "team,stage,since\nx,trial,2026-01-01\nx,paying,2026-02-01");
    expect(model.stages).toMatchObject({ kind: "team", order: null });
    expect(yaml).toContain("# order: [trial, paying]");
  });

  test("nothing at all still loads, with what is missing as comments", () => {
    const { model, recognised, yaml } = one("numbers.csv", "x,y\n1,2\n3,4");
    expect(recognised).toBe("numbers.csv: not recognised, no column holds dates, and none is a key of clusters");
    expect(model.activities).toEqual([]);
    expect(yaml).toContain("  # numbers: { type: files, files: numbers.csv }");
    expect(yaml).toContain("# activities:");
  });
});

test("files with the same columns are one source; other files of one name get another", () => {
  const text = "ts,account\n2026-01-01,a\n2026-01-02,b\n2026-01-03,a";
  const { yaml } = proposeModel([
    table("a/log.csv", text),
    table("b/log.csv", text),
    table("c/log.csv", `${text.replace("ts,", "time,")}`),
  ]);
  expect(load(yaml).sources.map(({ name, files }) => [name, files])).toEqual([
    ["log", ["a/log.csv", "b/log.csv"]],
    ["log_2", ["c/log.csv"]],
  ]);
});

test("whatever the names and cells, the text loads", () => {
  const word = fc.constantFrom(
    "account",
    "user_id",
    "team",
    "stage",
    "from",
    "ts",
    "created_at",
    "kind",
    "close_date",
    "engage_date",
    "cluster",
    "valid_to",
    "region",
    "id",
    "#",
    "a: b",
    "x\ny",
    "'",
    '"',
    "{",
    "*",
    "no",
    "é\u2028",
    "\u0085",
    "${env:X}",
    "password",
  );
  const name = fc.oneof(word, fc.string({ minLength: 1 }));
  const cell = fc.oneof(fc.constantFrom(null, "2026-01-01", "Won", "lead", "a", "b", "null", "x: y # z"), fc.string());
  const made = fc
    .record({
      path: fc.oneof(
        fc.constantFrom("users.csv", "accounts.csv", "a b.csv", "x.sqlite#T t", "events-*.csv", "password.csv"),
        fc.string({ minLength: 1 }),
      ),
      names: fc.uniqueArray(name, { minLength: 1, maxLength: 7 }),
    })
    .chain(({ path, names }) =>
      fc.record({
        path: fc.constant(path),
        names: fc.constant(names),
        rows: fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), { maxLength: 5 }),
      }),
    )
    .map(({ path, names, rows }): ExaminedTable => {
      const sample = rows.map((row) => Object.fromEntries(names.map((key, n) => [key, row[n] ?? null])));
      const distinct = Object.fromEntries(
        names.map((key, n) => [key, new Set(rows.map((row) => row[n]).filter((x) => (x ?? null) !== null)).size]),
      );
      return {
        path,
        columns: names.map((key) => ({ name: key, type: "text" })),
        sample,
        distinct,
        rowCount: rows.length,
      };
    });
  fc.assert(
    fc.property(fc.array(made, { maxLength: 4 }), (tables) => {
      const { yaml, recognised } = proposeModel(tables);
      const unused = recognised.filter((line) => line.includes(": not recognised, ")).length;
      expect(load(yaml).sources).toHaveLength(recognised.length - unused);
      expect(recognised.length).toBeLessThanOrEqual(tables.length);
    }),
    { numRuns: 1000 },
  );
});
