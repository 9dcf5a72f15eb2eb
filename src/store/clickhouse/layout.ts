import { quotedName } from "../../sql/clickhouse/tokens.ts";
import { type Column, heldColumn } from "./columns.ts";

/** The version of the tables in ClickHouse: another whenever one of them is laid out otherwise. */
export const layoutVersion = 1;

/** A table of a store. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** How the large tables lie: what they are ordered by, and the instant or day whose month parts them. */
const orders: Readonly<Record<string, { readonly order: readonly string[]; readonly month?: string }>> = {
  active_days: {
    order: ["cluster_kind", "cluster", "day"],
    month: "toYYYYMM(toDate32('1970-01-01') + ifNull(day, 0))",
  },
  activities: {
    order: ["at"],
    month:
      "toYYYYMM(toDate32('1970-01-01') + intDiv(greatest(least(ifNull(at, 0), 10000000000000000), -2000000000000000), 86400000000))",
  },
  stage_rows: { order: ["cluster_kind", "cluster"] },
  memberships: { order: ["cluster_kind", "cluster"] },
  attribute_rows: { order: ["cluster_kind", "cluster"] },
  records: { order: ["cluster_kind", "cluster"] },
};

/** The statement that makes a table of ClickHouse, under the name given. */
export function createTable({ name, columns }: Table, as: string): string {
  const { order = [], month } = orders[name] ?? {};
  const by = order.length === 0 ? "tuple()" : `(${order.map(quotedName).join(", ")})`;
  const parts = month === undefined ? "" : ` partition by ${month}`;
  return `create table if not exists ${quotedName(as)} (${columns.map(heldColumn).join(", ")}) engine = MergeTree${parts} order by ${by} settings allow_nullable_key = 1, non_replicated_deduplication_window = 10000`;
}
