import { expect, test } from "vitest";
import { countedThings, isolated, plainText, shortened, stageName } from "./names.ts";

test("a name that is written from right to left is kept apart, and what turns others round is left out", () => {
  expect(isolated("Kestrel Housing Trust, Αθήνα, 北京 🚚")).toBe("Kestrel Housing Trust, Αθήνα, 北京 🚚");
  expect(isolated("مؤسسة (الرياض)")).toBe("\u2068مؤسسة (الرياض)\u2069");
  expect(isolated("evil\u202egnp.exe\u2069\u202e")).toBe("\u2068evilgnp.exe\u2069");
  expect(stageName("עסקה")).toBe("\u2068עסקה\u2069");
  expect(plainText(stageName("עסקה"))).toBe("עסקה");
});

test("what is counted has its word, for one and for many", () => {
  expect(countedThings("member", 88)).toBe("users");
  expect(countedThings("cluster", 1)).toBe("cluster");
  expect(countedThings(undefined)).toBe("clusters");
});

test("of a very long name a heading has its beginning, cut between signs", () => {
  expect(shortened("Kestrel Housing Trust")).toBe("Kestrel Housing Trust");
  expect(shortened("👩‍👩‍👧".repeat(20))).toBe("👩‍👩‍👧".repeat(20));
  expect(shortened("👩‍👩‍👧".repeat(20), 5)).toBe(`${"👩‍👩‍👧".repeat(4)}…`);
  expect(shortened("a".repeat(200))).toHaveLength(90);
});
