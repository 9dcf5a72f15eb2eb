import { z } from "@hono/zod-openapi";

const word = z.string();
const maybeText = z.string().nullable();
const number = z.number();
const maybeNumber = z.number().nullable();

/** A period: local dates of the reporting zone, `start` inclusive, `end` exclusive. */
export const periodAnswer = z
  .strictObject({
    kind: word,
    start: word,
    end: word,
    complete: z.boolean(),
    clipped: z.literal(true).optional(),
    history: z.literal("cut").optional(),
  })
  .openapi("Period");

const warning = z.strictObject({ code: word, message: word }).openapi("Warning");

/** What may stand beside every answer. */
export const beside = {
  warnings: z.array(warning).optional(),
  notes: z.array(word).optional().openapi({ description: "what else a careful reader should know" }),
};

const counts = {
  active: number,
  population: maybeNumber,
  rate: maybeNumber,
  new: maybeNumber,
  retained: maybeNumber,
  resurrected: maybeNumber,
  dormant: maybeNumber,
};
const by = z.record(word, maybeText);
/** Which row of an answer: period, stage, attribute values, product. */
export const place = { period: periodAnswer, stage: maybeText, by, product: maybeText };
/** A definition with what it counts in one sentence. */
export const definitionAnswer = z.strictObject({ name: word, version: number, sentence: word }).openapi("Definition");

/** One line of a report. */
export const reportRow = z.strictObject({ ...place, ...counts });
/** One period's total. */
export const totalRow = z.strictObject({ period: periodAnswer, ...counts, left: maybeNumber.optional() });

/** The numbers: the JSON of `smac report`. */
export const reportAnswer = z
  .strictObject({
    definition: definitionAnswer,
    rows: z.array(reportRow),
    totals: z.array(totalRow),
    unattributed: z.strictObject({ activities: number, clusters_without_stage: number }),
    freshness: z.array(z.strictObject({ source: word, through: maybeText })),
    stage_source: z.literal("attribute").optional(),
    ...beside,
  })
  .openapi("Report");

/** Who a line of a list is about. */
export const who = { cluster: word, name: maybeText, owner: maybeText };
/** Where a list goes on; null: it ends here. */
export const next = maybeText.openapi({ description: "the cursor of the next page; null: this is the last" });

/** The list behind a number: the JSON of `smac clusters`. */
export const clustersAnswer = z
  .strictObject({
    period: periodAnswer,
    stage: maybeText,
    product: maybeText,
    status: z.enum(["active", "inactive", "new", "retained", "resurrected", "dormant", "moved", "all"]),
    count: number,
    clusters: z.array(
      z.strictObject({
        ...who,
        weight: number,
        status: z.enum(["new", "retained", "resurrected", "dormant", "inactive"]),
        stage: maybeText,
        events: number,
        days: number,
        members: number,
        last: maybeText,
        reason: word,
      }),
    ),
    next,
    ...beside,
  })
  .openapi("ClusterList");

/** Clusters by engagement, with reasons: the JSON of `smac clusters --rank`. */
export const rankingAnswer = z
  .strictObject({
    period: periodAnswer,
    stage: maybeText,
    order: z.enum(["engaged", "support"]),
    clusters: z.array(
      z.strictObject({
        rank: number,
        ...who,
        stage: maybeText,
        score: number,
        days: number,
        events: number,
        members: number,
        trend: number,
        needsSupport: z.boolean(),
        reasons: z.array(word),
      }),
    ),
    next,
    ...beside,
  })
  .openapi("Ranking");

/** The parts of a change. */
export const parts = z
  .strictObject({
    behaviour: number,
    mix: number,
    entry: number,
    exit: number,
    restated: number,
    definition: number,
    change: number,
  })
  .openapi("Parts");
const shares = z.record(word, z.record(word, number));

/** Why a number changed: the JSON of `smac explain`, with the names of clusters. */
export const explanationAnswer = z
  .strictObject({
    from: periodAnswer,
    to: periodAnswer,
    count: parts,
    rate: z.union([parts, z.null()]),
    told: z
      .strictObject({ active: number, population: number })
      .optional()
      .openapi({ description: "with then or then-definition: the earlier number as it was told" }),
    clusters: shares,
    rate_clusters: shares.optional(),
    groups: z
      .array(z.strictObject({ by, count: parts }))
      .optional()
      .openapi({ description: "the count's parts by the last known value of each attribute of by" }),
    names: z.record(word, word).openapi({ description: "the names of the clusters above, where they are known" }),
    ...beside,
  })
  .openapi("Explanation");

/** The statements behind a report. */
export const sqlAnswer = z
  .strictObject({
    statements: z.array(z.strictObject({ sql: word, values: z.array(z.union([word, number, z.boolean(), z.null()])) })),
    ...beside,
  })
  .openapi("Statements");
