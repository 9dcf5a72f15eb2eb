import { describe, expect, test } from "vitest";
import { z } from "zod";
import { SmacErrors } from "../errors.ts";
import type { System } from "./connection.ts";
import { projectJsonSchema } from "./connection.ts";
import { modelFrom } from "./load.ts";

const ledger: System = {
  type: "ledger-books",
  aliases: ["ledger"],
  title: "Ledger Books",
  settings: z.object({ organization: z.string().min(1).describe("Which organisation").optional() }),
  streams: [
    { name: "contacts", key: ["contact_id"], columns: ["contact_id", "contact_name", "created_time"] },
    { name: "invoices", key: ["invoice_id"], columns: ["customer_id", "date", "status"] },
    { name: "entries", key: ["entry_id"], columns: ["customer_id", "log_date"], standard: false },
  ],
  meaning: {
    yaml: `
clusters:
  customer: { from: contacts, key: contact_id, name: contact_name, created: created_time }
stages:
  order: [prospect, customer]
  rules:
    - { enter: prospect, from: contacts, cluster: contact_id, at: created_time }
    - { enter: customer, from: invoices, cluster: customer_id, at: date, where: "status <> 'void'" }
activities:
  invoice: { from: invoices, at: date, cluster: customer_id, where: "status <> 'void'" }
  work: { from: entries, at: log_date, cluster: customer_id }
definitions:
  stage-rate: { preset: stage-rate, threshold: { days: 2 } }
`,
  },
};

const read = (text: string) => modelFrom(text, { file: "smac.yml", directory: "/p", systems: [ledger] });

function problems(text: string): string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (!(error instanceof SmacErrors)) throw error;
    return error.errors.map((e) => `${e.at?.line}:${e.at?.column} ${e.code} ${e.message} | ${e.hint}`);
  }
}

describe("a connection alone", () => {
  const model = read("sources:\n  books: { type: ledger, organization: '7', credentials: '${env:BOOKS}' }\n");

  test("is known by its system's own word, with its settings", () => {
    expect(model.connections).toEqual([
      {
        name: "books",
        type: "ledger-books",
        title: "Ledger Books",
        settings: { organization: "7" },
        credentials: "${env:BOOKS}",
        timezone: null,
        at: { file: "smac.yml", line: 2, column: 3 },
      },
    ]);
  });

  test("has the standard streams as tables of rows", () => {
    expect(model.streams.map(({ name, id, key }) => [name, id, key])).toEqual([
      ["books.contacts", "_key", ["contact_id"]],
      ["books.invoices", "_key", ["invoice_id"]],
    ]);
    expect(model.sources).toEqual([]);
  });

  test("means what its system says, under its own name", () => {
    expect(model.clusters.map(({ kind, from, name }) => [kind, from, name])).toEqual([
      ["customer", "books.contacts", "contact_name"],
    ]);
    expect(model.stages?.rules.map(({ enter, from }) => [enter, from])).toEqual([
      ["prospect", "books.contacts"],
      ["customer", "books.invoices"],
    ]);
    expect(model.definitions.map(({ name, threshold }) => [name, threshold])).toEqual([["stage-rate", { days: 2 }]]);
  });

  test("leaves out what is read from streams that are not", () => {
    expect(model.activities.map(({ name, from, kind }) => [name, from, kind])).toEqual([
      ["books-invoice", "books.invoices", { text: "invoice" }],
    ]);
    const all = read("sources:\n  books: { type: ledger-books, streams: [contacts, invoices, entries] }\n");
    expect(all.activities.map(({ name }) => name)).toEqual(["books-invoice", "books-work"]);
  });
});

