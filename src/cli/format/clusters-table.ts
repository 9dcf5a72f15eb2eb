import type { ClusterList } from "../../query/report.ts";
import { counted } from "../../text/counted.ts";
import { tame, wrap } from "../../format/display-width.ts";
import { countText } from "../../format/numbers.ts";
import { periodLabel } from "../../format/period-label.ts";
import { paint, plainMarks } from "./style.ts";
import type { TextOptions } from "./style.ts";
import { textTable } from "./text-table.ts";
import type { TextColumn } from "./text-table.ts";

/** So many lines unless all are asked for. */
const shown = 50;

/**
 * The list behind a number for people: how many, and for each cluster who it
 * is, what it did last, and why it is in the list.
 */
export function clusterTable(list: ClusterList, options: TextOptions): string {
  const rows = options.all === true ? list.clusters : list.clusters.slice(0, shown);
  const has = (pick: (c: ClusterList["clusters"][number]) => unknown) => list.clusters.some((c) => pick(c) !== null);
  const weighted = list.clusters.some((c) => c.weight !== 1);
  const chosen = columns.filter((c) => {
    if (c.key === "weight") return weighted;
    if (c.key === "stage" && list.stage !== null) return false;
    if (c.key === "status") return list.clusters.some((cluster) => cluster.status !== list.status);
    // What nobody did needs no column; the reason needs the room.
    if (c.key === "days" || c.key === "events" || c.key === "members") return has((cluster) => cluster[c.key] || null);
    return c.key === "cluster" || has((cluster) => cluster[c.key]);
  });
  const cells = rows.map((cluster) => chosen.map(({ key }) => cellText(key, cluster[key])));
  const hidden = list.clusters.length - rows.length;
  const notes = [
    ...(hidden > 0 ? [`and ${countText(hidden)} more: --all shows every one`] : []),
    ...(list.warnings ?? []).map((w) => `warning: ${w.message}`),
  ].flatMap((note) => wrap(tame(note), options.width));
  const table = rows.length === 0 ? "" : `\n${textTable(chosen, cells, options)}`;
  const tail = notes.map((note) => `${plainMarks(paint(note, "dim", options.colour), options)}\n`);
  return `${plainMarks(paint(listTitle(list), "bold", options.colour), options)}\n${table}${tail.join("")}`;
}

/** `27 dormant · stage customer · Oct 2026 so far`. */
function listTitle(list: ClusterList): string {
  const parts = [
    list.status === "all" ? counted(list.count, "cluster") : `${countText(list.count)} ${list.status}`,
    ...(list.stage === null ? [] : [`stage ${list.stage}`]),
    ...(list.product === null ? [] : [`product ${list.product}`]),
    `${periodLabel(list.period)}${list.period.complete ? "" : " so far"}`,
  ];
  return tame(parts.join(" · "));
}

type Key = keyof ClusterList["clusters"][number];

const columns: readonly (TextColumn & { readonly key: Key })[] = [
  { key: "cluster", header: "cluster", shrinkTo: 12 },
  { key: "name", header: "name", shrinkTo: 14 },
  { key: "owner", header: "owner", shrinkTo: 8, drop: 2 },
  { key: "stage", header: "stage", shrinkTo: 8, drop: 3 },
  { key: "status", header: "status", drop: 5 },
  { key: "weight", header: "weight", align: "right" },
  { key: "last", header: "last active" },
  { key: "days", header: "days", align: "right", drop: 1 },
  { key: "events", header: "events", align: "right", drop: 1 },
  { key: "members", header: "members", align: "right", drop: 4 },
  { key: "reason", header: "reason", shrinkTo: 28 },
];

function cellText(key: Key, value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return countText(value);
  return key === "last" ? value.slice(0, 10) : value;
}
