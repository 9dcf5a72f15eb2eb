import { z } from "zod";
import { serveSchema } from "./serve.ts";

const namePattern = /^[\p{L}_][\p{L}\p{N}_-]*$/u;

/** What a source, cluster kind, activity or definition may be called. */
const name = z.string().regex(namePattern);

/** Whether a source, cluster kind, activity or definition may be called so. */
export function isName(text: string): boolean {
  return namePattern.test(text) && text !== "__proto__";
}

const text = (what: string) => z.string().min(1).describe(what);
const column = (what: string) => text(`Column: ${what}`);
const columns = (what: string) => z.array(z.string().min(1)).describe(`Columns: ${what}`);
const where = z
  .string()
  .min(1)
  .describe("Only rows that match this SQL condition, e.g. \"status = 'paid'\"")
  .optional();
const from = text("The source whose rows these are");
const zone = (what: string) => text(`IANA time zone ${what}, e.g. Europe/Paris`).optional();

const oneOrMore = <T extends z.ZodType>(one: T, what: string) => z.union([one, z.array(one).min(1)]).describe(what);
const named = <T extends z.ZodType>(entry: T, what: string) => z.record(name, entry).describe(what).optional();

const source = z
  .strictObject({
    type: z.enum(["files"]).describe("Where the rows come from: files (default)").optional(),
    files: oneOrMore(
      z.string().min(1),
      "Paths or globs from this folder; file.sqlite#Table and file.xlsx#Sheet name a part",
    ),
    columns: columns("their names, for files without a header").optional(),
    delimiter: text("What stands between two cells of a CSV file; found out when left out").optional(),
    encoding: z
      .enum(["utf-8", "utf-16", "latin-1"])
      .describe("How the files write letters; found out when left out")
      .optional(),
    date_format: text("strptime format of dates that cannot be inferred, e.g. %d/%m/%Y").optional(),
    timezone: zone("of times without offset; default: the project's"),
    id: column("which row it is; without it every row is its own").optional(),
    learned: column("when the row became known; default: when it was imported").optional(),
    bad_rows: z.enum(["fail", "skip"]).describe("What to do with rows that cannot be read; default fail").optional(),
    through: text("The instant the files are complete through, e.g. 2026-11-22T05:00:00Z").optional(),
  })
  .describe("Files with the same columns, read as one table");

const cluster = z
  .strictObject({
    from,
    key: column("which cluster it is"),
    name: column("what people call it").optional(),
    owner: column("who looks after it").optional(),
    created: column("when it came to be").optional(),
    deleted: column("when it was deleted; empty: it was not").optional(),
    attributes: columns("what it can be split by, e.g. [region, plan]").optional(),
    members: column("a member of it, one for each row; a membership open on both sides").optional(),
    where,
  })
  .describe("The records of a cluster kind");

const membership = z
  .strictObject({
    from,
    member: column("who belongs"),
    cluster: column("to which cluster"),
    valid_from: column("since when, inclusive; empty: always").optional(),
    valid_to: column("until when, exclusive; empty: still").optional(),
    primary: column("yes for the member's main cluster").optional(),
    where,
  })
  .describe("Who belonged to which cluster, when");

const stageHistory = z
  .strictObject({
    from,
    cluster: column("whose stage"),
    stage: column("which stage; empty: the cluster left the journey"),
    at: column("from when"),
    where,
  })
  .describe("Rows that say from when a cluster is in a stage");

const stageAttribute = z
  .strictObject({ from, cluster: column("whose stage"), stage: column("which stage it is in today") })
  .describe("Today's stage of each cluster; the past is then unknown");

const stageRule = z
  .strictObject({
    enter: text("The stage that is entered"),
    from,
    cluster: column("which cluster enters"),
    at: column("when"),
    where,
  })
  .describe("The first row that matches moves the cluster forward to a stage");

const stages = z
  .strictObject({
    cluster: text("The cluster kind whose journey it is; default: the first kind").optional(),
    order: z
      .array(z.string().min(1))
      .min(1)
      .describe("The stages from first to last, e.g. [prospect, lead, opportunity, customer]")
      .optional(),
    history: oneOrMore(stageHistory, "Stages with the instant from which they hold").optional(),
    attribute: stageAttribute.optional(),
    rules: z.array(stageRule).min(1).describe("Stages derived from other rows, e.g. the first invoice").optional(),
  })
  .describe("The journey: exactly one of history, attribute and rules")
  .optional();

const attributes = z
  .strictObject({
    from,
    cluster: column("whose attributes"),
    at: column("from when; without it they always held").optional(),
    values: columns("the attributes, named like their columns").min(1),
    where,
  })
  .describe("Attributes of clusters with the instant from which they hold");