describe("what the file says goes over it", () => {
  const own = (text: string) => read(`sources:\n  books: { type: ledger }\n${text}`);

  test("a key of an activity, line by line", () => {
    const [invoice] = own("activities:\n  books-invoice: { at: created_time }\n").activities;
    expect([invoice?.at, invoice?.from, invoice?.where === null]).toEqual(["created_time", "books.invoices", false]);
  });

  test("false takes an activity out", () => {
    expect(own("activities:\n  books-invoice: false\n").activities).toEqual([]);
  });

  test("an entry of a cluster kind from the same stream is changed, another stands beside it", () => {
    const changed = own("clusters:\n  customer: { from: books.contacts, name: company }\n").clusters;
    expect(changed.map(({ from, key, name }) => [from, key, name])).toEqual([
      ["books.contacts", "contact_id", "company"],
    ]);
    const beside = own("clusters:\n  customer: { from: books.invoices, key: customer_id }\n").clusters;
    expect(beside.map(({ from, key }) => [from, key])).toEqual([
      ["books.invoices", "customer_id"],
      ["books.contacts", "contact_id"],
    ]);
  });

  test("stages read in another way replace those of the system, whose order stays", () => {
    const { stages } = own(
      "stages:\n  history: { from: books.invoices, cluster: customer_id, stage: status, at: date }\n",
    );
    expect([stages?.rules, stages?.history.length, stages?.order]).toEqual([[], 1, ["prospect", "customer"]]);
  });

  test("a definition, key by key", () => {
    const [rate] = own("definitions:\n  stage-rate: { period: quarter }\n").definitions;
    expect([rate?.period, rate?.threshold]).toEqual(["quarter", { days: 2 }]);
  });
});

test("two connections stand side by side", () => {
  const model = read("sources:\n  a: { type: ledger }\n  b: { type: ledger }\n");
  expect(model.clusters.map(({ from }) => from)).toEqual(["a.contacts", "b.contacts"]);
  expect(model.stages?.rules.map(({ from }) => from)).toEqual(["a.contacts", "a.invoices", "b.contacts", "b.invoices"]);
  expect(model.activities.map(({ name }) => name)).toEqual(["a-invoice", "b-invoice"]);
});

describe("problems, each at its place", () => {
  test.each([
    [
      "an unknown key",
      "sources:\n  books:\n    type: ledger\n    organisation: '7'\n",
      ["4:5 CONFIG_UNKNOWN_KEY “organisation” is not a key of sources.books | did you mean “organization”?"],
    ],
    [
      "an unknown system",
      "sources:\n  books: { type: ledgre }\n",
      [
        "2:18 CONFIG_UNKNOWN_SYSTEM there is no source of type “ledgre” | did you mean “ledger”?; there are: files, ledger-books, ledger",
      ],
    ],
    [
      "a stream that is none",
      "sources:\n  books: { type: ledger, streams: [invoice] }\n",
      [
        "2:36 CONFIG_BAD_VALUE sources.books.streams[1] must be contacts, invoices or entries, not “invoice” | did you mean “invoices”?",
      ],
    ],
    [
      "a zone that is none",
      "sources:\n  books: { type: ledger, timezone: Europe/Pari }\n",
      ["2:36 CONFIG_UNKNOWN_TIMEZONE there is no time zone “Europe/Pari” | did you mean “Europe/Paris”?"],
    ],
    [
      "the whole system where a stream is meant",
      "sources:\n  books: { type: ledger }\nactivities:\n  mine: { from: books, at: date }\n",
      ["4:17 CONFIG_UNKNOWN_SOURCE there is no source “books” | there are: books.contacts, books.invoices"],
    ],
  ])("%s", (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test("a sign-in in plain text is a secret in the file, and is not shown", () => {
    const found = problems("sources:\n  books: { type: ledger, credentials: s3cr3t-canary }\n");
    expect(found[0]).toMatch(/CONFIG_SECRET_IN_FILE/);
    expect(found.join("\n")).not.toContain("s3cr3t-canary");
  });
});

test("the JSON Schema knows the keys of every system", () => {
  const schema = projectJsonSchema([ledger]) as {
    properties: { sources: { additionalProperties: { anyOf: { properties: Record<string, unknown> }[] } } };
  };
  const forms = schema.properties.sources.additionalProperties.anyOf;
  expect(forms.map((form) => Object.keys(form.properties).includes("organization"))).toEqual([false, true]);
  expect(forms[1]?.properties["type"]).toEqual({ enum: ["ledger-books", "ledger"] });
});
