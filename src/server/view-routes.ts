import { basename } from "node:path";
import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { flatClusters } from "../format/flat.ts";
import { flatDifference, flatEvidence, flatTableRows } from "../format/flat-views.ts";
import type { Ask } from "../project/ask.ts";
import { usualDefinition } from "../project/named-question.ts";
import { readyToSort, tableRows } from "../project/table-rows.ts";
import type { Project } from "../project/open-project.ts";
import { type ClusterTable, sortColumns } from "../query/cluster-table.ts";
import { suggestion } from "../text/nearest.ts";
import { formatDay } from "../time/day.ts";
import { formatInstant } from "../time/instant.ts";
import { openZone } from "../time/zone.ts";
import { clustersAnswer } from "./answers.ts";
import {
  askOf,
  askParameters,
  cellOf,
  cellParameters,
  choice,
  filterParameter,
  inParameter,
  names,
  several,
  text,
  yesNo,
} from "./parameters.ts";
import { clusterStatuses, withNotes } from "./question-routes.ts";
import { type Place, type Route, route } from "./route.ts";
import type { Turned } from "./shared-project.ts";
import {
  clusterAnswer,
  comparisonAnswer,
  differenceAnswer,
  differenceListAnswer,
  evidenceAnswer,
  overviewAnswer,
  picksAnswer,
  projectAnswer,
  tableAnswer,
} from "./view-answers.ts";

const tag = "Views";
const asked = { ...askParameters, ...filterParameter, ...inParameter };
const compare = {
  compare: text(
    "with what: like (the period before, cut alike; the default), previous (the whole period before), year (cut alike), none, or the name of a period",
  ),
};
const definitions = {
  a: z
    .string()
    .max(200)
    .openapi({ param: { description: "a definition" }, example: "smac" }),
  b: z
    .string()
    .max(200)
    .openapi({ param: { description: "another" }, example: "stage-rate" }),
};

