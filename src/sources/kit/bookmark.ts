import type { Instant } from "../../time/instant.ts";

/** The latest change that was surely read, as it is found while rows come in any order. */
export interface Bookmark {
  /** Told when a row was changed; null: it does not say. */
  see(changed: Instant | null): void;
  /** The latest change so far; null: none is known. Only to be kept when all rows were read. */
  latest(): Instant | null;
}

/**
 * A bookmark that starts where the last one stood. It goes by the service's own
 * times, so that a clock that is wrong here does no harm, but never beyond now:
 * one row from the future must not hide all changes until then.
 */
export function bookmark(last: Instant | null, now: Instant): Bookmark {
  let latest = last;
  return {
    see(changed) {
      if (changed === null) return;
      const at = Math.min(changed, now);
      if (latest === null || at > latest) latest = at;
    },
    latest: () => latest,
  };
}

/**
 * From when changes are asked for: somewhat before the bookmark, since services
 * show a change later than the time they write on it. `since` counts only where
 * there is no bookmark: what changed between would never be read. Null: all.
 */
export function lookBack(
  mark: Instant | null,
  options: { readonly by: number; readonly since: Instant | null },
): Instant | null {
  return mark === null ? options.since : mark - options.by;
}
