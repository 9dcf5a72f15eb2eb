import type { Explanation } from "../api/schema.ts";
import { isoDay } from "../calendar/days.ts";
import { daysOf } from "../data/windows.ts";
import { countOf, signedCount } from "../words/numbers.ts";
import { cellWhen } from "./count-clusters.ts";
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

/** The clusters of one part of an explanation. */
export const explained: ListSource = {
  asks(_, setting) {
    const { focus, compared } = setting;
    if (compared === null) return [];
    return [{ path: "/api/v1/explanation", params: { ...setting.base, from: compared.key, to: focus.key } }];
  },
  page(answer, cell) {
    const { clusters, names } = answer as Explanation;
    const parts = cell["part"] === "entry-exit" ? ["entry", "exit"] : [cell["part"] ?? "behaviour"];
    const rows = parts
      .flatMap((part) => Object.entries(clusters[part] ?? {}))
      .filter(([, share]) => Math.abs(share) > 1e-9)
      .toSorted((a, b) => a[1] - b[1])
      .map(([key, share]) => ({
        key,
        name: names[key] ?? key,
        stage: null,
        owner: null,
        status: null,
        facts: Number.isInteger(share) ? signedCount(share) : share.toFixed(2).replace("-", "\u2212"),
        reason: share < 0 ? "counts less than before" : "counts more than before",
      }));
    return { rows, count: rows.length, next: null };
  },
  title(found, cell, setting) {
    const name = partNames[cell["part"] ?? ""] ?? "";
    return `${countOf(found, "cluster")} ${name}, ${cellWhen(setting.focus, setting)["period"]} until ${isoDay(daysOf(setting.focus).last)}`;
  },
};
