import type { ListedCluster, PrintedPeriod, Warning } from "./report.ts";

/** A cluster with what a person wants to see of it beside its name. */
export interface TableCluster extends ListedCluster {
  readonly active: boolean;
  /** 0 to 100: how it compares with the most engaged. */
  readonly score: number;
  /** Active days now less those of the period before. */
  readonly trend: number;
  readonly days_before: number;
  readonly events_before: number;
  readonly needs_support: boolean;
  /** Why it needs support; else why it is engaged. */
  readonly reasons: readonly string[];
  /** Active days in each of the last twelve weeks, the oldest first. */
  readonly weeks: readonly number[];
  /** Members it has at the period's end; null: members are not known. */
  readonly members_all: number | null;
  /** Products used in the period; null: products are not known. */
  readonly products: number | null;
  /** The last known value of each attribute. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The last local day on which it counts if nothing more happens; null: it does not count now, or the period is over. */
  readonly lapses: string | null;
}

/** The clusters of a population in one period. */
export interface ClusterTable {
  readonly period: PrintedPeriod;
  /** The weeks of the sparklines: local days, both inclusive. */
  readonly weeks: readonly { readonly first_day: string; readonly last_day: string }[];
  readonly products_all: number | null;
  readonly clusters: readonly TableCluster[];
  readonly warnings?: readonly Warning[];
}

/** What to keep of a table, and in which order. */
export interface TableRequest {
  /** Part of a name or a key, in any case. */
  readonly find?: string | undefined;
  readonly status?: "active" | "inactive" | "new" | "retained" | "resurrected" | "dormant" | undefined;
  readonly stages?: readonly string[] | undefined;
  readonly owners?: readonly string[] | undefined;
  /** Only those that need support. */
  readonly support?: boolean | undefined;
  /** Columns, the first first; `-` before one turns it round. */
  readonly sort?: readonly string[] | undefined;
}

/** What a line shows in a column; null: nothing. */
export type SortValue = string | number | null;

/** The columns that a table can be sorted by, and what a line shows there. */
export const sortValues: Readonly<Record<string, (row: TableCluster) => SortValue>> = {
  name: (row) => row.name ?? row.cluster,
  cluster: (row) => row.cluster,
  stage: (row) => row.stage,
  status: (row) => row.status,
  owner: (row) => row.owner,
  events: (row) => row.events,
  days: (row) => row.days,
  members: (row) => row.members,
  products: (row) => row.products,
  last: (row) => row.last,
  lapses: (row) => row.lapses,
  score: (row) => row.score,
  trend: (row) => row.trend,
};

/** The columns that a table can be sorted by. */
export const sortColumns: readonly string[] = Object.keys(sortValues);

/** Which of two values of a column comes first, as people read them: texts without regard to case, numbers in them as numbers. */
export function comparedValues(a: SortValue, b: SortValue): number {
  return typeof a === "string" && typeof b === "string" ? collator.compare(a, b) : Number(a) - Number(b);
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Whether a line is one of those that are asked for. */
export function tableChoice({ find, status, stages, owners, support }: TableRequest): (row: TableCluster) => boolean {
  const wanted = plain(find?.trim() ?? "");
  return (row) =>
    (wanted === "" || [row.name ?? "", row.cluster].some((text) => plain(text).includes(wanted))) &&
    (status === undefined || matches(row, status)) &&
    (stages === undefined || stages.includes(row.stage ?? "")) &&
    (owners === undefined || owners.includes(row.owner ?? "")) &&
    (support !== true || row.needs_support);
}

/** As people look for it: in any case, with accents or without. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

function matches(row: TableCluster, status: NonNullable<TableRequest["status"]>): boolean {
  if (status === "active") return row.active;
  return status === "inactive" ? !row.active : row.status === status;
}
