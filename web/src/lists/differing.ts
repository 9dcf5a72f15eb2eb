import type { Gets } from "../api/schema.ts";
import { daysText } from "../words/dates.ts";
import { stageName, statusName } from "../words/names.ts";
import { countOf } from "../words/numbers.ts";
import { whenOf } from "./count-clusters.ts";
import { linesAtOnce } from "./lines.ts";
import type { ListSource } from "./sources.ts";

type Answer = Gets["/api/v1/difference/clusters"]["answer"];
type Part = "only_a" | "only_b" | "both";

const parts: Readonly<Record<string, readonly Part[]>> = {
  a: ["only_a", "both"],
  b: ["only_b", "both"],
  only_a: ["only_a"],
  only_b: ["only_b"],
  both: ["both"],
};
// A reason is chosen here, from the list of all: it must be there whole.
const whole = 999_999;

/** The clusters behind a number of two definitions that are laid over one another. */
export const differing: ListSource = {
  asks: (cell, { base }) =>
    (parts[cell["part"] ?? ""] ?? []).map((part) => ({
      path: "/api/v1/difference/clusters" as const,
      params: {
        ...(base.filter === undefined ? {} : { filter: base.filter }),
        ...(base.now === undefined ? {} : { now: base.now }),
        ...(base["as-of"] === undefined ? {} : { "as-of": base["as-of"] }),
        a: cell["a"],
        b: cell["b"],
        in: cell["period"],
        part,
        "of-stage": cell["stage"],
        limit: cell["why"] === undefined ? linesAtOnce : whole,
      },
    })),
  page(answer, cell) {
    const list = answer as Answer;
    const { why } = cell;
    const clusters = why === undefined ? list.clusters : list.clusters.filter((each) => each.why === why);
    const rows = clusters.map((each) => {
      const counting = each.part === "only_b" ? each.b : each.a;
      const other = each.part === "only_b" ? each.a : each.b;
      return {
        key: each.cluster,
        name: each.name ?? each.cluster,
        stage: counting.stage,
        owner: each.owner,
        status: counting.status === null ? null : statusName(counting.status),
        facts: daysText(counting.days),
        reason:
          each.part === "both"
            ? counting.reason
            : `By “${each.part === "only_a" ? cell["b"] : cell["a"]}”: ${other.reason}`,
      };
    });
    return { rows, count: why === undefined ? list.count : rows.length, next: list.next };
  },
  title(found, cell, setting) {
    const { a = "", b = "", part = "", stage } = cell;
    const by: Readonly<Record<string, string>> = {
      a: `counted by “${a}”`,
      b: `counted by “${b}”`,
      only_a: `counted by “${a}” alone`,
      only_b: `counted by “${b}” alone`,
      both: "counted by both",
    };
    const among = stage === undefined ? "" : ` in ${stageName(stage)}`;
    return `${countOf(found, "cluster")}${among} ${by[part] ?? ""}, ${whenOf(cell, setting)}`;
  },
};
