import type { MoveList } from "../api/schema.ts";
import { localDay } from "../calendar/days.ts";
import { dayText, daysText } from "../words/dates.ts";
import { stageName } from "../words/names.ts";
import { countOf } from "../words/numbers.ts";
import type { Cell } from "../url/cell.ts";
import { whenOf } from "./count-clusters.ts";
import { linesAtOnce } from "./lines.ts";
import type { ListSource } from "./sources.ts";

/** The moves between stages behind a number: out of `from`, into `to`; `none` stands for before and after all stages. */
export const moves: ListSource = {
  asks(cell, setting) {
    const { by: _, ...plain } = setting.base;
    return [
      {
        path: "/api/v1/transitions/moves",
        params: {
          ...plain,
          in: cell["period"],
          "out-of": cell["from"],
          into: cell["to"],
          could: cell["could"] === "yes" ? true : undefined,
          limit: linesAtOnce,
        },
      },
    ];
  },
  page(answer, cell, setting) {
    const list = answer as MoveList;
    const rows = list.clusters.map((each, index) => {
      const day = each.at === null ? null : localDay(Date.parse(each.at), setting.zone);
      const held = each.held_days === null ? null : daysText(Math.round(each.held_days));
      return {
        key: `${each.cluster} ${index}`,
        name: each.name ?? each.cluster,
        stage: cell["could"] === "yes" ? each.from : each.to,
        owner: each.owner,
        status: null,
        facts: day === null ? "" : `on ${dayText(day, setting.cut)}`,
        reason: cell["could"] === "yes" ? "held the stage, or entered it in the period" : reasonOf(each, held),
      };
    });
    return { rows, count: list.count, next: list.next };
  },
  title(found, cell, setting) {
    if (cell["could"] === "yes")
      return `${countOf(found, "cluster")} that could have left ${stageName(cell["from"] ?? null)}, ${whenOf(cell, setting)}`;
    return `${countOf(found, "move")}${ends(cell)}, ${whenOf(cell, setting)}`;
  },
};

function reasonOf(move: MoveList["clusters"][number], held: string | null): string {
  const after = held === null ? "" : ` after ${held}`;
  if (move.from === null) return `came in as ${stageName(move.to)}`;
  if (move.to === null) return `left from ${stageName(move.from)}${after}`;
  return `${stageName(move.from)} to ${stageName(move.to)}${after}`;
}

function ends(cell: Cell): string {
  const [from, to] = [cell["from"], cell["to"]];
  if (from === "none") return to === undefined ? " into the journey" : ` into ${stageName(to)} from outside`;
  if (to === "none") return from === undefined ? " out of the journey" : ` out of ${stageName(from)} and the journey`;
  return `${from === undefined ? "" : ` from ${stageName(from)}`}${to === undefined ? "" : ` to ${stageName(to)}`}`;
}
