import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { flatLedger, ledgerRows } from "../format/flat-ledger.ts";
import { definitionsOf } from "../project/definitions.ts";
import type { StoreStatus } from "../store/store.ts";
import { suggestion } from "../text/nearest.ts";
import { formatInstant } from "../time/instant.ts";
import { next } from "./answers.ts";
import { count, text } from "./parameters.ts";
import {
  checkAnswer,
  definitionAboutAnswer,
  definitionVersionAnswer,
  definitionsAnswer,
  ledgerAnswer,
  sourcesAnswer,
  statusAnswer,
} from "./project-answers.ts";
import { type Route, route } from "./route.ts";

const tag = "Project";

/** What the project is: its definitions, its sources, what its store holds, and what changed or looks wrong. */
export const projectRoutes: readonly Route[] = [
  route("/definitions", {
    tag,
    says: "The definitions that can be asked for, the project's own and the published ones, in words.",
    answer: definitionsAnswer,
    list: "definitions",
    reply: async ({ signal }, { project, now }) => {
      const { value } = await project.read(signal, async ({ model }) => definitionsOf(model, now()));
      return { json: { definitions: value } };
    },
  }),
  route("/definitions/{name}", {
    tag,
    says: "One definition, with every choice it makes.",
    params: { name: z.string().openapi({ example: "stage-rate" }) },
    answer: definitionAboutAnswer,
    problems: [404],
    reply: async ({ params, signal }, { project, now }) => {
      const { value } = await project.read(signal, async ({ model }) => definitionsOf(model, now()));
      const found = value.find(({ name }) => name === params.name);
      if (found !== undefined) return { json: found };
      throw new SmacError("API_NOT_FOUND", `there is no definition “${params.name}”`, {
        hint: suggestion(
          params.name,
          value.map(({ name }) => name),
        ),
      });
    },
  }),
  route("/definitions/{name}/versions", {
    tag,
    says: "How a definition was written whenever its numbers were recorded after a load, the present one first; empty: none was.",
    params: { name: z.string().openapi({ example: "smac" }) },
    answer: z.strictObject({ versions: z.array(definitionVersionAnswer), next }),
    list: "versions",
    problems: [409],
    reply: async ({ params, signal }, { project }) => {
      const { value } = await project.read(signal, (opened) => opened.definitionVersions(params.name));
      return { json: { versions: value } };
    },
  }),
  route("/status", {
    tag,
    says: "What the store holds, and how fresh it is.",
    answer: statusAnswer,
    problems: [409],
    reply: async ({ signal }, { project }) => {
      const { value } = await project.read(signal, (opened) => opened.status());
      return { json: statusOf(value) };
    },
  }),
  route("/ledger", {
    tag,
    says: "Past numbers that changed: was, is, when, by which load.",
    query: { definition: text("only this definition"), load: count("only changes by this load") },
    answer: ledgerAnswer,
    exports: true,
    list: "changes",
    problems: [409],
    reply: async ({ query, signal }, { project }) => {
      const filter = {
        ...(query.definition === undefined ? {} : { definition: query.definition }),
        ...(query.load === undefined ? {} : { loadId: query.load }),
      };
      const { value } = await project.read(signal, (opened) => opened.ledger(filter));
      return { json: { changes: ledgerRows(value) }, table: { name: "ledger", flat: () => flatLedger(value) } };
    },
  }),
  route("/check", {
    tag,
    says: "What looks wrong in the data.",
    answer: checkAnswer,
    problems: [409],
    reply: async ({ signal }, { project }) => {
      const { value } = await project.read(signal, (opened) => opened.check());
      return { json: { findings: value } };
    },
  }),
  route("/sources", {
    tag,
    says: "Where the project's rows come from: files and connected systems.",
    answer: sourcesAnswer,
    reply: async ({ signal }, { project }) => {
      const { value } = await project.read(signal, async ({ model }) => ({
        files: model.sources.map(({ name, files, through }) => ({ name, files, through })),
        connections: model.connections.map(({ name, type, title }) => ({
          name,
          type,
          title,
          streams: model.streams.filter(({ connection }) => connection === name).map(({ stream }) => stream),
        })),
      }));
      return { json: value };
    },
  }),
];

function statusOf({
  sources,
  connections,
  pendingLoads,
  outdated,
  rowsSince,
}: StoreStatus): z.infer<typeof statusAnswer> {
  const at = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    sources: sources.map(({ lastLoad, missing, ...rest }) => ({
      ...rest,
      missing: [...missing],
      last_load:
        lastLoad === null
          ? null
          : { load: lastLoad.loadId, path: lastLoad.path, finished: formatInstant(lastLoad.finished) },
    })),
    connections: connections.map(({ budget, through, streams, connection, system }) => ({
      connection,
      system,
      through: at(through),
      budget:
        budget === null
          ? null
          : {
              of: budget.of,
              limit: budget.limit,
              remaining: budget.remaining,
              resets: at(budget.resets),
              heard: formatInstant(budget.heard),
            },
      streams: streams.map((one) => ({
        stream: one.stream,
        rows: one.rows,
        forgotten: one.forgotten,
        rejected: one.rejected,
        through: at(one.through),
        cursor_at: at(one.cursorAt),
        reading_since: at(one.readingSince),
        changed: at(one.changed),
        error: one.error === null ? null : { code: one.error.code, message: one.error.message, at: at(one.error.at) },
      })),
    })),
    pending_loads: pendingLoads,
    outdated,
    rows_since: at(rowsSince),
  };
}
