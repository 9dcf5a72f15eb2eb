import { z } from "@hono/zod-openapi";
import type { Answered } from "../project/project.ts";
import type { CellList, MoveList } from "../query/cell-list.ts";
import type { FlatTable } from "../query/flat-table.ts";
import {
  flatCellList,
  flatConversion,
  flatLevels,
  flatMatrix,
  flatMoveList,
  flatRetention,
  flatStickiness,
  flatTransitions,
} from "../format/flat-measures.ts";
import {
  cellListAnswer,
  conversionAnswer,
  levelsAnswer,
  matrixAnswer,
  moveListAnswer,
  retentionAnswer,
  stickinessAnswer,
  transitionsAnswer,
} from "./measure-answers.ts";
import {
  askOf,
  askParameters,
  filterParameter,
  cellOf,
  cellParameters,
  choice,
  count,
  inParameter,
  listAskOf,
  ofParameter,
  text,
  yesNo,
} from "./parameters.ts";
import { withNotes } from "./question-routes.ts";
import { type Reply, type Route, route } from "./route.ts";
import type { Turned } from "./shared-project.ts";

const tag = "Measures";
const dayEvents = { "day-events": count("a day is active from so many activities on (default: 1)") };
const levelCuts = { levels: text("where levels begin, in active days, with names or without (default: 1,4,15)") };

// Entries are told of stages as a whole.
const { by: _by, ...unsplitParameters } = askParameters;
const conversionParameters = {
  "within-days": count("within so many days of 24 hours (default: 90)"),
  into: text("into this stage or one after it (default: the next)"),
};

/** An answer as JSON and as the table that is made of it. */
function told<T extends object>(name: string, turned: Turned<Answered<T>>, flat: (answer: T) => FlatTable): Reply {
  const { answer } = turned.value;
  return { json: withNotes(answer, turned), table: { name, flat: () => flat(answer) } };
}

function listed(turned: Turned<Answered<CellList>>): Reply {
  return told(turned.value.answer.measure, turned, flatCellList);
}

const tables: readonly Route[] = [
  route("/retention", {
    tag,
    says: "Who of each cohort of newly active clusters was active so many periods later.",
    query: { ...askParameters, ...filterParameter },
    answer: retentionAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) =>
      told("retention", await project.read(signal, (opened) => opened.retention(askOf(query))), flatRetention),
  }),
  route("/levels", {
    tag,
    says: "Clusters by their number of active days.",
    query: { ...askParameters, ...filterParameter, ...inParameter, ...levelCuts, ...dayEvents },
    answer: levelsAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) => {
      const request = { levels: query.levels, dayEvents: query["day-events"] };
      return told("levels", await project.read(signal, (opened) => opened.levels(askOf(query), request)), flatLevels);
    },
  }),
  route("/stickiness", {
    tag,
    says: "On how many days of the period active clusters are active.",
    query: { ...askParameters, ...filterParameter, ...inParameter, ...dayEvents },
    answer: stickinessAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) => {
      const request = { dayEvents: query["day-events"] };
      const turned = await project.read(signal, (opened) => opened.stickiness(askOf(query), request));
      return told("stickiness", turned, flatStickiness);
    },
  }),
  route("/transitions", {
    tag,
    says: "Moves between stages, conversion, and time in stage.",
    query: { ...askParameters, ...filterParameter, ...inParameter },
    answer: transitionsAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) =>
      told("transitions", await project.read(signal, (opened) => opened.transitions(askOf(query))), flatTransitions),
  }),
  route("/conversion", {
    tag,
    says: "Of those that entered a stage in a period, how many went on within so many days of their entry.",
    query: { ...unsplitParameters, ...filterParameter, ...inParameter, ...conversionParameters },
    answer: conversionAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) => {
      const request = { days: query["within-days"], into: query.into };
      const turned = await project.read(signal, (opened) => opened.conversion(askOf(query), request));
      return told("conversion", turned, flatConversion);
    },
  }),
  route("/matrix", {
    tag,
    says: "Which clusters use which products, the most engaged first.",
    query: {
      ...askParameters,
      ...filterParameter,
      ...inParameter,
      ...cellParameters,
      cells: choice("what stands in a cell: active days or activities (default: days)", ["days", "events"]),
      top: count("so many clusters have a line of their own (default: 20)"),
      all: yesNo("every cluster has a line of its own"),
    },
    answer: matrixAnswer,
    exports: true,
    reply: async ({ query, signal }, { project }) => {
      const top = query.all === true ? null : query.top;
      const request = { ...cellOf(query), cells: query.cells ?? "days", ...(top === undefined ? {} : { top }) };
      return told("matrix", await project.read(signal, (opened) => opened.matrix(askOf(query), request)), flatMatrix);
    },
  }),
];

