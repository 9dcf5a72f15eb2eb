import { expect, test } from "vitest";
import type { Project, Status } from "../../api/schema.ts";
import { knownSources, standingOf } from "./known.ts";

const project: Project = {
  name: "demo",
  timezone: "Europe/Berlin",
  week_start: "monday",
  fiscal_start: 1,
  calendar: "gregorian",
  kinds: ["customer"],
  stages: null,
  definition: "customers",
  empty: false,
  now: "2026-11-23T09:00:00Z",
  last_day: null,
  today: "2026-11-23",
  data_version: "1",
};
const stream = {
  stream: "invoices",
  rows: 10,
  forgotten: 1,
  rejected: 2,
  through: "2026-11-22T22:59:59Z",
  cursor_at: null,
  reading_since: null,
  changed: "2026-11-22T05:00:00Z",
  error: null,
};
const status: Status = {
  sources: [
    {
      source: "events",
      files: 2,
      missing: ["old.csv"],
      rows: 5,
      forgotten: 0,
      rejected: 0,
      last_load: { load: 1, path: "events.csv", finished: "2026-11-22T05:00:00Z" },
      through: "2026-11-22T22:59:59Z",
    },
  ],
  connections: [
    {
      connection: "books",
      system: "zoho-books",
      through: "2026-11-22T22:59:59Z",
      budget: null,
      streams: [stream, { ...stream, stream: "projects", changed: "2026-11-22T06:00:00Z" }],
    },
  ],
  pending_loads: 0,
  outdated: false,
  rows_since: null,
};
const known = knownSources(
  {
    files: [
      { name: "events", files: ["events.csv"], through: null },
      { name: "new", files: ["new.csv"], through: null },
    ],
    connections: [{ name: "books", type: "zoho-books", title: "Zoho Books", streams: ["invoices"] }],
  },
  status,
);

test("a system is as all of its streams together, and was read when the last of them was", () => {
  expect(known[2]).toMatchObject({ name: "books", type: "Zoho Books", rows: 20, rejected: 4, forgotten: 2 });
  expect(known[2]?.last).toBe("2026-11-22T06:00:00Z");
});

test("how a source stands: read through yesterday is up to date, two days ago is behind", () => {
  const [events, fresh, books] = known;
  if (events === undefined || fresh === undefined || books === undefined) throw new Error("three sources");
  expect(standingOf(fresh, project)).toEqual({ is: "empty", words: "not read yet" });
  expect(standingOf(events, project).is).toBe("late");
  expect(standingOf(books, project)).toEqual({ is: "fine", words: "up to date" });
  // The end of a day of the project's zone: in Berlin it is 23:00 of the day before in UTC.
  expect(standingOf({ ...books, through: "2026-11-20T22:59:59Z" }, project)).toEqual({
    is: "late",
    words: "2 days behind",
  });
  const unread = { ...stream, stream: "expenses", rows: 0, through: null, changed: null };
  expect(standingOf({ ...books, streams: [...books.streams, unread] }, project)).toEqual({
    is: "late",
    words: "1 of its 3 streams not read yet",
  });
  const error = { code: "SOURCE_SIGN_IN", message: "sign-in expired", at: null };
  expect(standingOf({ ...books, error }, project)).toEqual({ is: "error", words: "sign-in expired" });
});
