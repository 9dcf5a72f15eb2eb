import type { DateForm } from "./date-shapes.ts";

/** What the values of `a/b/year` dates say about the order of day and month. */
export interface OrderFacts {
  /** Values whose first number is above 12 and whose second is not. */
  readonly firstAbove12: number;
  /** Values whose second number is above 12 and whose first is not. */
  readonly secondAbove12: number;
  /** Values whose third number is above 31, which makes it a year however short. */
  readonly thirdAbove31: number;
  /** A value with two different numbers up to 12, when there is one. */
  readonly example: string | null;
  /** A value whose first number is above 12. */
  readonly firstExample: string | null;
}

/** The order of day and month, or why it is not known. */
export type DayOrder =
  | { readonly order: "day-first" | "month-first"; readonly because: number }
  | { readonly order: "either" }
  | { readonly order: "ambiguous"; readonly example: string }
  | { readonly order: "day or year first"; readonly example: string }
  | { readonly order: "contradiction" };

/**
 * Decides the order by the values alone: a number above 12 is a day. Nothing
 * decides when no value has one; with two-digit years a first number above 12
 * may also be a year, unless the third number cannot be a day.
 */
export function dayOrder(facts: OrderFacts, yearDigits: 2 | 4): DayOrder {
  if (facts.firstAbove12 > 0 && facts.secondAbove12 > 0) return { order: "contradiction" };
  if (facts.secondAbove12 > 0) return { order: "month-first", because: facts.secondAbove12 };
  if (facts.firstAbove12 > 0) {
    if (yearDigits === 4 || facts.thirdAbove31 > 0) return { order: "day-first", because: facts.firstAbove12 };
    return { order: "day or year first", example: facts.firstExample ?? "" };
  }
  if (facts.example !== null) return { order: "ambiguous", example: facts.example };
  return { order: "either" };
}

/** The form with day and month in their places. */
export function orderedForm(form: DateForm, order: "day-first" | "month-first"): DateForm {
  const [first, second] = order === "day-first" ? ["%d", "%m"] : ["%m", "%d"];
  return { ...form, format: form.format?.replace("%1", first ?? "").replace("%2", second ?? "") ?? null };
}

/** The two numbers' strptime formats a person can choose from, for a form with an open order. */
export function bothFormats(form: DateForm): readonly [string, string] {
  return [orderedForm(form, "day-first").format ?? "", orderedForm(form, "month-first").format ?? ""];
}