/** The project, and answers as people look at them: periods side by side, clusters with all that is known of them. */
export const viewRoutes: readonly Route[] = [
  route("/project", {
    tag,
    says: "What the project is: its calendar, its kinds of clusters and stages, and whether anything was read yet.",
    answer: projectAnswer,
    versioned: false,
    reply: async ({ signal }, { project, now }) => {
      const { value } = await project.read(signal, async (opened) => ({
        model: opened.model,
        empty: await opened.isEmpty(),
        last: await opened.lastActivity(),
      }));
      const { model, empty, last } = value;
      const { timezone, weekStart, fiscalStart, calendar, kinds, stages } = model;
      return {
        json: {
          name: basename(project.folder),
          timezone,
          week_start: weekStart,
          fiscal_start: fiscalStart,
          calendar,
          kinds,
          stages: stages?.order ?? null,
          definition: usualDefinition(model),
          empty,
          now: formatInstant(now()),
          today: formatDay(openZone(timezone).localDay(now())),
          last_day: last === null ? null : formatDay(openZone(timezone).localDay(last)),
          data_version: project.version(),
        },
      };
    },
  }),
  route("/overview", {
    tag,
    says: "What an overview shows: the period in focus beside an earlier one, the trend, why it moved, who needs support.",
    query: { ...asked, ...compare },
    answer: overviewAnswer,
    reply: async ({ query, signal }, { project }) => {
      const ask = askOf({ ...query, in: undefined });
      const focus = query.in === undefined ? {} : { from: query.in, to: query.in };
      const turned = await project.read(signal, (opened) => overview(opened, ask, { focus, compare: query.compare }));
      return { json: withNotes(turned.value, turned) };
    },
  }),
  route("/comparison", {
    tag,
    says: "The numbers of one period (default: the current one) and of the earlier one it is fairly compared with, until which instant.",
    query: { ...asked, ...compare },
    answer: comparisonAnswer,
    reply: async ({ query, signal }, { project }) => {
      const turned = await project.read(signal, (opened) =>
        opened.comparison(askOf(query), { compare: query.compare }),
      );
      return { json: withNotes(turned.value.answer, turned) };
    },
  }),
  route("/comparison/clusters", {
    tag,
    says: "The list behind a number of a comparison: as many clusters as the number says.",
    query: {
      ...asked,
      ...compare,
      ...cellParameters,
      side: choice("of which period (default: now)", ["now", "before"]),
      status: choice("which clusters (default: active)", clusterStatuses),
    },
    answer: clustersAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, { project }) => {
      const { side = "now", status = "active" } = query;
      const request = { ...cellOf(query), status, side, compare: query.compare };
      const turned = await project.read(signal, (opened) => opened.comparedClusters(askOf(query), request));
      const { list } = turned.value.answer;
      return { json: withNotes(list, turned), table: { name: "clusters", flat: () => flatClusters(list) } };
    },
  }),
  route("/table", {
    tag,
    says: "Every cluster of a period's population with what a person wants to see of it; searched, chosen and sorted here.",
    query: {
      ...asked,
      find: text("part of a name or key"),
      status: choice("only these", ["active", "inactive", "new", "retained", "resurrected", "dormant"]),
      stage: several("only in this stage; repeat it for several; empty: in none"),
      owner: several("only of this owner; repeat it for several; empty: of none"),
      support: yesNo("only those that need support"),
      sort: names(`columns, - before one turns it round: ${sortColumns.join(", ")}`),
    },
    answer: tableAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, place) => {
      const { find, status, stage: stages, owner: owners, support, sort, ...rest } = query;
      const unknown = sort?.find((name) => !sortColumns.includes(name.replace(/^-/, "")));
      if (unknown !== undefined)
        throw new SmacError("API_BAD_PARAMETER", `sort: there is no column “${unknown.slice(0, 60)}”`, {
          hint: suggestion(unknown, sortColumns),
        });
      const turned = await keptTable(place, askOf(rest), signal);
      const table = turned.value;
      const request = { find, status, stages, owners, support, sort };
      const clusters = await tableRows(table, request);
      void readyToSort(table, () => isKept(place, turned)).catch(() => undefined);
      const { clusters: all, ...about } = table;
      const counted = { all: all.length, support: all.filter((one) => one.needs_support).length };
      return {
        json: withNotes({ ...about, ...counted, count: clusters.length, clusters }, turned),
        table: { name: "clusters", flat: () => flatTableRows(clusters, table) },
      };
    },
  }),
  route("/clusters/{key}", {
    tag,
    says: "One cluster: its timeline, its members and products, and why it counts or does not in each period (default: the last twelve).",
    query: { ...askParameters },
    params: { key: z.string().openapi({ example: "oak" }) },
    answer: clusterAnswer,
    problems: [404],
    reply: async ({ query, params, signal }, { project }) => {
      const turned = await project.read(signal, (opened) => opened.cluster(askOf(query), params.key));
      return { json: withNotes(turned.value.answer, turned) };
    },
  }),
  route("/clusters/{key}/evidence", {
    tag,
    says: "The rows that say what a cluster did in a period, the latest first: from which source, load and file each comes.",
    query: { ...askParameters, ...inParameter },
    params: { key: z.string().openapi({ example: "oak" }) },
    answer: evidenceAnswer,
    exports: true,
    list: "rows",
    problems: [404],
    reply: async ({ query, params, signal }, { project }) => {
      const turned = await project.read(signal, (opened) => opened.evidence(askOf(query), params.key));
      const { rows } = turned.value;
      return { json: withNotes(turned.value, turned), table: { name: "evidence", flat: () => flatEvidence(rows) } };
    },
  }),
  route("/difference", {
    tag,
    says: "Two definitions over the same data: how many clusters each counts, how many only one does, and why.",
    query: { ...definitions, ...asked },
    answer: differenceAnswer,
    reply: async ({ query, signal }, { project }) => {
      const { a, b, ...rest } = query;
      const turned = await project.read(signal, (opened) =>
        opened.difference({ ...askOf(rest), definition: a }, { definition: b }),
      );
      return { json: withNotes(turned.value.answer, turned) };
    },
  }),
  route("/difference/clusters", {
    tag,
    says: "The clusters behind a number of a difference, each with how it stands by both definitions.",
    query: {
      ...definitions,
      ...asked,
      part: choice("which (default: all that either counts)", ["only_a", "only_b", "both"]),
      "of-stage": text("in this stage (default: all)"),
    },
    answer: differenceListAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, { project }) => {
      const { a, b, part, "of-stage": stage, ...rest } = query;
      const request = { definition: b, part, stage };
      const turned = await project.read(signal, (opened) =>
        opened.differenceList({ ...askOf(rest), definition: a }, request),
      );
      const { answer } = turned.value;
      return {
        json: withNotes(answer, turned),
        table: { name: "difference", flat: () => flatDifference(answer.clusters) },
      };
    },
  }),
  route("/picks", {
    tag,
    says: "What there is to choose from: stages, attributes with their values, owners, products.",
    query: { ...askParameters, ...filterParameter },
    answer: picksAnswer,
    reply: async ({ query, signal }, { project }) => {
      const turned = await project.read(signal, (opened) => opened.picks(askOf(query)));
      return { json: withNotes(turned.value.answer, turned) };
    },
  }),
];

