import { SmacError } from "../../errors.ts";
import type { Json, Row } from "./row.ts";

/** How many pages without a row are borne while there are said to be more. */
const EMPTY_PAGES = 20;

/** One page of a list. */
export interface Page<Position> {
  readonly rows: readonly Row[];
  /** Where the next page is; null: this is the last. */
  readonly next: Position | null;
}

/**
 * The pages of a list, one after another; while one is worked on, the next is
 * already asked for. A page that comes twice in a row is asked for once more,
 * since services do repeat a page by mistake.
 *
 * @example
 * ```ts
 * for await (const { rows } of pages({ name: "books (Zoho Books): invoices", first: 1, read: (page) => invoices(page) })) …
 * ```
 * @throws SmacError `SOURCE_BAD_ANSWER` when the list does not come to an end;
 * what `read` throws.
 */
export async function* pages<Position extends Json>(list: {
  /** Begins messages, e.g. `books (Zoho Books): invoices`. */
  readonly name: string;
  readonly first: Position;
  readonly read: (at: Position) => Promise<Page<Position>>;
}): AsyncGenerator<Page<Position>, void, undefined> {
  const seen = new Set<string>([JSON.stringify(list.first)]);
  let at = list.first;
  let last: Page<Position> | null = null;
  let empty = 0;
  let coming = ask(list.read, at);
  for (;;) {
    const page: Page<Position> = await unlessRepeated(await coming, last, { ...list, at });
    empty = page.rows.length === 0 ? empty + 1 : 0;
    if (page.next === null) {
      yield page;
      return;
    }
    const place = JSON.stringify(page.next);
    if (seen.has(place)) throw endless(list.name, "leads back to a page that was read");
    if (empty > EMPTY_PAGES) throw endless(list.name, `has ${empty} pages in a row without a row`);
    seen.add(place);
    at = page.next;
    coming = ask(list.read, at);
    last = page;
    yield page;
  }
}

// Nobody may be waiting yet when it fails.
function ask<Position>(read: (at: Position) => Promise<Page<Position>>, at: Position): Promise<Page<Position>> {
  const asked = read(at);
  asked.catch(() => {});
  return asked;
}

async function unlessRepeated<Position>(
  page: Page<Position>,
  before: Page<Position> | null,
  list: { readonly name: string; readonly at: Position; readonly read: (at: Position) => Promise<Page<Position>> },
): Promise<Page<Position>> {
  if (before === null || !isSame(page.rows, before.rows)) return page;
  const again = await list.read(list.at);
  if (isSame(again.rows, before.rows)) throw endless(list.name, "gives the same page again and again");
  return again;
}

function isSame(a: readonly Row[], b: readonly Row[]): boolean {
  if (a.length === 0 || a.length !== b.length) return false;
  return JSON.stringify(a[0]) === JSON.stringify(b[0]) && JSON.stringify(a) === JSON.stringify(b);
}

function endless(name: string, what: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${name}: the list ${what}`, {
    recovery: "retry",
    hint: "try again later; what was read is kept",
  });
}
