import { formatInstant, parseInstant } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import { openZone } from "../../time/zone.ts";
import type { Json } from "../kit/row.ts";
import { isRecord } from "./cell.ts";
import type { Place } from "./list.ts";

/** How a list is gone through: all of it, what changed, or the days of a window. */
export type How = "all" | "changed" | "days";

/** A reading that is not finished: where to go on. */
export interface Unfinished {
  readonly how: How;
  /** From when changes or days are read; null: from the beginning. */
  readonly since: Instant | null;
  /** When the reading began, by the service's clock. */
  readonly started: Instant;
  readonly place: Place;
  /** Whether a pass began that the end of the list can end: rows that did not come are gone. */
  readonly steady: boolean;
}

/** From where a stream is read. */
export interface Cursor {
  /** Everything that changed before was read; null: nothing was. */
  readonly since: Instant | null;
  /** When everything was last read; null: never, so that it is due. */
  readonly full: Instant | null;
  /** Rows from before are not wanted; null: all are. */
  readonly floor: Instant | null;
  /** How many rows there were, the last time that everything was read; null: unknown. */
  readonly rows: number | null;
  /** How many rows the last reading of changes gave; null: unknown. */
  readonly recent: number | null;
  readonly unfinished: Unfinished | null;
}

/** A cursor that knows nothing. */
export const noCursor: Cursor = { since: null, full: null, floor: null, rows: null, recent: null, unfinished: null };

/** A cursor as it is kept: instants as ISO texts in UTC. */
export function writeCursor(cursor: Cursor): Json {
  const { unfinished } = cursor;
  return {
    since: written(cursor.since),
    full: written(cursor.full),
    floor: written(cursor.floor),
    rows: cursor.rows,
    recent: cursor.recent,
    unfinished:
      unfinished === null
        ? null
        : {
            how: unfinished.how,
            since: written(unfinished.since),
            started: formatInstant(unfinished.started),
            end: unfinished.place.end,
            ids: unfinished.place.ids,
            last: unfinished.place.last,
            steady: unfinished.steady,
          },
  };
}

/** The cursor that was kept; what cannot be read is as if it were not there, so that more is read, not less. */
export function readCursor(kept: Json): Cursor {
  if (!isRecord(kept)) return noCursor;
  const { rows, recent, unfinished } = kept;
  return {
    since: read(kept["since"]),
    full: read(kept["full"]),
    floor: read(kept["floor"]),
    rows: typeof rows === "number" ? rows : null,
    recent: typeof recent === "number" ? recent : null,
    unfinished: isRecord(unfinished) ? readUnfinished(unfinished) : null,
  };
}

function readUnfinished(kept: { readonly [key: string]: Json }): Unfinished | null {
  const { how, end, ids, last } = kept;
  const started = read(kept["started"]);
  if ((how !== "all" && how !== "changed" && how !== "days") || started === null) return null;
  if (typeof end !== "number" || typeof last !== "string" || !Array.isArray(ids)) return null;
  const texts = (ids as readonly Json[]).filter((id) => typeof id === "string");
  return {
    how,
    since: read(kept["since"]),
    started,
    place: { end, ids: texts, last },
    steady: kept["steady"] === true,
  };
}

function written(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}

function read(text: Json | undefined): Instant | null {
  return typeof text === "string" ? parseInstant(text, openZone("UTC")) : null;
}
