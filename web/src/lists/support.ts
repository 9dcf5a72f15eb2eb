import type { Gets } from "../api/schema.ts";
import { localDay } from "../calendar/days.ts";
import { dayText, daysText } from "../words/dates.ts";
import { countOf } from "../words/numbers.ts";
import { statusName } from "../words/names.ts";
import { whenOf } from "./count-clusters.ts";
import { linesAtOnce } from "./lines.ts";
import type { ListSource } from "./sources.ts";

/** The clusters that need support, those that fell most first. */
export const needingSupport: ListSource = {
  asks: (cell, { base: { by: _, ...plain } }) => [
    {
      path: "/api/v1/table",
      params: { ...plain, in: cell["period"], support: true, sort: "trend,-events", limit: linesAtOnce },
    },
  ],
  page(answer, _, setting) {
    const table = answer as Gets["/api/v1/table"]["answer"];
    const rows = table.clusters.map((each) => ({
      key: each.cluster,
      name: each.name ?? each.cluster,
      stage: each.stage,
      owner: each.owner,
      status: statusName(each.status),
      facts:
        each.last === null
          ? daysText(each.days)
          : `${daysText(each.days)}, last ${dayText(localDay(Date.parse(each.last), setting.zone), setting.cut)}`,
      reason: each.reasons.join("; "),
    }));
    return { rows, count: table.count, next: table.next };
  },
  title: (found, cell, setting) =>
    `${countOf(found, "cluster needs", "clusters need")} support, ${whenOf(cell, setting)}`,
};
