import { expect, test } from "vitest";
import { credentialReference } from "./credential-reference.ts";

test.each([
  ["${env:ZOHO_BOOKS}", { kind: "env", name: "ZOHO_BOOKS" }],
  ["${file:keys/zoho.json}", { kind: "file", name: "keys/zoho.json" }],
  ["${store:books}", { kind: "store", name: "books" }],
  ["${env:not a name}", null],
  ["${env:}", null],
  ["${vault:books}", null],
  ["${env:A}${env:B}", null],
  ["s3cr3t", null],
])("%s", (text, found) => {
  expect(credentialReference(text)).toEqual(found);
});
