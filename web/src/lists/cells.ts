import type { CellList } from "../api/schema.ts";
import { windowAt, windowOf } from "../data/windows.ts";
import type { Setting } from "../data/setting.ts";
import { type Cell, attributesOf } from "../url/cell.ts";
import { daysText, periodName } from "../words/dates.ts";
import { stageName } from "../words/names.ts";
import { countOf } from "../words/numbers.ts";
import { linesAtOnce } from "./lines.ts";
import type { ListPage, ListSource } from "./sources.ts";
import { dayOfKey } from "../calendar/periods.ts";
import { nowOfCell, whenOf } from "./count-clusters.ts";

/** The clusters of a cohort that were active so many periods later; with `lost`, those that were not. */
export const cohort: ListSource = {
  asks: (cell, setting) => [
    {
      path: "/api/v1/retention/clusters",
      params: {
        ...plainOf(cell, setting),
        cohort: cell["cohort"],
        age: Number(cell["age"] ?? 0),
        lost: cell["lost"] === "yes" ? true : undefined,
      },
    },
  ],
  page: (answer) => pageOf(answer as CellList),
  title(found, cell, setting) {
    const name = nameOf(cell["cohort"], cell, setting);
    const age = Number(cell["age"] ?? 0);
    if (age === 0) return `${countOf(found, "cluster")} first active in ${name}${stageOf(cell)}`;
    const verb = cell["lost"] === "yes" ? "not active" : "active";
    return `${countOf(found, "cluster")} first active in ${name}${stageOf(cell)}, ${verb} ${age} later`;
  },
};

/** The clusters with so many active days in a period: `days` is a number, or `from-to`, or `from+`. */
export const levels: ListSource = {
  asks(cell, setting) {
    const { level, cuts } = levelOf(cell["days"] ?? "0");
    return [
      {
        path: "/api/v1/levels/clusters",
        params: { ...plainOf(cell, setting), in: cell["period"], level, levels: cuts },
      },
    ];
  },
  page: (answer) => pageOf(answer as CellList),
  title(found, cell, setting) {
    const days = cell["days"] ?? "0";
    const words =
      days === "0" ? "not active" : `with ${days.replace("-", "\u2013")} active ${days === "1" ? "day" : "days"}`;
    return `${countOf(found, "cluster")} ${words}${stageOf(cell)}, ${whenOf(cell, setting)}`;
  },
};

function plainOf(cell: Cell, setting: Setting): Readonly<Record<string, unknown>> {
  const { by: _, ...plain } = setting.base;
  return {
    ...plain,
    ...(cell["kind"] === undefined ? {} : { period: cell["kind"] }),
    ...nowOfCell(cell, setting),
    "of-stage": cell["stage"],
    of: attributesOf(cell),
    limit: linesAtOnce,
  };
}

function pageOf(list: CellList): ListPage {
  const rows = list.clusters.map((each) => ({
    key: each.cluster,
    name: each.name ?? each.cluster,
    stage: null,
    owner: each.owner,
    status: null,
    facts: daysText(each.days),
    reason: countOf(each.events, "activity", "activities"),
  }));
  return { rows, count: list.count, next: list.next };
}

/** How the API is asked for a number of days, or for a stretch of them. */
function levelOf(days: string): { readonly level: string; readonly cuts: string | undefined } {
  const [, from = "0", end] = /^(\d+)(\+|-\d+)?$/.exec(days) ?? [];
  if (end === undefined) return { level: from, cuts: undefined };
  // Whoever is below the first cut is dormant.
  if (from === "0") return { level: "dormant", cuts: `beyond:${Number(end.slice(1)) + 1}` };
  const beyond = end === "+" ? "" : `,beyond:${Number(end.slice(1)) + 1}`;
  const below = Number(from) > 1 ? "below:1," : "";
  return { level: "these", cuts: `${below}these:${from}${beyond}` };
}

function nameOf(key: string | undefined, cell: Cell, setting: Setting): string {
  const day = dayOfKey(key ?? "");
  if (day === null) return key ?? "";
  const { span } = windowAt(cell["kind"] ?? setting.kind, day, setting.cut);
  return periodName(windowOf(span, setting.cut).span, setting.cut);
}

function stageOf(cell: Cell): string {
  return cell["stage"] === undefined ? "" : ` in ${stageName(cell["stage"])}`;
}
