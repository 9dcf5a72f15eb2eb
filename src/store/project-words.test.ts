import { expect, test } from "vitest";
import { SmacError } from "../errors.ts";
import type { FileSource } from "../model/project-model.ts";
import { inProject } from "./project-words.ts";

const source = { name: "events", at: { file: "smac.yml", line: 2, column: 3 } } as FileSource;
const file = { path: "events.csv", file: "/p/events.csv", spec: "/p/events.csv" };
const told = (message: string, hint: string): unknown[] => {
  const error = inProject(new SmacError("INPUT_AMBIGUOUS_DATE", message, { hint }), { source, file });
  if (!(error instanceof SmacError)) throw new Error("no SmacError");
  return [error.message, error.hint, error.at];
};

test("the file, its place in smac.yml, and a key instead of a flag", () => {
  const hint = "say --date-format %d/%m/%Y (day first) or --date-format %m/%d/%Y (month first)";
  expect(told("history, at “since”: “03/04/2026” can be two days", hint)).toEqual([
    "“events.csv”: history, at “since”: “03/04/2026” can be two days",
    'say date_format: "%d/%m/%Y" (day first) or date_format: "%m/%d/%Y" (month first), under sources: events: in smac.yml',
    source.at,
  ]);
});

test("formats with spaces, flags without one, and what names no flag", () => {
  expect(told("events.csv: line 3", 'say --date-format "%d/%m/%Y %H:%M" (day first)')[1]).toBe(
    'say date_format: "%d/%m/%Y %H:%M" (day first), under sources: events: in smac.yml',
  );
  expect(told("events.csv: line 3", "or say how it is written with --date-format, e.g. %d.%m.%Y")).toEqual([
    "events.csv: line 3",
    "or say how it is written with date_format, e.g. %d.%m.%Y, under sources: events: in smac.yml",
    source.at,
  ]);
  expect(told("events.csv: line 3", "mend them")[1]).toBe("mend them");
});
