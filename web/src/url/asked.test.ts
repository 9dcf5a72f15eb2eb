import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAsked, ownOf, parseAsked } from "./asked.ts";
import { attributesOf, formatCell, parseCell } from "./cell.ts";

test("defaults are left out, and the order is fixed", () => {
  expect(formatAsked(parseAsked("?compare=like&measure=rate&view=chart"))).toBe("");
  expect(formatAsked(parseAsked("?list=period:2026-10&at=2026-10&definition=smac"))).toBe(
    "definition=smac&at=2026-10&list=period:2026-10",
  );
});

test("a value that makes no sense counts as not said", () => {
  const asked = parseAsked("?period=fortnight&at=soon&compare=%00&measure=x&filter=region&filter=:&closed=yes&days=");
  expect(asked).toMatchObject({ period: null, at: null, compare: "like", measure: "rate", filter: [], closed: false });
  expect(asked.overrides).toEqual({});
});

test("filters keep commas, colons and marks of their values", () => {
  const filter = [
    { name: "region", values: ["EMEA", "a,b"], not: false },
    { name: "owner", values: ["!CS: EMEA", "100%"], not: true },
  ];
  const text = formatAsked({ ...parseAsked(""), filter });
  expect(parseAsked(`?${text}`).filter).toEqual(filter);
});

test("a page's own parameters stay", () => {
  expect(formatAsked(parseAsked("?at=2026-10&q=ke"), ownOf("?at=2026-10&q=ke"))).toBe("at=2026-10&q=ke");
});

test("any text at all is read, and what was read is read again the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const once = parseAsked(text);
      expect(parseAsked(`?${formatAsked(once)}`)).toEqual(once);
    }),
  );
});

test("a cell comes back as it was, whatever its values hold", () => {
  const cell = { "by.region": "EM;EA: 50%", stage: "customer", period: "2026-10" };
  expect(formatCell(cell)).toBe("period:2026-10;stage:customer;by.region:EM%3BEA%3A 50%25");
  expect(parseCell(formatCell(cell))).toEqual(cell);
  expect(attributesOf(cell)).toEqual(["region=EM;EA: 50%"]);
  expect(parseCell("")).toBeNull();
  expect(parseCell(";;:x;a")).toBeNull();
});
