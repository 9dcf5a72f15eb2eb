import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { plainReceipt } from "../format/sync-receipt.ts";
import { importProgress } from "./job-progress.ts";
import type { ImportEvent } from "../store/import-work.ts";
import { parseInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import { jobAnswer, jobsAnswer } from "./project-answers.ts";
import { type Route, route } from "./route.ts";
import { syncTeller } from "./sync-progress.ts";

const tag = "Jobs";
const name = z.string().max(200);
const names = z.array(name).min(1).max(500);
const id = { id: z.string().max(100).openapi({ example: "0b6a1c9e-1c7f-4e43-9a51-2f0d8a4c7b11" }) };

const importBody = z
  .strictObject({
    sources: names.optional().openapi({ description: "names of sources in smac.yml (default: all)" }),
    bad_rows: z.enum(["fail", "skip"]).optional(),
    forget_missing: z.boolean().optional().openapi({ description: "also forget the rows of files that are gone" }),
  })
  .openapi("ImportRequest");

const syncBody = z
  .strictObject({
    sources: names.optional().openapi({ description: "names of connections in smac.yml (default: all)" }),
    streams: names.optional().openapi({ description: "full names of streams, e.g. books.invoices (default: all)" }),
    full: z.boolean().optional().openapi({ description: "read everything again" }),
    since: name.optional().openapi({ description: "only rows since then, e.g. 2026-01-01" }),
  })
  .openapi("SyncRequest");

/** Imports and syncs, how far they are, and how they are stopped. */
export const jobRoutes: readonly Route[] = [
  route("/imports", {
    method: "post",
    tag,
    says: "Starts to read what is new in the project's files into its store.",
    scope: "write",
    body: importBody,
    answer: jobAnswer,
    status: 202,
    problems: [409],
    reply: async ({ body }, { jobs, project }) => ({
      json: jobs.start("import", async (signal, tell) => {
        const options = {
          ...(body.sources === undefined ? {} : { sources: body.sources }),
          ...(body.bad_rows === undefined ? {} : { badRows: body.bad_rows }),
          forgetMissing: body.forget_missing === true,
          onEvent: (event: ImportEvent) => tell(importProgress(event)),
          signal,
        };
        const { value, notes } = await project.hold(signal, (opened) => opened.import(options));
        return { receipts: value, notes };
      }),
    }),
  }),
  route("/syncs", {
    method: "post",
    tag,
    says: "Starts to read what is new in the connected systems into the project's store.",
    scope: "write",
    body: syncBody,
    answer: jobAnswer,
    status: 202,
    problems: [409],
    reply: async ({ body, signal: asking }, { jobs, project }) => {
      jobs.mustBeIdle();
      const { value: model } = await project.read(asking, async (opened) => opened.model);
      const since = body.since === undefined ? {} : { since: instantOf(body.since, model.timezone) };
      const options = {
        ...(body.sources === undefined ? {} : { sources: body.sources }),
        ...(body.streams === undefined ? {} : { streams: body.streams }),
        ...since,
        full: body.full === true,
      };
      return {
        json: jobs.start("sync", async (signal, tell) => {
          const onEvent = syncTeller(tell);
          const { value, notes } = await project.hold(signal, (opened) => opened.sync({ ...options, onEvent, signal }));
          const receipt = plainReceipt(value);
          return { ...receipt, notes: [...receipt.notes, ...notes] };
        }),
      };
    },
  }),
  route("/jobs", {
    tag,
    says: "The jobs of this server, the latest first.",
    answer: jobsAnswer,
    list: "jobs",
    versioned: false,
    reply: async (_, { jobs }) => ({ json: { jobs: jobs.all() } }),
  }),
  route("/jobs/{id}", {
    tag,
    says: "How far a job is.",
    params: id,
    answer: jobAnswer,
    versioned: false,
    problems: [404],
    reply: async ({ params }, { jobs }) => ({ json: jobs.named(params.id) }),
  }),
  route("/jobs/{id}/events", {
    tag,
    says: "How far a job is, told as it goes: server-sent events named progress, done, failed or cancelled, each with the job.",
    params: id,
    answer: jobAnswer,
    versioned: false,
    events: true,
    problems: [404],
    reply: async ({ params }, { jobs }) => ({ json: jobs.named(params.id) }),
  }),
  route("/jobs/{id}", {
    method: "delete",
    tag,
    says: "Asks a job to stop: what was read is kept, and the next job goes on.",
    scope: "write",
    params: id,
    answer: jobAnswer,
    problems: [404],
    reply: async ({ params }, { jobs }) => ({ json: jobs.cancel(params.id) }),
  }),
];

function instantOf(text: string, timezone: string): number {
  const at = parseInstant(text, openZone(timezone));
  if (at !== null) return at;
  throw new SmacError("USAGE_BAD_INSTANT", `since: “${text}” is no instant`, { hint: "write for example 2026-01-01" });
}
