import type { Explanation } from "../api/schema.ts";
import { toldOf } from "../figures/bridge/told.ts";
import type { Cell } from "../url/cell.ts";
import { countOf, signedCount, signedPoints } from "../words/numbers.ts";
import { windowText } from "../words/windows.ts";
import type { ListSource } from "./sources.ts";

const partNames: Readonly<Record<string, string>> = {
  behaviour: "whose behaviour changed",
  mix: "that changed stage",
  entry: "that came",
  exit: "that left",
  "entry-exit": "that came or left",
  restated: "whose data were corrected",
  definition: "that the definition counts otherwise",
};

/** The clusters of one part of an explanation: all, or with `way` those that took from the number or added to it. */
export const explained: ListSource = {
  asks(cell, setting) {
    const { focus, compared } = setting;
    if (compared === null) return [];
    const { by: _by, ...plain } = setting.base;
    return [
      {
        path: "/api/v1/explanation",
        params: {
          ...plain,
          from: compared.key,
          to: focus.key,
          ...toldOf(cell),
        },
      },
    ];
  },
  page(answer, cell) {
    const { names } = answer as Explanation;
    const inPoints = cell["of"] === "rate";
    const rows = sharesOf(answer as Explanation, cell).map(([key, share]) => ({
      key,
      name: names[key] ?? key,
      stage: null,
      owner: null,
      status: null,
      facts: factsOf(share, inPoints),
      reason: share < 0 ? "takes from the number" : "adds to the number",
    }));
    return { rows, count: rows.length, next: null };
  },
  title(found, cell, setting) {
    const name = partNames[cell["part"] ?? ""] ?? "";
    const way = { down: ", fewer", up: ", more" }[cell["way"] ?? ""] ?? "";
    const { focus, compared, cut } = setting;
    const then = compared === null || compared.key === focus.key ? "" : ` against ${windowText(compared, cut)}`;
    return `${countOf(found, "cluster")} ${name}${way}, ${windowText(focus, cut)}${then}`;
  },
};

/** The clusters of a part with their shares, the largest first; with a way, those of one sign. */
export function sharesOf(
  explanation: Pick<Explanation, "clusters" | "rate_clusters">,
  cell: Cell,
): readonly (readonly [string, number])[] {
  const part = cell["part"] ?? "behaviour";
  const parts = part === "entry-exit" ? ["entry", "exit"] : [part];
  const of = cell["of"] === "rate" ? (explanation.rate_clusters ?? {}) : explanation.clusters;
  const way = cell["way"];
  return parts
    .flatMap((each) => Object.entries(of[each] ?? {}))
    .filter(([, share]) => Math.abs(share) > 1e-12 && (way === undefined || share > 0 === (way === "up")))
    .toSorted((a, b) => Math.abs(b[1]) - Math.abs(a[1]) || (a[0] < b[0] ? -1 : 1));
}

function factsOf(share: number, inPoints: boolean): string {
  if (inPoints) return `${Math.abs(share) < 0.0005 ? "under 0.1" : signedPoints(share * 100)} pts`;
  return Number.isInteger(share) ? signedCount(share) : share.toFixed(2).replace("-", "\u2212");
}
