import { z } from "@hono/zod-openapi";
import { beside, definitionAnswer, next, periodAnswer, place, who } from "./answers.ts";

const number = z.number();
const maybeNumber = z.number().nullable();
const maybeText = z.string().nullable();

function rowsOf<T extends z.ZodRawShape>(numbers: T) {
  return {
    definition: definitionAnswer,
    rows: z.array(z.strictObject({ ...place, ...numbers })),
    totals: z.array(z.strictObject({ period: periodAnswer, ...numbers })),
    ...beside,
  };
}

const ageMean = z.strictObject({ age: number, cohorts: number, size: number, kept: number, rate: maybeNumber });

/** Who of each cohort was active later: the JSON of `smac retention`. */
export const retentionAnswer = z
  .strictObject({
    ...rowsOf({
      size: number,
      ages: z.array(z.strictObject({ age: number, complete: z.boolean(), kept: number, rate: maybeNumber })),
    }),
    ages: z.array(ageMean),
    groups: z.array(
      z.strictObject({ stage: place.stage, by: place.by, product: place.product, ages: z.array(ageMean) }),
    ),
  })
  .openapi("Retention");

/** Clusters by their number of active days: the JSON of `smac levels`. */
export const levelsAnswer = z
  .strictObject({
    ...rowsOf({
      clusters: number,
      counts: z.array(number),
      shares: z.array(maybeNumber),
      curve: z.array(z.strictObject({ days: number, clusters: number })),
    }),
    levels: z.array(z.strictObject({ name: z.string(), from: number, to: maybeNumber })),
    day_events: number,
  })
  .openapi("Levels");

/** Active days for each active cluster: the JSON of `smac stickiness`. */
export const stickinessAnswer = z
  .strictObject({
    ...rowsOf({
      active: number,
      active_days: number,
      days_per_active: maybeNumber,
      period_days: number,
      stickiness: maybeNumber,
    }),
    day_events: number,
  })
  .openapi("Stickiness");

const held = z.strictObject({ known: number, mean: maybeNumber, median: maybeNumber }).openapi("Held");

/** Moves between stages: the JSON of `smac transitions`. */
export const transitionsAnswer = z
  .strictObject({
    definition: z.strictObject({ name: z.string(), version: number }),
    rows: z.array(
      z.strictObject({
        period: periodAnswer,
        from: maybeText,
        to: maybeText,
        by: place.by,
        moves: number,
        clusters: number,
        could: maybeNumber,
        rate: maybeNumber,
        held,
      }),
    ),
    stages: z.array(
      z.strictObject({
        period: periodAnswer,
        stage: z.string(),
        opening: number,
        entered: number,
        exited: number,
        closing: number,
        held,
      }),
    ),
    ...beside,
  })
  .openapi("Transitions");

/** Of those that entered a stage in a period, how many went on in time. */
export const conversionAnswer = z
  .strictObject({
    definition: z.strictObject({ name: z.string(), version: number }),
    days: number,
    into: maybeText.openapi({ description: "the stage that had to be reached, or one after it; null: the next one" }),
    rows: z.array(
      z.strictObject({
        period: periodAnswer,
        stage: z.string(),
        entered: number,
        converted: number,
        rate: maybeNumber,
        median_days: maybeNumber,
        complete: z.boolean().openapi({ description: "whether all of them had all the days" }),
      }),
    ),
    ...beside,
  })
  .openapi("Conversion");

const column = z.strictObject({ product: maybeText, clusters: number, sum: number });

/** Which clusters use which products: the JSON of `smac matrix`. */
export const matrixAnswer = z
  .strictObject({
    definition: definitionAnswer,
    period: periodAnswer,
    stage: maybeText,
    cells: z.enum(["days", "events"]),
    products: z.array(maybeText),
    count: number,
    clusters: z.array(
      z.strictObject({ rank: number, ...who, score: number, days: number, events: number, cells: z.array(number) }),
    ),
    rest: z.strictObject({ clusters: number, columns: z.array(column) }),
    columns: z.array(column),
    ...beside,
  })
  .openapi("Matrix");

const list = {
  measure: z.string(),
  period: periodAnswer,
  cell: z.record(z.string(), z.union([z.string(), number, z.null()])),
  count: number,
  next,
  ...beside,
};

/** The list behind a cell of a measure. */
export const cellListAnswer = z
  .strictObject({
    ...list,
    clusters: z.array(z.strictObject({ ...who, weight: number, days: number, events: number })),
  })
  .openapi("CellList");

/** The moves behind a number of transitions. */
export const moveListAnswer = z
  .strictObject({
    ...list,
    clusters: z.array(
      z.strictObject({ ...who, at: maybeText, from: maybeText, to: maybeText, held_days: maybeNumber }),
    ),
  })
  .openapi("MoveList");
