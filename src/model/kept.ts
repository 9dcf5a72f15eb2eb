import { z } from "zod";
import { stringify } from "yaml";
import { SmacError, SmacErrors } from "../errors.ts";
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
      z.strictObject({
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
      }),
    )
    .max(100)
    .refine((tiles) => new Set(tiles.map(({ id }) => id)).size === tiles.length, "two tiles have one id")
    .describe("the tiles, in reading order"),
});

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
export function keptText(value: Segment | Dashboard): string {
  return stringify(value, { lineWidth: 0 });
}
