import { SmacError } from "../errors.ts";

/** What may be said about a generated company; all optional. */
export interface DemoOptions {
  /** How many accounts, from prospects to customers: 200 to 100,000. Default 400. */
  readonly customers?: number;
  /** How many months of activity, the last one included: 8 to 60. Default 18. */
  readonly months?: number;
  /** Another seed makes another company; the same seed the same one, everywhere. Default 1. */
  readonly seed?: number;
  /** The last day with data, `YYYY-MM-DD`. Default 2026-11-15, so that the last month is incomplete. */
  readonly end?: string;
}

/** The options with nothing left open and nothing left wrong. */
export interface DemoSettings {
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  /** Days since 1970-01-01. */
  readonly lastDay: number;
}

const dayMilliseconds = 86_400_000;

/**
 * The settings that the options ask for.
 *
 * @throws SmacError `USAGE_DEMO_OPTION` when one is out of its range.
 */
export function demoSettings(options: DemoOptions): DemoSettings {
  return {
    customers: whole("customers", options.customers ?? 400, [200, 100_000]),
    months: whole("months", options.months ?? 18, [8, 60]),
    seed: whole("seed", options.seed ?? 1, [0, Number.MAX_SAFE_INTEGER]),
    lastDay: dayOf(options.end ?? "2026-11-15"),
  };
}

function whole(name: string, value: number, [least, most]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new SmacError(
    "USAGE_DEMO_OPTION",
    `${name} is “${value}” but must be a whole number from ${least} to ${most}`,
    {
      hint: `give a number from ${least} to ${most}`,
    },
  );
}

function dayOf(text: string): number {
  const milliseconds = /^(19[7-9]|20\d|21\d)\d-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  const day = milliseconds / dayMilliseconds;
  if (Number.isInteger(day) && dateText(day) === text) return day;
  throw new SmacError("USAGE_DEMO_OPTION", `end is “${text}” but must be a day of the calendar, year-month-day`, {
    hint: "write it like 2026-11-15",
  });
}

/** A day as `YYYY-MM-DD`. */
export function dateText(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, 10);
}
