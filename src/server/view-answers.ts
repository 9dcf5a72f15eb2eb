import { z } from "@hono/zod-openapi";
import {
  beside,
  definitionAnswer,
  next,
  parts,
  periodAnswer,
  reportAnswer,
  reportRow,
  totalRow,
  who,
} from "./answers.ts";

const text = z.string();
const maybeText = z.string().nullable();
const number = z.number();
const maybeNumber = z.number().nullable();
const yes = z.boolean();
const status = z.enum(["new", "retained", "resurrected", "dormant", "inactive"]);
const interval = z
  .union([z.strictObject({ low: number, high: number }), z.null()])
  .openapi({ description: "where the rate may well lie (95 %, Wilson); null: there is none" });

const side = z
  .strictObject({
    name: text,
    period: periodAnswer,
    first_day: text,
    last_day: text,
    until: text,
    rows: z.array(reportRow.extend({ interval })),
    totals: z.array(totalRow.extend({ interval })),
  })
  .openapi("ComparedPeriod");

const unattributed = z.strictObject({ activities: number, clusters_without_stage: number });

/** A period beside the earlier one that it is compared with. */
export const comparisonAnswer = z
  .strictObject({
    definition: definitionAnswer,
    now: side,
    before: z.union([side, z.null()]),
    around: z
      .strictObject({ from: text, to: text })
      .openapi({ description: "the last twelve periods, of trailing windows 180 days: from and to of a trend" }),
    unattributed,
    ...beside,
  })
  .openapi("Comparison");

const tableCluster = z
  .strictObject({
    ...who,
    weight: number,
    status,
    stage: maybeText,
    events: number,
    days: number,
    members: number,
    last: maybeText,
    reason: text,
    active: yes,
    score: number,
    trend: number,
    days_before: number,
    events_before: number,
    needs_support: yes,
    reasons: z.array(text),
    weeks: z.array(number),
    members_all: maybeNumber,
    products: maybeNumber,
    attributes: z.record(text, text),
    lapses: maybeText,
  })
  .openapi("TableCluster");
const week = z.strictObject({ first_day: text, last_day: text });

/** The clusters of a population, as a page of a table shows them. */
export const tableAnswer = z
  .strictObject({
    period: periodAnswer,
    weeks: z.array(week),
    products_all: maybeNumber,
    all: number.openapi({ description: "how many clusters there are without search and choice" }),
    support: number.openapi({ description: "how many of all need support" }),
    count: number.openapi({ description: "how many there are with them" }),
    clusters: z.array(tableCluster),
    next,
    ...beside,
  })
  .openapi("ClusterTable");

/** What an overview shows, in one answer. */
export const overviewAnswer = z
  .strictObject({
    comparison: comparisonAnswer,
    trend: reportAnswer,
    explanation: z.union([
      z.strictObject({ from: periodAnswer, to: periodAnswer, count: parts, rate: z.union([parts, z.null()]) }),
      z.null(),
    ]),
    support: z.union([
      z.strictObject({ count: number, weeks: z.array(week), clusters: z.array(tableCluster) }),
      z.null(),
    ]),
    why_not: z
      .array(z.strictObject({ part: z.enum(["explanation", "support"]), code: text, detail: text }))
      .openapi({ description: "why a part above is null" }),
    ...beside,
  })
  .openapi("Overview");

/** One cluster with its timeline. */
export const clusterAnswer = z
  .strictObject({
    definition: definitionAnswer,
    cluster: text,
    kind: text,
    name: maybeText,
    owner: maybeText,
    created: maybeText,
    deleted: maybeText,
    periods: z.array(
      z.strictObject({
        name: text,
        period: periodAnswer,
        counts: yes,
        status: status.nullable(),
        weight: number,
        stage: maybeText,
        events: number,
        days: number,
        members: number,
        reason: text,
      }),
    ),
    stages: z.array(z.strictObject({ stage: maybeText, from: maybeText, to: maybeText })),
    attributes: z.array(z.strictObject({ attribute: text, value: maybeText, since: maybeText })),
    days: z.array(z.strictObject({ day: text, events: number })),
    members: z.array(
      z.strictObject({ member: text, from: maybeText, to: maybeText, events: number, days: number, last: maybeText }),
    ),
    members_all: number,
    products: z.array(z.strictObject({ product: text, days: number, events: number, last: maybeText })),
    ...beside,
  })
  .openapi("ClusterPage");

/** The rows behind a cluster's numbers of a period. */
export const evidenceAnswer = z
  .strictObject({
    cluster: text,
    period: periodAnswer,
    count: number,
    counting: number.openapi({ description: "how many of the rows qualify by the definition" }),
    rows: z.array(
      z.strictObject({
        at: text,
        kind: maybeText,
        member: maybeText,
        product: maybeText,
        source: text,
        id: maybeText.openapi({ description: "its id in the source" }),
        load: maybeNumber,
        path: maybeText.openapi({ description: "the file that the load read" }),
        loaded: maybeText,
        counts: yes,
      }),
    ),
    next,
    ...beside,
  })
  .openapi("Evidence");

const part = z.enum(["only_a", "only_b", "both"]);
const reason = z.enum(["nothing-qualifies", "below-threshold", "not-in-population"]);
const differenceSide = z.strictObject({ definition: definitionAnswer, period: periodAnswer });

/** Two definitions over the same data. */
export const differenceAnswer = z
  .strictObject({
    a: differenceSide,
    b: differenceSide,
    rows: z.array(
      z.strictObject({ stage: maybeText, a: number, b: number, only_a: number, only_b: number, both: number }),
    ),
    why: z.array(z.strictObject({ part, reason, clusters: number })),
    ...beside,
  })
  .openapi("Difference");

const line = z
  .strictObject({
    counts: yes,
    status: status.nullable(),
    stage: maybeText,
    events: number,
    days: number,
    members: number,
    reason: text,
  })
  .openapi("DifferingLine");

/** The clusters behind a number of a difference. */
export const differenceListAnswer = z
  .strictObject({
    part: part.nullable(),
    stage: maybeText,
    count: number,
    clusters: z.array(z.strictObject({ ...who, part, why: reason.nullable(), a: line, b: line })),
    next,
    ...beside,
  })
  .openapi("DifferenceList");

const picks = z.array(z.strictObject({ value: text, clusters: number }));

/** What there is to choose from. */
export const picksAnswer = z
  .strictObject({
    stages: z.array(text),
    attributes: z.array(z.strictObject({ name: text, values: picks, values_all: number })),
    owners: picks,
    products: z.array(text),
    ...beside,
  })
  .openapi("Picks");

/** What the page begins with. */
export const projectAnswer = z
  .strictObject({
    name: text,
    timezone: text,
    week_start: z.enum(["monday", "sunday"]),
    fiscal_start: number,
    calendar: z.enum(["gregorian", "4-4-5"]),
    kinds: z.array(text),
    stages: z.array(text).nullable(),
    definition: text.openapi({ description: "the one that is asked where none is named" }),
    empty: yes.openapi({ description: "whether nothing was read yet" }),
    now: text,
    today: text.openapi({ description: "the local day" }),
    last_day: maybeText.openapi({
      description: "the local day of the last activity that is not after now; null: there is none",
    }),
    data_version: text,
  })
  .openapi("Project");
