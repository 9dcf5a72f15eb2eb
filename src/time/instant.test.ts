import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInstant, parseInstant } from "./instant.ts";
import { openZone } from "./zone.ts";

const PARIS = openZone("Europe/Paris");
const UTC = openZone("UTC");

function read(text: string, zone = PARIS): string | null {
  const at = parseInstant(text, zone);
  return at === null ? null : formatInstant(at);
}

test.each([
  [0, "1970-01-01T00:00:00Z"],
  [-1, "1969-12-31T23:59:59.999999Z"],
  [1_500_000, "1970-01-01T00:00:01.5Z"],
  [1_769_860_800_000_000, "2026-01-31T12:00:00Z"],
  [1_769_860_800_000_120, "2026-01-31T12:00:00.00012Z"],
])("%i is written %s", (at, text) => {
  expect(formatInstant(at)).toBe(text);
  expect(parseInstant(text, PARIS)).toBe(at);
});

describe("in Paris", () => {
  test.each([
    ["2026-01-31", "2026-01-30T23:00:00Z"],
    ["2026-01-31T12:00", "2026-01-31T11:00:00Z"],
    ["2026-01-31 12:00:30", "2026-01-31T11:00:30Z"],
    ["2026-01-31 12:00:30.25", "2026-01-31T11:00:30.25Z"],
    ["2026-01-31 12:00:30,25", "2026-01-31T11:00:30.25Z"],
    ["2026-01-31T12:00:30.1234569", "2026-01-31T11:00:30.123456Z"],
    ["2026-01-31T23:59:59.9999999Z", "2026-01-31T23:59:59.999999Z"],
    ["2026-01-31T12:00Z", "2026-01-31T12:00:00Z"],
    ["2026-01-31T12:00+02:00", "2026-01-31T10:00:00Z"],
    ["2026-01-31T12:00:00-0330", "2026-01-31T15:30:00Z"],
    ["2026-01-31T12:00:00+02", "2026-01-31T10:00:00Z"],
    ["2026-01-31 12:00:00 +0200", "2026-01-31T10:00:00Z"],
    ["2026-01-31 12:00:00 UTC", "2026-01-31T12:00:00Z"],
    ["2026-01-31t12:00:00z", "2026-01-31T12:00:00Z"],
    ["  2026-01-31T12:00Z ", "2026-01-31T12:00:00Z"],
    ["2026-03-29T02:30", "2026-03-29T01:30:00Z"],
    ["2026-10-25T02:30", "2026-10-25T00:30:00Z"],
    ["1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"],
    // So far out only whole seconds are exact, so the fraction is left off.
    ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59Z"],
  ])("%s is %s", (text, instant) => {
    expect(read(text)).toBe(instant);
  });

  test.each([
    "2026-02-31",
    "2026-02-31T12:00Z",
    "31/02/2026",
    "2026-01-31T25:00",
    "2026-01-31T24:00",
    "2026-01-31T12:60",
    "2026-01-31T12:00:60",
    "2026-01-31T12:00+24:00",
    "2026-01-31T12:00+02:60",
    "2026-01-31T12",
    "2026-01-31T12:00:00.",
    "2026-01-31T12:00 Paris",
    "2026-01-31Z",
    "2026-01",
    "0000-00-00 00:00:00",
    "",
  ])("“%s” is no instant", (text) => {
    expect(read(text)).toBeNull();
  });
});

test("a date alone is the first instant of the day in the zone, also where midnight was skipped", () => {
  expect(read("2024-04-26", openZone("Africa/Cairo"))).toBe("2024-04-25T22:00:00Z");
  expect(read("2026-01-31", UTC)).toBe("2026-01-31T00:00:00Z");
});

test("what is written reads back, whatever the zone", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9e15, max: 9e15 }), fc.constantFrom(UTC, PARIS), (at, zone) => {
      expect(parseInstant(formatInstant(at), zone)).toBe(at);
    }),
  );
});
