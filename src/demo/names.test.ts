import { expect, test } from "vitest";
import { accountName } from "./names.ts";

test("no two of 100,000 accounts share a name", () => {
  const names = new Set(Array.from({ length: 100_000 }, (_, i) => accountName(i + 1)));
  expect(names.size).toBe(100_000);
});

test("the first 400 have what real files have: commas, quotes, accents, emoji, a leading sign", () => {
  const names = Array.from({ length: 400 }, (_, i) => accountName(i + 1));
  for (const trait of [/,/, /"/, /“/, /[ÆÖÅŁãéü]/, /\p{Emoji_Presentation}/u, /^\+/]) {
    expect(names.filter((name) => trait.test(name)).length).toBeGreaterThan(2);
  }
});
