import { expect, test } from "vitest";
import { salesforceVerdict } from "./verdict.ts";

test.each(["constructor", "__proto__", "toString"])("a word that every object has is a refusal: %s", (errorCode) => {
  const answer = { status: 400, headers: new Map(), json: [{ errorCode, message: "no" }], text: "", body: null };
  const verdict = salesforceVerdict("crm", (text) => text)(answer, { url: "https://x", label: "leads" });
  expect(verdict).toMatchObject({ is: "failed", error: { code: "SOURCE_BAD_ANSWER" } });
});
