import { cellWhen, countClusters, whenOf } from "./count-clusters.ts";
import { linesAtOnce } from "./lines.ts";
import type { ListSource } from "./sources.ts";
import { stageName, statusName, valueName } from "../words/names.ts";
import { countOf } from "../words/numbers.ts";
import { attributesOf, type Cell } from "../url/cell.ts";
import type { Setting } from "../data/setting.ts";
import type { Window } from "../data/windows.ts";

/** The clusters of the earlier side of a comparison, cut as the comparison cuts it. `against` is the later period. */
export const compared: ListSource = {
  asks(cell, setting) {
    const stages = cell["stage"] === undefined ? [undefined] : cell["stage"].split(",");
    const values = attributesOf(cell);
    const names = values.map((each) => each.slice(0, each.indexOf("=")));
    const { by: _, ...plain } = setting.base;
    return stages.map((stage) => ({
      path: "/api/v1/comparison/clusters" as const,
      params: {
        ...plain,
        ...(names.length === 0 ? {} : { by: names.join(",") }),
        in: cell["against"],
        compare: cell["period"],
        side: "before",
        "of-stage": stage,
        of: values,
        status: cell["status"],
        limit: linesAtOnce,
      },
    }));
  },
  page: (answer, cell, setting) => countClusters.page(answer, cell, setting),
  title(found, cell, setting) {
    const status = cell["status"] ?? "active";
    const word = status === "all" ? "" : `${statusName(status)} `;
    const stages = cell["stage"]?.split(",") ?? [];
    const stage = stages.length === 1 ? ` in ${stageName(stages[0] ?? null)}` : "";
    const values = attributesOf(cell).map((each) => {
      const at = each.indexOf("=");
      return `, ${each.slice(0, at)} ${valueName(each.slice(at + 1))}`;
    });
    return `${countOf(found, "cluster").replace(/ /, ` ${word}`)}${stage}${values.join("")}, ${whenOf(cell, setting)}`;
  },
};

/** The cell of the earlier side of a comparison. */
export function comparedCell(earlier: Window, later: Window, setting: Setting): Cell {
  return { figure: "compared", ...cellWhen(earlier, setting), against: later.key };
}
