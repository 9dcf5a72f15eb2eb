import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SmacError } from "../errors.ts";
import { dayOf, formatDay, parseDay } from "./day.ts";
import { DAY_MICROS, formatInstant, parseInstant } from "./instant.ts";
import { openZone } from "./zone.ts";

const HOUR = 3_600_000_000;
const MINUTE = 60_000_000;
const UTC = openZone("UTC");
const ZONES = [
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "America/Sao_Paulo",
  "Pacific/Apia",
  "America/St_Johns",
  "Pacific/Kwajalein",
  "Africa/Casablanca",
];

function day(text: string): number {
  const found = parseDay(text);
  if (found === null) throw new Error(text);
  return found;
}

function at(text: string): number {
  const found = parseInstant(text, UTC);
  if (found === null) throw new Error(text);
  return found;
}

function start(zone: string, date: string): string {
  return formatInstant(openZone(zone).dayStart(day(date)));
}

function wall(zone: string, text: string): string {
  return formatInstant(openZone(zone).toInstant(at(text)));
}

describe("names", () => {
  test.each([
    ["utc", "UTC"],
    ["europe/paris", "Europe/Paris"],
    ["US/Pacific", "US/Pacific"],
    ["us/pacific", "US/Pacific"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["asia/calcutta", "Asia/Calcutta"],
    ["Europe/Kyiv", "Europe/Kyiv"],
    ["EST", "EST"],
  ])("%s is accepted as %s", (given, name) => {
    expect(openZone(given).name).toBe(name);
  });

  test("the same zone is opened once", () => {
    expect(openZone("europe/PARIS")).toBe(openZone("Europe/Paris"));
  });

  test.each([
    ["Europe/Pari", "did you mean “Europe/Paris”?"],
    ["US/Pacifc", "did you mean “US/Pacific”?"],
    ["IST", "write an IANA name such as UTC, Europe/Paris or America/New_York"],
    ["+02:00", "write an IANA name such as UTC, Europe/Paris or America/New_York"],
    ["", "write an IANA name such as UTC, Europe/Paris or America/New_York"],
  ])("“%s” is refused", (name, hint) => {
    let caught: unknown;
    try {
      openZone(name);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(SmacError);
    expect(caught).toMatchObject({ code: "CONFIG_UNKNOWN_TIMEZONE", hint });
  });
});

describe("offsets", () => {
  test("UTC never changes", () => {
    expect(UTC.offsetAt(at("2026-07-01"))).toBe(0);
    expect(UTC.transitions(at("1900-01-01"), at("2100-01-01"))).toEqual([]);
  });

  test("the changes of Paris in 2026, the range's start included and its end excluded", () => {
    const spring = { at: at("2026-03-29T01:00:00Z"), before: HOUR, after: 2 * HOUR };
    const autumn = { at: at("2026-10-25T01:00:00Z"), before: 2 * HOUR, after: HOUR };
    const paris = openZone("Europe/Paris");
    expect(paris.transitions(at("2026-01-01"), at("2027-01-01"))).toEqual([spring, autumn]);
    expect(paris.transitions(spring.at, autumn.at)).toEqual([spring]);
    expect(paris.transitions(spring.at + 1, autumn.at + 1)).toEqual([autumn]);
    expect(paris.offsetAt(spring.at - 1)).toBe(HOUR);
    expect(paris.offsetAt(spring.at)).toBe(2 * HOUR);
  });

  test("Lord Howe moves by half an hour", () => {
    expect(openZone("Australia/Lord_Howe").transitions(at("2026-01-01"), at("2026-06-01"))).toEqual([
      { at: at("2026-04-04T15:00:00Z"), before: 11 * HOUR, after: 10 * HOUR + 30 * MINUTE },
    ]);
  });

  test("local mean time, and times before any zone, keep their seconds", () => {
    const solar = 9 * MINUTE + 21_000_000;
    expect(openZone("Europe/Paris").offsetAt(at("1890-06-01"))).toBe(solar);
    expect(openZone("Europe/Paris").offsetAt(at("1066-10-14"))).toBe(solar);
    expect(openZone("America/New_York").offsetAt(at("1943-07-01"))).toBe(-4 * HOUR);
    expect(openZone("Europe/London").offsetAt(at("1969-12-31"))).toBe(HOUR);
  });

  test("rules go on in later years", () => {
    expect(openZone("Europe/Paris").offsetAt(at("2120-07-01"))).toBe(2 * HOUR);
  });
});

describe("day starts", () => {
  test.each([
    ["UTC", "2026-01-31", "2026-01-31T00:00:00Z"],
    ["Europe/Paris", "2026-03-29", "2026-03-28T23:00:00Z"],
    ["Europe/Paris", "2026-03-30", "2026-03-29T22:00:00Z"],
    ["America/New_York", "2026-11-01", "2026-11-01T04:00:00Z"],
    ["America/New_York", "2026-11-02", "2026-11-02T05:00:00Z"],
    ["Asia/Kolkata", "2026-01-31", "2026-01-30T18:30:00Z"],
    ["Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z"],
    ["Australia/Lord_Howe", "2026-04-06", "2026-04-05T13:30:00Z"],
    ["Pacific/Auckland", "2026-01-01", "2025-12-31T11:00:00Z"],
    // Midnight itself was skipped: the day began at 01:00.
    ["Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z"],
    ["Africa/Cairo", "2024-04-27", "2024-04-26T21:00:00Z"],
    ["America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"],
    // At midnight the clock went back to 23:00: the day began an hour later.
    ["America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"],
    // 30 December 2011 was skipped wholly.
    ["Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"],
    ["Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"],
    ["Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"],
    ["Pacific/Apia", "2012-01-01", "2011-12-31T10:00:00Z"],
    // At 00:01 the clock went back to 23:01: the day had begun a minute before.
    ["America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z"],
    // A gap from 23:30 the evening before: 31 March 1919 began at 00:30.
    ["America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"],
    ["Europe/Paris", "1960-01-01", "1959-12-31T23:00:00Z"],
  ])("%s %s begins at %s", (zone, date, instant) => {
    expect(start(zone, date)).toBe(instant);
  });

  test("the minute shown twice belongs to the date the clock shows", () => {
    const stJohns = openZone("America/St_Johns");
    expect(formatDay(stJohns.localDay(at("2010-11-07T02:30:30Z")))).toBe("2010-11-07");
    expect(formatDay(stJohns.localDay(at("2010-11-07T02:31:30Z")))).toBe("2010-11-06");
    expect(formatDay(stJohns.localDay(at("2010-11-07T03:30:00Z")))).toBe("2010-11-07");
  });

  test("no instant falls on a date that was skipped", () => {
    const apia = openZone("Pacific/Apia");
    expect(formatDay(apia.localDay(at("2011-12-30T09:59:59.999999Z")))).toBe("2011-12-29");
    expect(formatDay(apia.localDay(at("2011-12-30T10:00:00Z")))).toBe("2011-12-31");
  });
});

describe("wall clocks", () => {
  test.each([
    ["Europe/Paris", "2026-03-29T02:30", "2026-03-29T01:30:00Z"],
    ["Europe/Paris", "2026-10-25T02:30", "2026-10-25T00:30:00Z"],
    ["Europe/Paris", "2026-10-25T03:00", "2026-10-25T02:00:00Z"],
    ["America/New_York", "2026-03-08T02:00", "2026-03-08T07:00:00Z"],
    ["America/New_York", "2026-11-01T01:59:59", "2026-11-01T05:59:59Z"],
    ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z"],
    ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z"],
    ["Africa/Cairo", "2024-04-26T00:15", "2024-04-25T22:15:00Z"],
    ["Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00Z"],
    ["America/St_Johns", "2010-11-06T23:30", "2010-11-07T02:00:00Z"],
  ])("%s %s is %s", (zone, text, instant) => {
    expect(wall(zone, text)).toBe(instant);
  });
});

describe("always", () => {
  const zone = fc.constantFrom(...ZONES).map(openZone);
  const instant = fc.integer({ min: at("1880-01-01"), max: at("2090-01-01") });
  // Instants within two days of a change, where it matters.
  const nearChange = fc
    .tuple(zone, fc.nat(), fc.integer({ min: -2 * DAY_MICROS, max: 2 * DAY_MICROS }))
    .map(([z, pick, shift]) => {
      const changes = z.transitions(at("1900-01-01"), at("2040-01-01"));
      return { zone: z, at: (changes[pick % Math.max(1, changes.length)]?.at ?? 0) + shift };
    });
  const anywhere = fc.record({ zone, at: instant });
  const moment = fc.oneof(nearChange, anywhere);

  test("the wall clock leads back to the first instant that shows the same", () => {
    fc.assert(
      fc.property(moment, ({ zone: z, at: when }) => {
        const back = z.toInstant(z.localMicros(when));
        expect(z.localMicros(back)).toBe(z.localMicros(when));
        expect(back).toBeLessThanOrEqual(when);
      }),
      { numRuns: 1000 },
    );
  });

  test("a day's start shows that date, and the microsecond before it an earlier one", () => {
    fc.assert(
      fc.property(moment, ({ zone: z, at: when }) => {
        const date = z.localDay(when);
        const first = z.dayStart(date);
        expect(z.localDay(first)).toBe(date);
        expect(z.localDay(first - 1)).toBeLessThan(date);
        expect(first).toBeLessThanOrEqual(when);
        expect(z.dayStart(date + 1)).toBeGreaterThan(first);
      }),
      { numRuns: 1000 },
    );
  });

  test("the offset is the runtime's own", () => {
    fc.assert(
      fc.property(moment, ({ zone: z, at: when }) => {
        const second = Math.floor(when / 1_000_000) * 1_000_000;
        const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: z.name, dateStyle: "short", timeStyle: "medium" });
        const expected = formatInstant(z.localMicros(second)).slice(0, -1).replace("T", " ");
        expect(shown.format(second / 1000)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

test("days are found fast over many instants", () => {
  const paris = openZone("Europe/Paris");
  let sum = 0;
  for (let i = 0; i < 200_000; i++) sum += paris.localDay(at("2026-01-01") + i * 1000);
  // 200 seconds from 01:00 local time on 1 January: one date throughout.
  expect(sum).toBe(200_000 * dayOf(2026, 1, 1));
});
