import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { caseFolder } from "../../test/case-folder.ts";
import { openTokens } from "./tokens.ts";

test("a damaged file of last uses keeps nobody out, and is written anew", () => {
  const folder = caseFolder({});
  const tokens = openTokens(folder);
  const { text, token } = tokens.create("board", "read", 0);
  const path = join(folder, ".smac", "tokens-used.json");
  writeFileSync(path, "{ half");
  expect(tokens.find(text, 60_000_000)).toMatchObject({ id: token.id });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ [token.id]: "1970-01-01T00:01:00Z" });
  expect(tokens.list()).toMatchObject([{ lastUsed: "1970-01-01T00:01:00Z" }]);
});
