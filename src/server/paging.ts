import { SmacError } from "../errors.ts";

/** Which lines of a list are asked for. */
export interface Page {
  readonly from: number;
  /** Null: all. */
  readonly limit: number | null;
}

/** The lines of a JSON list where nothing else is said. */
export const usualLimit = 1000;

/**
 * The page that is asked for. `version` is that of the list: a cursor of another one leads nowhere.
 *
 * @throws SmacError `API_BAD_CURSOR`, `API_OLD_CURSOR`.
 */
export function pageAsked(query: { readonly limit?: number; readonly cursor?: string }, version: string): Page {
  const limit = query.limit ?? null;
  if (query.cursor === undefined) return { from: 0, limit };
  const [, from, of] = /^(\d{1,9})\.([\w-]{1,60})$/.exec(query.cursor) ?? [];
  if (from === undefined) {
    throw new SmacError("API_BAD_CURSOR", "cursor: this is none", {
      hint: "give what the page before said under “next”, or leave it out",
    });
  }
  if (of === version) return { from: Number(from), limit };
  throw new SmacError("API_OLD_CURSOR", "cursor: the data or the question changed since the page before", {
    hint: "begin again without a cursor",
  });
}

/** The cursor of the page after; null: there is none. */
export function nextCursor(page: Page, length: number, version: string): string | null {
  const to = page.from + (page.limit ?? length);
  return to < length ? `${to}.${version}` : null;
}
