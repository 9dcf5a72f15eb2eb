import { z } from "@hono/zod-openapi";
import type { Ask } from "../project/ask.ts";
import type { CellRequest } from "../project/measured.ts";
import { valuesOf } from "../project/cell-values.ts";
import { parseFilter } from "../project/filter-text.ts";

const longest = 500;

/** A parameter that is a text. */
export function text(says: string) {
  return z
    .string()
    .max(longest, `It has more than ${longest} characters.`)
    .optional()
    .openapi({ param: { description: says } });
}

/** A parameter that is one of several words. */
export function choice<const T extends readonly [string, ...string[]]>(says: string, words: T) {
  return z
    .enum(words, { error: `It is one of: ${words.join(", ")}.` })
    .optional()
    .openapi({ param: { description: says } });
}

/** A parameter that is a whole number from 0. */
export function count(says: string) {
  return z
    .string()
    .regex(/^\d{1,9}$/, "It is a whole number.")
    .transform(Number)
    .optional()
    .openapi({ param: { description: says }, type: "integer", minimum: 0, maximum: 999_999_999 });
}

/** A parameter that is `true` or `false`. */
export function yesNo(says: string) {
  return z
    .enum(["true", "false"], { error: "It is true or false." })
    .transform((word) => word === "true")
    .optional()
    .openapi({ param: { description: says }, type: "boolean" });
}

/** A parameter that may be repeated. */
export function several(says: string) {
  return z
    .array(z.string().max(longest))
    .max(50)
    .optional()
    .openapi({ param: { description: says }, type: "array", items: { type: "string" } });
}

/** A parameter that is a list of names with commas between. */
export function names(says: string) {
  return z
    .string()
    .max(longest)
    .transform((given, context) => {
      const all = given.split(",").map((name) => name.trim());
      if (all.includes("") || new Set(all).size < all.length)
        context.addIssue({ code: "custom", message: "It is a list of names with commas between, each once." });
      return all;
    })
    .optional()
    .openapi({ param: { description: says }, type: "string" });
}

/** What is counted, over which periods, as known when: the flags of `smac report` over a project. */
export const askParameters = {
  definition: text("a preset or a definition of the project (see smac presets)"),
  by: names("split by attributes: a,b"),
  events: count("active means at least so many activities"),
  days: count("… on at least so many days"),
  members: text("… by at least so many members, or a share: 20%"),
  "stage-at": choice("when in the period the stage is looked at", ["end", "start", "any", "activity", "time-weighted"]),
  denominator: choice("what active clusters are divided by", ["stage", "all", "none"]),
  attribution: choice("for members of several clusters", ["all", "primary", "split"]),
  over: choice("several periods in one row", ["none", "mean", "last", "distinct"]),
  period: text("day, week, month, quarter, year or trailing:30d"),
  from: text("first period or day: 2026-01, 2026-W05, 2026-Q1, 2026-01-31"),
  to: text("last period or day, included"),
  range: choice("periods that stick out of the range are taken whole or cut", ["expand", "clip"]),
  timezone: text("reporting zone, e.g. Europe/Paris (default: the project's, else UTC)"),
  "week-start": choice("first day of the week", ["monday", "sunday"]),
  "fiscal-start": count("month the fiscal year begins with, 1 to 12"),
  calendar: choice("calendar of months", ["gregorian", "4-4-5"]),
  now: text("what counts as now (default: the clock)"),
  "as-of": text("only what was known then"),
  through: text("the files are complete until then"),
};

/** Which clusters are looked at. */
export const filterParameter = {
  filter: z
    .array(z.string().max(longest))
    .max(20)
    .transform((texts) => texts.map(parseFilter))
    .optional()
    .openapi({
      param: {
        description:
          "only clusters by the last known value of an attribute or their owner: region:EMEA,APAC or !region:EMEA; values are percent-encoded, an empty one is none; repeat it for several",
      },
      type: "array",
      items: { type: "string" },
    }),
};

/** One period of a list. */
export const inParameter = {
  in: text("one period (default: to, else the last complete one)"),
};

/** Values of the attributes that `by` splits by. */
export const ofParameter = {
  of: z
    .array(z.string().max(longest))
    .max(50)
    .transform((texts) => valuesOf(texts))
    .optional()
    .openapi({
      param: { description: "the value of a by attribute, name=value; repeat it for several (an empty value: none)" },
      type: "array",
      items: { type: "string" },
    }),
};

/** Which number of a report: its stage, product and attribute values. */
export const cellParameters = {
  "of-stage": text("the stage of the number (default: all stages, as in the totals)"),
  "of-product": text("the product of the number (default: everything)"),
  ...ofParameter,
};

/** Parameters that may be given more than once. */
export const repeatable: ReadonlySet<string> = new Set(["of", "filter", "stage", "owner"]);

type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
type Parsed<T extends z.ZodRawShape> = z.infer<z.ZodObject<T>>;
type AskQuery = Parsed<typeof askParameters>;
type FilterQuery = Partial<Parsed<typeof filterParameter>>;
type AskKeys = { readonly [K in keyof AskQuery as Camel<K & string>]: AskQuery[K] };

/** What is asked, from the parameters; `in` is `from` and `to` at once. */
export function askOf(query: AskQuery & FilterQuery & { readonly in?: string | undefined }): Ask {
  const keys = Object.keys(askParameters) as (keyof AskQuery)[];
  const ask = Object.fromEntries(
    keys.flatMap((key) => (query[key] === undefined ? [] : [[camel(key), query[key]]])),
  ) as Partial<AskKeys>;
  const filtered = query.filter === undefined ? ask : { ...ask, filter: query.filter };
  return query.in === undefined ? filtered : { ...filtered, from: query.in, to: query.in };
}

/** The same, for a list: of one product, products are told apart. */
export function listAskOf(query: AskQuery & FilterQuery & CellQuery & { readonly in?: string | undefined }): Ask {
  const ask = askOf(query);
  return query["of-product"] === undefined ? ask : { ...ask, products: true };
}

type CellQuery = Parsed<typeof cellParameters>;

/** The cell that the parameters name. */
export function cellOf(query: CellQuery): CellRequest {
  return { stage: query["of-stage"], product: query["of-product"], by: query.of };
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
