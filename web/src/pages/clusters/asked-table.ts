import type { Gets, TableCluster } from "../../api/schema.ts";
import type { Setting } from "../../data/setting.ts";
import type { Asked } from "../../url/asked.ts";
import { windowText } from "../../words/windows.ts";
import { isolated } from "../../words/names.ts";
import { count, countOf } from "../../words/numbers.ts";

/** The answer of a table of clusters. */
export type Table = Gets["/api/v1/table"]["answer"];
/** One of its lines. */
export type Row = TableCluster;

/** Which clusters are looked at: all, the most engaged first, or those that need support. */
export type Rank = "all" | "engaged" | "support";

/** A column by which the table is in order. */
export interface Sorting {
  readonly column: string;
  readonly down: boolean;
}

const sortable = new Set(
  "name,cluster,stage,status,owner,events,days,members,products,last,lapses,score,trend".split(","),
);
const statuses = ["active", "inactive", "new", "retained", "resurrected", "dormant"] as const;

/** What the address says of the table. What makes no sense counts as not said. */
export interface TableAsked {
  readonly rank: Rank;
  readonly find: string;
  readonly status: (typeof statuses)[number] | null;
  readonly owner: string | null;
  readonly sort: readonly Sorting[];
}

const usual: Readonly<Record<Rank, readonly Sorting[]>> = {
  all: [{ column: "name", down: false }],
  engaged: [{ column: "score", down: true }],
  support: [
    { column: "trend", down: false },
    { column: "events", down: true },
  ],
};

/** Reads the page's own parameters. */
export function tableAsked(own: Readonly<Record<string, string>>): TableAsked {
  const rank = own["rank"] === "engaged" || own["rank"] === "support" ? own["rank"] : "all";
  const sort = sortOf(own["sort"] ?? "");
  return {
    rank,
    find: (own["q"] ?? "").slice(0, 200),
    status: statuses.find((each) => each === own["status"]) ?? null,
    owner: own["owner"] ?? null,
    sort: sort.length === 0 ? usual[rank] : sort,
  };
}

/** The order as it stands in the address: `-last,name`. */
export function sortText(sort: readonly Sorting[]): string {
  return sort.map(({ column, down }) => `${down ? "-" : ""}${column}`).join(",");
}

/**
 * The order after a column's head was pressed: that column alone, turned round where it led already; with Shift, added
 * as a further one.
 */
export function sortedBy(
  sort: readonly Sorting[],
  column: string,
  more: boolean,
  firstDown: boolean,
): readonly Sorting[] {
  const held = sort.find((each) => each.column === column);
  const next = { column, down: held === undefined ? firstDown : !held.down };
  if (!more) return [next];
  return held === undefined ? [...sort, next] : sort.map((each) => (each === held ? next : each));
}

/** The parameters of the question: page by page with `limit` and `cursor`. */
export function tableParams(table: TableAsked, asked: Asked, setting: Setting): Gets["/api/v1/table"]["params"] {
  const { by: _, ...plain } = setting.base;
  const engaged = table.rank === "engaged" && table.status === null;
  return {
    ...plain,
    in: setting.focus.key,
    ...(table.find.trim() === "" ? {} : { find: table.find.trim() }),
    ...(engaged ? { status: "active" as const } : table.status === null ? {} : { status: table.status }),
    ...(asked.stage.length === 0 ? {} : { stage: asked.stage }),
    ...(table.owner === null ? {} : { owner: [table.owner] }),
    ...(table.rank === "support" ? { support: true } : {}),
    sort: sortText(table.sort),
  };
}

/** Whether more is asked of the table than its rank and order. */
export function isNarrowed(table: TableAsked, asked: Asked): boolean {
  return table.find.trim() !== "" || table.status !== null || table.owner !== null || asked.stage.length > 0;
}

/** The page's answer in one sentence. */
export function titleOf(found: Table, table: TableAsked, asked: Asked, setting: Setting): string {
  const when = windowText(setting.focus, setting.cut);
  if (table.find.trim() !== "")
    return `${countOf(found.count, "cluster")} of ${count(found.all)} found for “${isolated(table.find.trim())}”`;
  if (table.rank === "support")
    return `${countOf(found.count, "cluster")} of ${count(found.all)} ${found.count === 1 ? "needs" : "need"} support`;
  if (table.rank === "engaged") return `${countOf(found.count, "active cluster")}, the most engaged first`;
  return isNarrowed(table, asked)
    ? `${countOf(found.count, "cluster")} of ${count(found.all)} chosen, ${when}`
    : `${countOf(found.count, "cluster")}, ${when}`;
}

function sortOf(text: string): readonly Sorting[] {
  const columns = text
    .split(",")
    .map((each) => ({ column: each.replace(/^-/, ""), down: each.startsWith("-") }))
    .filter(({ column }) => sortable.has(column));
  return columns.filter((each, at) => columns.findIndex((other) => other.column === each.column) === at).slice(0, 4);
}
