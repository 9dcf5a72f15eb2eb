import type { RecognisedTable } from "../recognised-table.ts";
import { those } from "../recognised-table.ts";

const slashed = /^(\d{1,2})\/(\d{1,2})\/\d{4}$/;

/**
 * The date format of exports whose own dates do not tell the order of day and
 * month, where another export of the same system does. By source; exports of a
 * system that tell both orders, or none, are not in it.
 */
export function exportDateFormats(tables: readonly RecognisedTable[]): ReadonlyMap<string, string> {
  const exports = those(tables, "export").map((one) => ({ ...one, orders: ordersOf(one.table) }));
  return new Map(
    exports.flatMap(({ source, meaning, orders }) => {
      if (!orders.isSlashed || orders.seen.size > 0) return [];
      const { system } = meaning.export.shape;
      const told = new Set(
        exports.filter((one) => one.meaning.export.shape.system === system).flatMap((one) => [...one.orders.seen]),
      );
      const [format] = told;
      return told.size === 1 && format !== undefined ? [[source, format] as const] : [];
    }),
  );
}

function ordersOf({ sample }: RecognisedTable["table"]): {
  readonly isSlashed: boolean;
  readonly seen: ReadonlySet<string>;
} {
  const seen = new Set<string>();
  let isSlashed = false;
  for (const value of sample.flatMap((row) => Object.values(row))) {
    const parts = slashed.exec((value ?? "").trim());
    if (parts === null) continue;
    isSlashed = true;
    if (Number(parts[1]) > 12) seen.add("%d/%m/%Y");
    if (Number(parts[2]) > 12) seen.add("%m/%d/%Y");
  }
  return { isSlashed, seen };
}
