import { z } from "zod";

/** The keys of `sources.NAME` that are Ajera's own. */
export const ajeraSettings = z.object({
  timesheet_date: z
    .enum(["auto", "start", "end"])
    .default("auto")
    .describe(
      "Whether a timesheet's date is the first or the last day of its week; auto: told by the week's first day in Ajera",
    ),
  week_start: z
    .enum(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
    .optional()
    .describe("The first day of a week in Ajera; default: as Ajera says when signing in"),
  timesheets_from: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional()
    .describe("The first day whose timesheets are read, e.g. 2022-01-01; default: the year of the oldest"),
  timesheet_weeks: z
    .int()
    .min(1)
    .max(520)
    .default(8)
    .describe("How many weeks of timesheets are read again with every sync, for late and changed hours; default 8"),
  full_days: z
    .int()
    .min(1)
    .max(365)
    .default(7)
    .describe(
      "After how many days everything but timesheets is read whole again, so that deleted rows are noticed; default 7",
    ),
  projects_version: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .describe("The API version that projects are read with: 1 (nested) or 2 (flat); default 1"),
  charged_to: z
    .enum(["phase", "project"])
    .default("phase")
    .describe(
      "Whose client worked hours are for: that of the phase's invoice group, or all of the project's; default phase",
    ),
  page_size: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe("Rows of a page when lists are read in pages; 0: each list at once; default 0"),
  calls_per_second: z
    .number()
    .min(0.1)
    .max(1000)
    .default(8)
    .describe("How many calls may be made in a second; Ajera in the cloud slows down above nine; default 8"),
});

/** The settings of a connection to Ajera, with nothing left open. */
export type AjeraSettings = z.output<typeof ajeraSettings>;