const lists: readonly Route[] = [
  route("/retention/clusters", {
    tag,
    says: "The clusters of a cohort that were, or were not, active so many periods later.",
    query: {
      ...askParameters,
      ...filterParameter,
      ...cellParameters,
      cohort: z
        .string()
        .max(100)
        .openapi({ param: { description: "the cohort's period" }, example: "2026-01" }),
      age: count("… that were active so many periods later (default: 0)"),
      lost: yesNo("… that were not active then"),
    },
    answer: cellListAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, { project }) => {
      const { cohort, age, lost } = query;
      const request = { ...cellOf(query), cohort, age, lost };
      return listed(await project.read(signal, (opened) => opened.retentionList(listAskOf(query), request)));
    },
  }),
  route("/levels/clusters", {
    tag,
    says: "The clusters of a level.",
    query: {
      ...askParameters,
      ...filterParameter,
      ...inParameter,
      ...cellParameters,
      ...levelCuts,
      ...dayEvents,
      level: z
        .string()
        .max(100)
        .openapi({ param: { description: "the name of a level, or an exact number of days" }, example: "dormant" }),
    },
    answer: cellListAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, { project }) => {
      const { levels, level } = query;
      const request = { ...cellOf(query), levels, level, dayEvents: query["day-events"] };
      return listed(await project.read(signal, (opened) => opened.levelsList(listAskOf(query), request)));
    },
  }),
  route("/stickiness/clusters", {
    tag,
    says: "The active clusters of one number with their days.",
    query: { ...askParameters, ...filterParameter, ...inParameter, ...cellParameters, ...dayEvents },
    answer: cellListAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, { project }) => {
      const request = { ...cellOf(query), dayEvents: query["day-events"] };
      return listed(await project.read(signal, (opened) => opened.stickinessList(listAskOf(query), request)));
    },
  }),
  route("/transitions/moves", {
    tag,
    says: "The moves of one period, one by one.",
    query: {
      ...askParameters,
      ...filterParameter,
      ...inParameter,
      ...ofParameter,
      "out-of": text("… out of this stage; “none”: clusters that had none"),
      into: text("… into this stage; “none”: clusters that left the journey"),
      could: yesNo("… instead of moves, the clusters that could have moved out of the stage"),
    },
    answer: moveListAnswer,
    exports: true,
    list: "clusters",
    reply: async ({ query, signal }, { project }) => {
      const request = { from: query["out-of"], to: query.into, could: query.could, by: query.of };
      const turned: Turned<Answered<MoveList>> = await project.read(signal, (opened) =>
        opened.transitionsList(askOf(query), request),
      );
      return told("moves", turned, flatMoveList);
    },
  }),
];

const conversionList: Route = route("/conversion/clusters", {
  tag,
  says: "The clusters that entered a stage in a period: when, which stage they went on to in time, and how long it took.",
  query: {
    ...unsplitParameters,
    ...filterParameter,
    ...inParameter,
    ...conversionParameters,
    "of-stage": z
      .string()
      .max(500)
      .openapi({ param: { description: "the stage that was entered" }, example: "lead" }),
    which: choice("those that went on in time, those that did not, or all (default: entered)", [
      "entered",
      "converted",
      "not",
    ]),
  },
  answer: moveListAnswer,
  exports: true,
  list: "clusters",
  reply: async ({ query, signal }, { project }) => {
    const { "of-stage": stage, "within-days": days, into, which } = query;
    const request = { stage, days, into, which };
    const turned: Turned<Answered<MoveList>> = await project.read(signal, (opened) =>
      opened.conversionList(askOf(query), request),
    );
    return told("conversion", turned, flatMoveList);
  },
});

/** The measures, and the lists behind their cells. */
export const measureRoutes: readonly Route[] = [...tables, ...lists, conversionList];
