import { expect, test } from "vitest";
import { isoDay } from "../calendar/days.ts";
import { parseAsked } from "../url/asked.ts";
import { cutOf } from "./use-setting.ts";

const clock = Date.parse("2026-11-23T16:00:00Z");
const at = (search: string, through: string | null, lastDay: string | null) => {
  const asked = parseAsked(search);
  const { cut, dataEnd } = cutOf([{ source: "events", through }], { asked, zone: "UTC", clock, lastDay });
  return [isoDay(cut), dataEnd];
};

test("what counts ends with the day that is whole in every source", () => {
  expect(at("", "2026-11-15T23:59:59Z", "2026-11-12")).toEqual(["2026-11-16", false]);
  expect(at("", "2026-11-25T23:59:59Z", "2026-11-12")).toEqual(["2026-11-23", false]);
});

test("where no source tells how far it reaches, it ends with the last activity, or today", () => {
  expect(at("", null, "2026-11-19")).toEqual(["2026-11-20", true]);
  expect(at("", null, "2026-11-22")).toEqual(["2026-11-23", false]);
  expect(at("", null, "2026-11-23")).toEqual(["2026-11-23", false]);
  expect(at("", null, null)).toEqual(["2026-11-23", false]);
});

test("a pinned link says where it ends, and what was known at a moment reaches no further than that", () => {
  expect(at("until=2026-11-10&as-of=2026-11-23T15:00:00Z", "2026-11-15T23:59:59Z", null)).toEqual([
    "2026-11-10",
    false,
  ]);
  expect(at("as-of=2026-10-05", "2026-11-15T23:59:59Z", null)).toEqual(["2026-10-05", false]);
  expect(at("as-of=2026-10-05T23:30:00-03:00", null, "2026-11-19")).toEqual(["2026-10-06", false]);
});
