import { z } from "@hono/zod-openapi";
import { problemAnswer } from "./problem.ts";

const text = z.string();
const number = z.number();
const short = z.string().max(200);

/** How much may be sent. */
const limits = z.strictObject({
  bytes: number.openapi({ description: "of one file" }),
  kept: number.openapi({ description: "files that wait at once" }),
  hours: number.openapi({ description: "after which a file that was not imported is removed" }),
});

/** A file that was sent, and waits to be imported. */
export const uploadAnswer = z
  .strictObject({
    id: text,
    name: text.openapi({ description: "what its sender calls it" }),
    bytes: number,
    received: text,
  })
  .openapi("Upload");

/** The files that wait. */
export const uploadsAnswer = z
  .strictObject({ uploads: z.array(uploadAnswer), limits, endings: z.array(text) })
  .openapi("Uploads");

const rowsAs = z.enum([
  "activities",
  "stages",
  "memberships",
  "attributes",
  "clusters",
  "pipeline",
  "export",
  "more",
  "nothing",
]);

/** What the rows of a file mean, in the words of smac.yml. */
export const mappingBody = z
  .strictObject({
    source: z.string().min(1).max(200).openapi({ description: "its name under sources in smac.yml" }),
    as: rowsAs,
    columns: z
      .array(z.strictObject({ column: z.string().max(2000), role: short, kind: short.nullable() }))
      .max(1000)
      .openapi({ description: "the columns that are used; kind: which kind of customers or groups a column names" }),
    id: z.string().max(2000).nullable().openapi({ description: "the column that says which row it is" }),
    won: short.nullable().openapi({ description: "of a pipeline, the outcome of deals that were won" }),
    date_format: short.nullable(),
    bad_rows: z.enum(["fail", "skip"]),
  })
  .openapi("Mapping");

/** Which sheet or table of a file is meant. */
export const partBody = z.strictObject({ part: z.string().min(1).max(500) }).openapi("UploadPart");

/** What a file was recognised as, how its rows would be understood, and what is wrong with them. */
export const uploadLookAnswer = z
  .strictObject({
    upload: uploadAnswer,
    version: text.openapi({ description: "also as ETag: of smac.yml and of the mapping" }),
    rows: number,
    parts: z.array(text).openapi({ description: "sheets or tables of the file, where there are several" }),
    part: text.nullable().openapi({ description: "the one that is looked at" }),
    columns: z.array(
      z.strictObject({ name: text, type: text, distinct: number, samples: z.array(text) }).openapi({
        description: "a column of the file: how many different values it has, and some of them",
      }),
    ),
    guess: z.strictObject({ sentence: text, mapping: mappingBody }),
    mapping: mappingBody,
    sentence: text.nullable().openapi({ description: "what the mapping says; null: nothing yet" }),
    choices: z.strictObject({
      rows: z.array(
        z.strictObject({
          as: rowsAs,
          words: text,
          roles: z.array(
            z.strictObject({ role: text, words: text, needed: z.boolean(), several: z.boolean(), time: z.boolean() }),
          ),
        }),
      ),
      kinds: z.array(text).openapi({ description: "kinds of customers and groups that the project knows" }),
      alike: z.array(text).openapi({ description: "sources that it could be more rows of" }),
    }),
    importable: z.boolean(),
    problems: z.array(problemAnswer).openapi({ description: "what must be mended before it can be imported" }),
    bad_rows: z.strictObject({
      count: number,
      first: z.array(
        z.strictObject({
          line: number,
          column: number,
          why: text,
          text: text.openapi({ description: "the row as it is written" }),
        }),
      ),
    }),
    readable: number.nullable().openapi({ description: "rows that can be read" }),
    notes: z.array(text),
    understood: z.strictObject({
      columns: z.array(z.strictObject({ column: text, uses: z.array(text), time: z.boolean() })),
      rows: z.array(
        z.strictObject({
          row: number,
          cells: z.array(z.strictObject({ text: text.nullable(), instant: text.nullable() })),
        }),
      ),
    }),
    adds: z
      .strictObject({ path: text, yaml: text })
      .nullable()
      .openapi({ description: "where the file comes to lie in the project, and smac.yml as it will be" }),
  })
  .openapi("UploadLook");
