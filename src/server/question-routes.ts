import { z } from "@hono/zod-openapi";
import type { Answered } from "../project/project.ts";
import { flatRanking } from "../format/flat-ranking.ts";
import { flatClusters, flatExplanation, flatRows } from "../format/flat.ts";
import { reportMarkdown } from "../format/markdown.ts";
import { rankClusters } from "../query/rank.ts";
import { clustersAnswer, explanationAnswer, rankingAnswer, reportAnswer, sqlAnswer } from "./answers.ts";
import {
  askOf,
  askParameters,
  filterParameter,
  cellOf,
  cellParameters,
  choice,
  inParameter,
  text,
} from "./parameters.ts";
import { type Route, route } from "./route.ts";
import type { Turned } from "./shared-project.ts";

const tag = "Questions";
/** From so many stretches of activity on a page of a list is sooner told than all of it. */
const longList = 20_000;
/** The statuses that a list can be asked for. */
export const clusterStatuses = [
  "active",
  "inactive",
  "new",
  "retained",
  "resurrected",
  "dormant",
  "moved",
  "all",
] as const;

/** An answer with what a careful reader should know beside it. */
export function withNotes<T extends object>(json: T, { notes }: Pick<Turned<unknown>, "notes">): T {
  return notes.length === 0 ? json : { ...json, notes };
}

/** The numbers, the lists behind them, why they changed, and their statements. */
export const questionRoutes: readonly Route[] = [
  route("/report", {
    tag,
    says: "How many clusters were active, period by period and stage by stage.",
    query: { ...askParameters, ...filterParameter },
    answer: reportAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) => {
      const turned = await project.report(signal, askOf(query));
      const { answer } = turned.value;
      return {
        json: withNotes(answer, turned),
        table: {
          name: "report",
          flat: () => flatRows(answer),
          markdown: () => reportMarkdown(answer),
          xlsx: async () => (await import("../format/xlsx.ts")).reportXlsx(answer),
        },
      };
    },
  }),
  route("/clusters", {
    tag,
    says: "The list behind one number of a report: as many clusters as the number says.",
    query: {
      ...askParameters,
      ...filterParameter,
      ...inParameter,
      ...cellParameters,
      status: choice("which clusters (default: active)", clusterStatuses),
    },
    answer: clustersAnswer,
    exports: true,
    list: "clusters",
    byPage: true,
    reply: async ({ query, signal, page }, { project }) => {
      const own = page === undefined ? undefined : { ...page, least: longList };
      const request = { ...cellOf(query), status: query.status ?? "active", page: own };
      const turned = await project.read(signal, (opened) => opened.clusters(askOf(query), request));
      const { list, lines } = turned.value.answer;
      return { json: withNotes(list, turned), lines, table: { name: "clusters", flat: () => flatClusters(list) } };
    },
  }),
  route("/ranking", {
    tag,
    says: "The clusters by engagement, the most engaged or those that need support first, with reasons.",
    query: {
      ...askParameters,
      ...filterParameter,
      ...inParameter,
      ...cellParameters,
      rank: choice("which come first (default: engaged)", ["engaged", "support"]),
    },
    answer: rankingAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, { project }) => {
      const order = query.rank ?? "engaged";
      const request = { ...cellOf(query), status: "all" as const };
      const turned = await project.read(signal, (opened) => opened.clusters(askOf(query), request));
      const { list, facts } = turned.value.answer;
      const clusters = rankClusters(facts, order, !list.period.complete);
      return {
        json: withNotes({ period: list.period, stage: list.stage, order, clusters }, turned),
        table: { name: "ranking", flat: () => flatRanking(clusters) },
      };
    },
  }),
  route("/explanation", {
    tag,
    says: "Why the number changed between two periods: parts that add up exactly, each opened into its clusters.",
    query: {
      ...askParameters,
      ...filterParameter,
      from: z
        .string()
        .max(100)
        .openapi({ param: { description: "the earlier period" }, example: "2026-09" }),
      to: z
        .string()
        .max(100)
        .openapi({ param: { description: "the later period" }, example: "2026-10" }),
      // A text under this name, as the flag has it; nothing that could be called.
      // oxlint-disable-next-line unicorn/no-thenable
      then: text("the earlier number was told with what was known then: adds the part “restated”"),
      "then-definition": text("the earlier number was told by this definition: adds the part “definition”"),
    },
    answer: explanationAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) => {
      const { from, to } = query;
      const ask = askOf(query);
      const [asOf, definition] = [query.then, query["then-definition"]];
      const then = asOf === undefined && definition === undefined ? undefined : { asOf: asOf ?? ask.asOf, definition };
      const turned = await project.read(signal, (opened) => opened.explain({ ...ask, from, to }, then));
      const { answer, names } = turned.value;
      const told = [answer.clusters, answer.rate_clusters ?? {}].flatMap((parts) =>
        Object.values(parts).flatMap((clusters) => Object.keys(clusters)),
      );
      const known = told.flatMap((cluster) => {
        const name = names.get(cluster);
        return name === undefined ? [] : [[cluster, name] as const];
      });
      return {
        json: withNotes({ ...answer, names: Object.fromEntries(known) }, turned),
        table: { name: "explanation", flat: () => flatExplanation(answer) },
      };
    },
  }),
  route("/sql", {
    tag,
    says: "The statements behind a report, in the order they run, with the values they are given.",
    query: { ...askParameters, ...filterParameter },
    answer: sqlAnswer,
    reply: async ({ query, signal }, { project }) => {
      const turned = await project.read(signal, (opened) => opened.report(askOf(query)));
      return { json: withNotes({ statements: statementsOf(turned.value) }, turned) };
    },
  }),
];

/** Whole numbers of any size are texts, since JSON's are not whole beyond 2⁵³. */
function statementsOf({ statements }: Answered<unknown>) {
  return statements.map(({ sql, params }) => ({
    sql,
    values: params.map(({ type, value }) => (type === "int" && value !== null ? String(value) : (value as never))),
  }));
}
