import { z } from "@hono/zod-openapi";
import { next } from "./answers.ts";
import { problemAnswer } from "./problem.ts";

const text = z.string();
const maybeText = z.string().nullable();
const number = z.number();
const maybeNumber = z.number().nullable();
const yes = z.boolean();

/** A definition in words, with every choice it makes. */
export const definitionAboutAnswer = z
  .strictObject({
    name: text,
    version: number,
    origin: z.enum(["project", "preset"]),
    preset: maybeText,
    sentence: maybeText,
    why: maybeText.openapi({ description: "why this project cannot be asked for it; null: it can" }),
    choices: z
      .strictObject({
        cluster: text,
        counts: text,
        activity: maybeText,
        events: number,
        days: number,
        members: maybeText,
        period: text,
        timezone: text,
        stages: yes,
        stage_at: text,
        denominator: text,
        attribution: text,
        products: yes,
        by: z.array(text),
        over: text,
        exclude: z.array(text),
      })
      .nullable(),
  })
  .openapi("DefinitionAbout");

/** A definition as it was when numbers were recorded by it. */
export const definitionVersionAnswer = z
  .strictObject({
    about: z.union([definitionAboutAnswer, z.null()]),
    current: yes.openapi({ description: "whether smac.yml says so now" }),
    changes: number.openapi({ description: "past numbers that changed while it stood: see the ledger" }),
    first: maybeText,
    last: maybeText,
  })
  .openapi("DefinitionVersion");

/** The definitions there are. */
export const definitionsAnswer = z.strictObject({ definitions: z.array(definitionAboutAnswer), next });

const stream = z.strictObject({
  stream: text,
  rows: number,
  forgotten: number,
  rejected: number,
  through: maybeText,
  cursor_at: maybeText,
  reading_since: maybeText,
  changed: maybeText,
  error: z.strictObject({ code: text, message: text, at: maybeText }).nullable(),
});

/** What the store holds; instants in UTC. */
export const statusAnswer = z
  .strictObject({
    sources: z.array(
      z.strictObject({
        source: text,
        files: number,
        missing: z.array(text),
        rows: number,
        forgotten: number,
        rejected: number,
        last_load: z.strictObject({ load: number, path: text, finished: text }).nullable(),
        through: maybeText,
      }),
    ),
    connections: z.array(
      z.strictObject({
        connection: text,
        system: text,
        through: maybeText,
        budget: z
          .strictObject({ of: text, limit: number, remaining: number, resets: maybeText, heard: text })
          .nullable(),
        streams: z.array(stream),
      }),
    ),
    pending_loads: number,
    outdated: yes,
    rows_since: maybeText.openapi({
      description: "rows that came before are not told of here: a store in ClickHouse keeps them no longer",
    }),
  })
  .openapi("Status");

/** Past numbers that changed. */
export const ledgerAnswer = z.strictObject({
  changes: z.array(
    z.strictObject({
      recordedAt: text,
      loadId: maybeNumber,
      definition: text,
      definitionVersion: number,
      periodKind: text,
      periodStart: text,
      stage: maybeText,
      product: maybeText,
      by: z.record(text, maybeText),
      measure: text,
      was: maybeNumber,
      is: maybeNumber,
    }),
  ),
  next,
});

/** What looks wrong in the data. */
export const checkAnswer = z.strictObject({
  findings: z.array(
    z.strictObject({
      code: text,
      severity: z.enum(["error", "warning", "note"]),
      kind: text,
      title: text,
      examples: z.array(text),
      next: text,
    }),
  ),
});

/** Where the project's rows come from. */
export const sourcesAnswer = z.strictObject({
  files: z.array(z.strictObject({ name: text, files: z.array(text), through: maybeText })),
  connections: z.array(z.strictObject({ name: text, type: text, title: text, streams: z.array(text) })),
});

const streamProgress = z.strictObject({
  stream: text,
  state: z.enum(["reading", "complete", "failed", "stopped"]),
  rows: number,
  expected: maybeNumber,
  calls: number,
  seconds_left: maybeNumber,
  error: maybeText,
});

/** An import or a sync. */
export const jobAnswer = z
  .strictObject({
    id: text,
    kind: z.enum(["import", "sync"]),
    state: z.enum(["running", "done", "failed", "cancelled"]),
    started: text,
    finished: maybeText,
    progress: z
      .strictObject({
        step: text,
        of: text,
        rows: maybeNumber,
        percent: maybeNumber,
        rows_per_second: maybeNumber,
        number: number.optional(),
        of_streams: number.optional(),
        streams: z.array(streamProgress).optional().openapi({ description: "of a sync, every stream so far" }),
        budget: z
          .strictObject({ of: text, limit: number, remaining: number, resets: maybeText })
          .nullable()
          .optional()
          .openapi({ description: "what may still be asked of the system" }),
      })
      .nullable(),
    result: z.record(text, z.unknown()).nullable().openapi({ description: "what it did, once it is done" }),
    problem: z.union([problemAnswer, z.null()]),
  })
  .openapi("Job");

/** The jobs of this server, the latest first. */
export const jobsAnswer = z.strictObject({ jobs: z.array(jobAnswer), next });