const columnOrText = (what: string) =>
  z
    .union([
      z.string().min(1),
      z.strictObject({ column: column(what) }),
      z.strictObject({ text: text("One text for every row") }),
    ])
    .describe(`Column: ${what}; or { text: … } for every row`);

const activity = z
  .strictObject({
    from,
    at: column("when it happened"),
    member: column("who acted").optional(),
    cluster: column("the cluster it belongs to, of the first kind").optional(),
    clusters: z
      .record(name, z.string().min(1))
      .describe("Cluster kind: column with the cluster of that kind")
      .optional(),
    kind: columnOrText("what kind of activity; default: the name of this entry").optional(),
    product: columnOrText("with which product").optional(),
    other: column("the other member of an interaction").optional(),
    properties: columns("what definitions may filter on besides kind, product and source").optional(),
    where,
  })
  .describe("Which rows are activities, and whose");

const threshold = z
  .strictObject({
    events: z.int().min(1).describe("At least so many activities; default 1").optional(),
    days: z.int().min(1).describe("On at least so many local days; default 1").optional(),
    members: z
      .union([z.int().min(1), z.string().regex(/^\d{1,3}(\.\d{1,6})?\s*%$/)])
      .describe("By at least so many members, or a share such as 20%")
      .optional(),
  })
  .describe("When a cluster counts as active; all that is given must hold")
  .optional();

const definition = z
  .strictObject({
    preset: text("One of the published definitions, e.g. stage-rate").optional(),
    version: z.int().min(1).describe("Raise it when the meaning changes; default 1").optional(),
    cluster: text("The cluster kind that is counted").optional(),
    activity: oneOrMore(
      z.string().min(1),
      "Kinds of activities that count, or a condition over kind, product, source and properties; default all",
    ).optional(),
    threshold,
    period: text("day, week, month, quarter, year or trailing:30d; default month").optional(),
    stage: z
      .strictObject({
        at: z
          .enum(["end", "start", "any", "activity", "time-weighted"])
          .describe("At which instant of the period the stage is looked at; default end")
          .optional(),
        source: z
          .enum(["history", "attribute", "rules"])
          .describe("Where stages must come from; an error when the project says otherwise")
          .optional(),
      })
      .describe("How stages are looked at")
      .optional(),
    denominator: z
      .enum(["stage", "all", "none"])
      .describe("What active clusters are divided by; default stage when there are stages, else none")
      .optional(),
    attribution: z
      .enum(["all", "primary", "split"])
      .describe("What an activity of a member of several clusters counts for; default all")
      .optional(),
    products: z.boolean().describe("Whether each product has a row of its own; default false").optional(),
    by: oneOrMore(z.string().min(1), "Attributes to split by").optional(),
    over: z.enum(["none", "mean", "last", "distinct"]).describe("How several periods become one row").optional(),
    exclude: oneOrMore(
      z.string().min(1),
      "Clusters, members or rows that this number leaves out, as SQL conditions, besides the project's",
    ).optional(),
    timezone: zone("of days and periods; default: the project's"),
  })
  .describe("A named number; what is left out comes from the preset, then from the defaults");

/** The whole of `smac.yml`, with a description on every key. */
export const configSchema = z.strictObject({
  timezone: zone("of days and periods; default UTC"),
  week_start: z.enum(["monday", "sunday"]).describe("The first day of a week; default monday").optional(),
  fiscal_start: z.int().min(1).max(12).describe("The month a fiscal year begins with, 1 to 12; default 1").optional(),
  calendar: z.enum(["gregorian", "4-4-5"]).describe("How a year is cut into months; default gregorian").optional(),
  store: text(
    "The database file of the store, or clickhouse://USER@HOST:8123/DATABASE; default .smac/warehouse.duckdb",
  ).optional(),
  exclude: oneOrMore(
    z.string().min(1),
    "Clusters, members or rows that never count, as SQL conditions, e.g. \"member LIKE '%@ours.com'\"",
  ).optional(),
  sources: named(source, "Where rows come from, by name"),
  clusters: named(
    oneOrMore(cluster, "The records of this kind"),
    "What is counted, by kind: customer, team, department, …",
  ),
  memberships: named(
    oneOrMore(membership, "Who belonged to clusters of this kind"),
    "Who belonged where, when, by cluster kind",
  ),
  stages,
  attributes: named(
    oneOrMore(attributes, "Attributes of clusters of this kind"),
    "What clusters can be split by, with history, by cluster kind",
  ),
  activities: named(activity, "What counts as being active, by name"),
  definitions: named(definition, "The numbers of this project, by name"),
  serve: serveSchema,
});

/** `smac.yml` as written, once it has the right shape. */
export type Config = z.output<typeof configSchema>;

/** The JSON Schema of `smac.yml`, for editors and for the documentation's tables. */
export function modelJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(configSchema, { io: "input" }), title: "smac.yml" };
}