const supportShown = 12;

/** Each part alone: one that cannot be does not take the others along. */
async function overview(
  project: Project,
  ask: Ask,
  { focus, compare: how }: { readonly focus: Ask; readonly compare: string | undefined },
) {
  const { answer: comparison } = await project.comparison({ ...ask, ...focus }, { compare: how });
  const { answer: trend } = await project.report({ ...ask, ...(ask.from === undefined ? comparison.around : {}) });
  const whyNot: { part: "explanation" | "support"; code: string; detail: string }[] = [];
  const tried = async <T>(part: "explanation" | "support", work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SmacError) || error.recovery === "abort") throw error;
      whyNot.push({ part, code: error.code, detail: error.message });
      return null;
    }
  };
  const { now, before } = comparison;
  const explanation =
    before === null
      ? null
      : await tried("explanation", async () => {
          const { answer } = await project.explain({ ...ask, from: before.name, to: now.name });
          return { from: answer.from, to: answer.to, count: answer.count, rate: answer.rate };
        });
  const support = await tried("support", async () => {
    const { answer } = await project.clusterTable({ ...ask, ...focus });
    const clusters = await tableRows(answer, { support: true, sort: ["trend", "-events"] });
    return { count: clusters.length, weeks: answer.weeks, clusters: clusters.slice(0, supportShown) };
  });
  return { comparison, trend, explanation, support, why_not: whyNot };
}

const kept = new WeakMap<Place["project"], Map<string, Turned<ClusterTable>>>();

/** The table of a question; the last few are kept, so that searching and sorting ask the engine nothing. */
async function keptTable({ project, now }: Place, ask: Ask, signal: AbortSignal): Promise<Turned<ClusterTable>> {
  const key = JSON.stringify([project.version(), Math.floor(now() / 900_000_000), ask]);
  const own = kept.get(project) ?? new Map<string, Turned<ClusterTable>>();
  kept.set(project, own);
  const known = own.get(key);
  if (known !== undefined) return known;
  const { value, notes } = await project.read(signal, (opened) => opened.clusterTable(ask));
  const turned = { value: value.answer, notes };
  own.set(key, turned);
  const oldest = own.keys().next().value;
  if (own.size > 2 && oldest !== undefined) own.delete(oldest);
  return turned;
}

function isKept({ project }: Place, turned: Turned<ClusterTable>): boolean {
  return [...(kept.get(project)?.values() ?? [])].includes(turned);
}
