import { z } from "zod";
import { stringify } from "yaml";
import { SmacError, SmacErrors } from "../errors.ts";
import { parseDay } from "../time/day.ts";
import { locateYaml } from "./locate.ts";
import { shapeProblems } from "./shape-problems.ts";

const title = z.string().min(1).max(200).describe("what it is called");
const words = z.string().max(2000).describe("what it is for");
const several = z.array(z.string().max(500)).max(50);

/** A choice of clusters that is kept under a name: `segments/NAME.yml`. */
export const segmentSchema = z.strictObject({
  title,
  description: words.optional(),
  definition: z.string().max(200).optional().describe("the definition it was made with"),
  filter: several.optional().describe("as in addresses: region:EMEA,APAC or !region:EMEA"),
  stage: several.optional().describe("only in these stages"),
  status: z.enum(["active", "inactive", "new", "retained", "resurrected", "dormant"]).optional(),
  owner: several.optional().describe("only of these owners"),
  support: z.boolean().optional().describe("only those that need support"),
  find: z.string().max(200).optional().describe("part of a name or key"),
  sort: several.optional().describe("columns, the first first, - before one turns it round"),
});

const place = (most: number) => z.number().int().min(1).max(most);

/** A page of tiles that is kept under a name: `dashboards/NAME.yml`. */
export const dashboardSchema = z.strictObject({
  title,
  description: words.optional(),
  tiles: z
    .array(
      z
        .strictObject({
          id: z
            .string()
            .regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
            .describe("its name on the page: letters a to z, digits, -"),
          kind: z.enum(["text", "number", "figure", "table"]),
          title: z.string().max(200).optional(),
          text: z.string().max(10_000).optional().describe("what a tile of text says"),
          show: z
            .string()
            .max(2000)
            .regex(/^\/(?!\/)[^\s\\]*$/)
            .optional()
            .describe("the address of the page that it shows a part of: /trend?by=stage"),
          part: z.string().max(60).optional().describe("which part of that page"),
          column: place(12),
          row: place(500),
          width: place(12),
          height: place(40),
        })
        .refine(
          ({ kind, text, show }) => (kind === "text" ? text !== undefined : show !== undefined),
          "a tile of kind text needs text, every other one needs show",
        ),
    )
    .max(100)
    .refine((tiles) => new Set(tiles.map(({ id }) => id)).size === tiles.length, "have one id twice")
    .describe("the tiles, in reading order"),
});

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => parseDay(text) !== null, "is no day of the calendar");
const definition = z.string().min(1).max(200);

/** Something to remember about a day, which trends show at its place: `notes/NAME.yml`. */
export const noteSchema = z.strictObject({
  day: day.describe("the local day it is about: 2026-07-01"),
  text: z.string().min(1).max(200).describe("what happened then"),
  definition: definition.optional().describe("only shown with this definition"),
});

/** What a number should come to, which trends show as a line: `targets/NAME.yml`. */
export const targetSchema = z
  .strictObject({
    definition: definition.describe("the definition it is about"),
    period: z
      .string()
      .max(40)
      .optional()
      .describe("the kind of period it is meant for: month, trailing:30d; the definition's own where it is left out"),
    stage: z.string().min(1).max(200).optional().describe("of this stage; of all clusters where it is left out"),
    rate: z.number().min(0).max(1).optional().describe("the share that should be active: 0.8"),
    count: z.number().int().min(0).max(1_000_000_000).optional().describe("how many should be active"),
    text: z.string().max(200).optional().describe("what it is for"),
  })
  .refine(
    ({ rate, count }) => (rate === undefined) !== (count === undefined),
    "must have a rate or a count, one of the two",
  );

/** A note as its file says it. */
export type Note = z.infer<typeof noteSchema>;
/** A target as its file says it. */
export type Target = z.infer<typeof targetSchema>;
/** A segment as its file says it. */
export type Segment = z.infer<typeof segmentSchema>;
/** A dashboard as its file says it. */
export type Dashboard = z.infer<typeof dashboardSchema>;

/**
 * What a file of YAML says, by its schema.
 *
 * @throws SmacErrors with every problem of the file at once, each at its line and column.
 */
export function readKept<T>(text: string, file: string, schema: z.ZodType<T>): T {
  const yaml = locateYaml(text.replace(/^\uFEFF/, ""), file);
  const read = schema.safeParse(yaml.value);
  if (read.success && yaml.problems.length === 0) return read.data;
  const shape =
    yaml.value === undefined || read.success ? [] : shapeProblems(read.error.issues, yaml, z.toJSONSchema(schema));
  const named = shape.map(
    ({ code, message, hint, at }) =>
      new SmacError(code, message.replace("smac.yml", "the file"), {
        ...(hint === undefined || hint.startsWith("a smallest one") ? {} : { hint }),
        ...(at === undefined ? {} : { at }),
      }),
  );
  const problems = [...yaml.problems, ...named].slice(0, 20);
  const [only] = problems;
  throw problems.length === 1 && only !== undefined ? only : new SmacErrors(problems);
}

/** The text of a file that says it. */
export function keptText(value: Segment | Dashboard | Note | Target): string {
  return stringify(value, { lineWidth: 0 });
}
