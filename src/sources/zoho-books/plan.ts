import { formatDay } from "../../time/day.ts";
import { DAY_MICROS, formatInstant } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import type { ReadRequest } from "../kit/source.ts";
import type { Cursor, How } from "./cursor.ts";
import type { Place } from "./list.ts";
import type { ZohoSettings } from "./settings.ts";
import type { ZohoStream } from "./streams.ts";

/** What one run reads of a stream. */
export interface Plan {
  readonly how: How;
  /** From when changes or days are read; null: from the beginning. */
  readonly since: Instant | null;
  /** Rows from before are not wanted; null: all are. */
  readonly floor: Instant | null;
  /** Whether this is the reading of everything that comes every few days. */
  readonly isFull: boolean;
  /** Whether it is a look beside what the cursor knows: the next run goes on from where the cursor stands. */
  readonly isAside: boolean;
  /** Goes on with a reading that was broken off; null: begins anew. */
  readonly from: { readonly place: Place; readonly started: Instant; readonly steady: boolean } | null;
}

/** What to read: everything when that is due or asked for, else what changed since the cursor. */
export function planOf(
  stream: ZohoStream,
  about: {
    readonly cursor: Cursor;
    readonly request: ReadRequest;
    readonly settings: ZohoSettings;
    readonly now: Instant;
  },
): Plan {
  const { cursor, request, settings, now } = about;
  const by = stream.changes.by;
  if (by === "nothing") return wholePlan(false);
  const left = cursor.unfinished;
  const asked = !request.full && request.since === cursor.floor ? null : request.since;
  const floor = asked ?? (request.full ? null : cursor.floor);
  const isAside = asked !== null && !request.full && (cursor.since !== null || left !== null);
  if (left !== null && !request.full && asked === null) {
    const from = { place: left.place, started: left.started, steady: left.steady };
    const isFull = left.how === "all" || left.since === floor;
    return { how: left.how, since: left.since, floor, isFull, isAside, from };
  }
  const every = settings.full_pass_days * DAY_MICROS;
  const isDue = cursor.since === null || cursor.full === null || (every > 0 && now - cursor.full >= every);
  const isFull = request.full || isDue || asked !== null;
  const how = by === "day" ? "days" : "changed";
  if (!isFull) return { how, since: cursor.since, floor, isFull, isAside, from: null };
  if (floor === null) return wholePlan(isAside);
  return { how, since: floor, floor, isFull, isAside, from: null };
}

/** The whole list, from its beginning. */
export function wholePlan(isAside: boolean): Plan {
  return { how: "all", since: null, floor: null, isFull: true, isAside, from: null };
}

/** What a list is asked for, besides its own query. */
export interface ListQuery {
  readonly query: Readonly<Record<string, string>>;
  readonly column: string | null;
  readonly isAscending: boolean;
}

/** The filters and the order of a plan's list. */
export function queryOf(stream: ZohoStream, plan: Plan, settings: ZohoSettings): ListQuery {
  const { changes } = stream;
  const whole = sortedBy(stream.sort, true);
  if (plan.how === "changed" && changes.by === "sort") return sortedBy(changes.column, false);
  if (plan.how === "changed" && changes.by === "filter" && plan.since !== null) {
    return { ...whole, query: { ...whole.query, last_modified_time: asked(plan.since) } };
  }
  if (changes.by !== "day") return whole;
  const window = windowOf(plan, settings);
  if (window === null)
    return changes.end === null ? whole : { ...whole, query: { ...whole.query, filter_by: "Date.All" } };
  const end = changes.end === null ? {} : { [changes.end]: window.last };
  return { ...whole, query: { ...whole.query, [changes.start]: window.from, ...end } };
}

/** The days that a plan reads, `last` included and `to` not; null: all. A day earlier than ours, since days are the organisation's. */
export function windowOf(
  plan: Plan,
  settings: ZohoSettings,
): { readonly from: string; readonly last: string; readonly to: string } | null {
  if (plan.how !== "days" || plan.since === null) return null;
  const back = plan.since === plan.floor ? 0 : settings.look_back_days;
  const floor = plan.floor === null ? Number.NEGATIVE_INFINITY : Math.floor(plan.floor / DAY_MICROS);
  const from = Math.max(Math.floor(plan.since / DAY_MICROS) - back, floor) - 1;
  // Time and payments are entered ahead, too.
  return { from: formatDay(from), last: "2099-12-31", to: "2100-01-01" };
}

function sortedBy(column: string | null, isAscending: boolean): ListQuery {
  const query: Readonly<Record<string, string>> =
    column === null ? {} : { sort_column: column, sort_order: isAscending ? "A" : "D" };
  return { query, column, isAscending };
}

/** A moment as a filter takes it: `2026-06-09T09:47:43+0000`. */
function asked(at: Instant): string {
  return `${formatInstant(Math.floor(at / 1_000_000) * 1_000_000).replace(/(?:\.\d+)?Z$/, "")}+0000`;
}
