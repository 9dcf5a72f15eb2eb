import { counted } from "../../text/counted.ts";
import type { RankedCluster } from "../../query/rank.ts";
import type { ClusterList } from "../../query/report.ts";
import { periodLabel } from "../../format/period-label.ts";
import type { TextOptions } from "./style.ts";
import { textTable } from "./text-table.ts";

/** The rows of a ranking that a table shows unless all are asked for. */
const shown = 30;

/** A ranking for people: place, who, score, what they did, the trend and why. */
export function rankingTable(list: ClusterList, ranked: readonly RankedCluster[], options: TextOptions): string {
  const rows = options.all === true ? ranked : ranked.slice(0, shown);
  const named = ranked.some((c) => c.name !== null);
  const owned = ranked.some((c) => c.owner !== null);
  const table = textTable(
    [
      { header: "#", align: "right" },
      { header: named ? "name" : "cluster", shrinkTo: 16 },
      ...(owned ? [{ header: "owner", shrinkTo: 8, drop: 3 }] : []),
      { header: "stage", drop: 4 },
      { header: "score", align: "right" },
      { header: "days", align: "right" },
      { header: "trend", align: "right" },
      { header: "activities", align: "right", drop: 2 },
      { header: "members", align: "right", drop: 1 },
      { header: "why", shrinkTo: 50 },
    ],
    rows.map((c) => [
      String(c.rank),
      c.name ?? c.cluster,
      ...(owned ? [c.owner ?? "—"] : []),
      c.stage ?? "—",
      String(c.score),
      String(c.days),
      {
        text: c.trend > 0 ? `+${c.trend}` : c.trend < 0 ? `−${-c.trend}` : "0",
        style: c.trend < 0 ? ("bad" as const) : undefined,
      },
      String(Math.round(c.events * 100) / 100),
      String(c.members),
      c.reasons.join("; "),
    ]),
    options,
  );
  const more = ranked.length > rows.length ? `\n\n${ranked.length - rows.length} more: --all` : "";
  return `${periodLabel(list.period)}${list.stage === null ? "" : ` · ${list.stage}`} · ${counted(ranked.length, "cluster")}\n\n${table.trimEnd()}${more}`;
}
