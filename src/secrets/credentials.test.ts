import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SmacError } from "../errors.ts";
import { credentialsFor, variableOf, vaultName } from "./credentials.ts";
import type { CredentialRequest } from "./credentials.ts";
import type { Vault } from "./vault.ts";

const directory = mkdtempSync(join(tmpdir(), "smac-credentials-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const at = { file: "smac.yml", line: 2, column: 3 };
const ways = [
  { name: "code", fields: [{ name: "client_id" }, { name: "client_secret" }, { name: "realm", optional: true }] },
  { name: "key", fields: [{ name: "client_id" }, { name: "private_key" }] },
];
const asked = (reference: string | null): CredentialRequest => ({ connection: "my-books", reference, ways, at });
const vaultOf = (texts: Record<string, string>): Vault => ({
  get: async (name) => texts[name] ?? null,
  set: async () => undefined,
  remove: async () => undefined,
  prepare: async () => undefined,
  names: async () => Object.keys(texts),
});
const find = (
  reference: string | null,
  places: { env?: Record<string, string>; vault?: Record<string, string> } = {},
) => credentialsFor(asked(reference), { env: places.env ?? {}, directory, vault: vaultOf(places.vault ?? {}) });

test("a variable is named after the connection and the field", () => {
  expect(variableOf("my-books", "client_secret")).toBe("SMAC_MY_BOOKS_CLIENT_SECRET");
});

describe("where they are looked for", () => {
  test("a variable that smac.yml refers to, as JSON or as lines", async () => {
    const json = { BOOKS: '{"client_id":"a","client_secret":"b"}' };
    expect(await find("${env:BOOKS}", { env: json })).toEqual({ client_id: "a", client_secret: "b" });
    const lines = { BOOKS: "# from the console\nclient_id = a\r\nprivate_key=line one\\nline two\n" };
    expect(await find("${env:BOOKS}", { env: lines })).toEqual({ client_id: "a", private_key: "line one\nline two" });
  });

  test("a file, from the folder of smac.yml", async () => {
    writeFileSync(join(directory, "books.json"), '\uFEFF{"client_id":"a"}');
    expect(await find("${file:books.json}")).toEqual({ client_id: "a" });
  });

  test("variables of its own name, the first way that is complete", async () => {
    const env = { SMAC_MY_BOOKS_CLIENT_ID: "a", SMAC_MY_BOOKS_PRIVATE_KEY: "k", SMAC_MY_BOOKS_REALM: "r" };
    expect(await find(null, { env })).toEqual({ way: "key", client_id: "a", private_key: "k" });
  });

  test("then what smac connect kept", async () => {
    const vault = { [vaultName("my-books")]: '{"way":"code","client_id":"a","client_secret":"b"}' };
    expect(await find(null, { vault })).toEqual({ way: "code", client_id: "a", client_secret: "b" });
    expect(await find("${store:my-books}", { vault })).toMatchObject({ client_id: "a" });
  });
});

describe("what is missing or wrong is told without a value", () => {
  const told = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof SmacError)) throw new Error("no SmacError");
    return `${error.code} ${error.message} | ${error.hint}`;
  };

  test("nothing anywhere", async () => {
    expect(await told(find(null))).toBe(
      "SECRET_MISSING there are no credentials for “my-books” | run smac connect my-books; or set SMAC_MY_BOOKS_CLIENT_ID, SMAC_MY_BOOKS_CLIENT_SECRET in the environment",
    );
  });

  test("variables of its own name of which one is not set, whatever else is kept", async () => {
    const env = { SMAC_MY_BOOKS_CLIENT_ID: "canary", SMAC_MY_BOOKS_CLIENT_SECRET: "" };
    const vault = { [vaultName("my-books")]: '{"client_id":"kept"}' };
    expect(await told(find(null, { env, vault }))).toBe(
      "SECRET_MISSING SMAC_MY_BOOKS_CLIENT_ID is set, but SMAC_MY_BOOKS_CLIENT_SECRET is not | set all of them, or none to sign in with what smac connect kept",
    );
  });

  test("a variable, a file, a kept name that is not there", async () => {
    expect(await told(find("${env:NOPE}"))).toContain("SECRET_MISSING the environment variable NOPE is not set");
    expect(await told(find("${file:nope.json}"))).toContain("the file “nope.json” cannot be read (ENOENT)");
    expect(await told(find("${store:nope}"))).toContain("no credentials are kept under “nope”");
  });

  test.each(['{"client_id": "canary-1"', '["canary-1"]', "canary-1", '{"a":{"b":"canary-1"}}', "{}"])(
    "neither JSON nor lines: %s",
    async (text) => {
      const message = await told(find("${env:BOOKS}", { env: { BOOKS: text } }));
      expect(message).toContain("SECRET_UNREADABLE");
      expect(message).not.toContain("canary");
    },
  );
});
