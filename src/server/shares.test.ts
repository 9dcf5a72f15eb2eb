import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { caseFolder } from "../../test/case-folder.ts";
import { openShares } from "./shares.ts";

const about = { title: "Board", page: "/trend", asks: ["report"], dashboard: null, by: "local" };
const day = 86_400_000_000;

test("links that ran out leave room for new ones, and say that they ran out", () => {
  const folder = caseFolder({});
  const path = join(folder, ".smac", "shares.json");
  const shares = openShares(folder);
  const old = shares.create(about, { now: 0, days: 1 }).text;
  shares.create(about, { now: 2 * day, days: 30 });
  const [ended, live] = (JSON.parse(readFileSync(path, "utf8")) as { shares: object[] }).shares;
  const many = Array.from({ length: 999 }, () => live);
  writeFileSync(path, JSON.stringify({ shares: [...many, ended, ended, ended] }));
  expect(() => shares.create(about, { now: 2 * day, days: 30 })).not.toThrow();
  expect(() => shares.create(about, { now: 2 * day, days: 30 })).toThrow("there are 1000 links already");
  expect(() => shares.find(old, 2 * day)).toThrow("this link has run out");
});
