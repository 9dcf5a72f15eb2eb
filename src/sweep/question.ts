import type { Definition } from "../model/definition.ts";
import type { Places } from "./places.ts";
import type { RangeSlice } from "./ranges.ts";
import type { Stretches } from "./stretches.ts";

/** One sum of a report, exact. */
export interface SweptCount {
  readonly part: string;
  /** The period's number, or that of the union of several. */
  readonly i: number;
  readonly stage: number;
  readonly by: readonly (string | null)[];
  /** A product's number; −1: everything. */
  readonly product: number;
  readonly status: string;
  readonly n: number;
}

/** What is asked of the columns. */
export interface SweepQuestion {
  readonly definition: Definition;
  readonly places: Places;
  /** The products that rows are told for, by number. */
  readonly products: readonly number[];
}

/** A cluster, or whatever else is counted: when it was active, by product. The same place is used for the next. */
export interface CountedUnit {
  /** Its number, under which it was let in. */
  readonly unit: number;
  /** −1: everything it did. */
  readonly product: number;
  readonly active: Stretches;
  /** In which of the places that the range cut it is active; null: none was cut. */
  readonly cut: Stretches | null;
  /** Rows that count only what was done while their stage was held; null: all count. */
  readonly labelled: RangeSlice | null;
}

/** Calls back for each of the units that are counted, one after the other. */
export type Units = (visit: (unit: CountedUnit) => void) => void;

/** Whether a row lets in only some clusters, or there is any population. */
export function hasAdmission({ unit, denominator, stages, by }: Definition): boolean {
  if (unit === "stage" || unit === "component") return false;
  if (unit === "combination") return denominator !== "none";
  return stages || denominator !== "none" || by.length > 0;
}

/** Whether a row counts only what was done while its stage (and attributes) were held. */
export function isLabelled({ unit, stageAt, stages, by }: Definition): boolean {
  const labels = unit === "member" || (stageAt === "activity" && (stages || by.length > 0));
  return labels && (stages || by.length > 0) && unit !== "combination";
}
