import { SmacError } from "../../errors.ts";
import type { Row } from "./row.ts";

/** How many pages in a row may bring nothing new before a reading gives up. */
const STEPS = 20;

/** A list that is read by page number and page size. */
export interface NumberedList {
  /** Begins messages, e.g. `books (Zoho Books): contacts`. */
  readonly name: string;
  /** The largest page size that the service gives; 20 at least, or there is not always a size that overlaps. */
  readonly largest: number;
  /** Which row it is. */
  readonly keyOf: (row: Row) => string;
  /** `page` counts from 1; pages of any size up to `largest`. */
  readonly read: (page: { readonly page: number; readonly size: number }) => Promise<{
    readonly rows: readonly Row[];
    readonly more: boolean;
  }>;
}

/**
 * The rows of a list that has page numbers and may change while it is read. A
 * row that is deleted moves all later ones forward, and one of them from the
 * page that comes next to the page that was read: whoever reads on would miss
 * it, and take it for deleted. So page sizes are chosen such that each page
 * begins with a row that was read before; where it does not, the reading goes
 * back until it does. It costs about one page in ten more. The list must be
 * sorted by something that does not change; rows may come more than once.
 *
 * @throws SmacError `SOURCE_BAD_ANSWER` when the list never stands still or does
 * not come to an end; what `read` throws.
 */
export async function* overlappingPages(list: NumberedList): AsyncGenerator<readonly Row[], void, undefined> {
  let recent = new Set<string>();
  let read = 0;
  let back = false;
  let idle = 0;
  for (;;) {
    const { page, size } = pageWith(read - 1, list.largest, back ? "back" : "on");
    const { rows, more } = await list.read({ page, size });
    if (rows.length > 0) yield rows;
    const keys = rows.map(list.keyOf);
    const start = (page - 1) * size;
    const known = keys.filter((key) => recent.has(key)).length;
    const gap = known === 0 && start > 0;
    if (!gap && !more) return;
    const isNew = known < keys.length && (known > 0 || recent.size === 0);
    idle = isNew ? 0 : idle + 1;
    if (idle > STEPS) throw restless(list.name);
    back = gap;
    read = gap ? start : start + rows.length;
    // Behind a gap nothing is remembered: only a row from before it tells that it is closed.
    if (!gap) recent = new Set(keys);
  }
}

// The page and size that include this offset and reach furthest in one direction.
function pageWith(
  offset: number,
  largest: number,
  towards: "on" | "back",
): { readonly page: number; readonly size: number } {
  let best = { page: 1, size: largest, gain: Number.NEGATIVE_INFINITY };
  for (let size = largest; size >= Math.max(2, largest / 2); size--) {
    const page = Math.floor(Math.max(0, offset) / size) + 1;
    const gain = towards === "on" ? page * size : -(page - 1) * size;
    if (gain > best.gain) best = { page, size, gain };
  }
  return best;
}

function restless(name: string): SmacError {
  return new SmacError(
    "SOURCE_BAD_ANSWER",
    `${name}: the list gives the same rows again and again, or changes too fast`,
    {
      recovery: "retry",
      hint: "try again later; what was read is kept",
    },
  );
}
