import type { Row } from "../kit/row.ts";
import type { ListPart } from "./api.ts";
import { spanAfter } from "./spans.ts";
import type { Span } from "./spans.ts";

/** How far a list was read, as a cursor keeps it. */
export interface Place {
  /** Rows before this one were read; 0 is the first. */
  readonly end: number;
  /** The ids of the last rows that were read. */
  readonly ids: readonly string[];
  /** What the last row is sorted by. */
  readonly last: string;
}

/** A part of a list, with what is known of the whole so far. */
export interface ReadPart {
  readonly rows: readonly Row[];
  readonly at: number;
  /** Null: this was the last part. */
  readonly place: Place | null;
  /** Whether the rows kept their order so far; false: a row that stood in the list all the time may be missing. */
  readonly steady: boolean;
  /** False: rows are surely missing between two parts, or may well be. */
  readonly whole: boolean;
}

/** How a list is read. */
export interface ListReading {
  readonly ask: (span: Span) => Promise<ListPart>;
  /** Begins after this place; null: at the beginning. */
  readonly from: Place | null;
  /** Whether the rows before that place were read in order. */
  readonly steady: boolean;
  readonly id: (row: Row) => string;
  /** What the list is sorted by; null: it is in no order that we know. */
  readonly sorted: {
    readonly value: (row: Row) => string;
    readonly isBefore: (a: string, b: string) => boolean;
  } | null;
  /** True: no further part is asked for after this one. */
  readonly isEnough?: (rows: readonly Row[]) => boolean;
}

/** How often a part is read again from further above, in all, when rows moved up. */
const STEPS_BACK = 8;
/** More than parts overlap by, nearly always. */
const KEPT_IDS = 64;
const KEPT_IN_MEMORY = 600;

/**
 * The rows of a list, part by part. Parts overlap, since rows move up when
 * others are deleted meanwhile: a part that does not follow what was read is
 * read again from further above. Rows come more than once.
 */
export async function* listParts(reading: ListReading): AsyncGenerator<ReadPart, void, undefined> {
  const { id, sorted, isEnough } = reading;
  let place = reading.from;
  let recent = place?.ids ?? [];
  let fixed: number | null = null;
  let [steady, whole] = [reading.steady, true];
  let stepsBack = 0;
  let coming = ask(reading, spanAfter(place?.end ?? 0));
  for (;;) {
    const { part, span, isOther } = await coming;
    if (isOther) fixed = span.size;
    if (place !== null && span.start > 0) {
      const isNext = fixed === null && follows(part, { place, recent }, reading);
      if (!isNext) steady = false;
      if (!isNext && fixed === null && stepsBack < STEPS_BACK) {
        stepsBack++;
        coming = ask(reading, spanAfter(Math.max(0, span.start - span.size * stepsBack)));
        continue;
      }
      whole &&= isNext || fixed !== null;
    }
    const ids = part.rows.map(id);
    if (place !== null && steady) steady = joins(place.ids, ids);
    recent = [...recent, ...ids].slice(-KEPT_IN_MEMORY);
    const isLast = !part.hasMore || isEnough?.(part.rows) === true;
    place = isLast ? null : placeAfter(span, { rows: part.rows, recent, before: place, sorted });
    // While the part is worked on, the next is under way.
    if (place !== null) coming = ask(reading, nextSpan(place.end, fixed));
    yield { rows: part.rows, at: part.at, place, steady, whole };
    if (place === null) return;
  }
}

function placeAfter(
  span: Span,
  about: {
    readonly rows: readonly Row[];
    readonly recent: readonly string[];
    readonly before: Place | null;
    readonly sorted: ListReading["sorted"];
  },
): Place {
  const last = about.rows.at(-1);
  const value = last === undefined ? about.before?.last : about.sorted?.value(last);
  return { end: span.start + span.size, ids: about.recent.slice(-KEPT_IDS), last: value ?? "" };
}

function nextSpan(end: number, fixed: number | null): Span {
  if (fixed === null) return spanAfter(end);
  const before = Math.floor(end / fixed);
  return { page: before + 1, size: fixed, start: before * fixed };
}

interface Asked {
  readonly part: ListPart;
  readonly span: Span;
  /** Whether the service has pages of another size than was asked for. */
  readonly isOther: boolean;
}

// The span that was answered: a service may have pages of another size.
function ask(reading: ListReading, span: Span): Promise<Asked> {
  const asked = askTwice(reading, span).then((part): Asked => {
    const size = part.size ?? span.size;
    if (size === span.size || size < 1) return { part, span, isOther: false };
    return { part, span: { page: span.page, size, start: (span.page - 1) * size }, isOther: true };
  });
  // Nobody may be waiting yet when it fails.
  asked.catch(() => {});
  return asked;
}

// Services do send a page by mistake that was asked for before.
async function askTwice(reading: ListReading, span: Span): Promise<ListPart> {
  const part = await reading.ask(span);
  const isAnother = (part.page ?? span.page) !== span.page || (part.size ?? span.size) !== span.size;
  return isAnother ? reading.ask(span) : part;
}

/** Whether no row can stand between what was read and this part: its first row was read, or belongs before the last. */
function follows(
  part: ListPart,
  { place, recent }: { readonly place: Place; readonly recent: readonly string[] },
  { id, sorted }: ListReading,
): boolean {
  const first = part.rows[0];
  if (first === undefined) return false;
  if (recent.includes(id(first))) return true;
  return sorted !== null && place.last !== "" && sorted.isBefore(sorted.value(first), place.last);
}

/** Whether a part begins with the last rows of what was read, in their order. */
function joins(before: readonly string[], now: readonly string[]): boolean {
  const last = before.at(-1);
  const at = last === undefined ? -1 : now.indexOf(last);
  if (at === -1) return false;
  const length = Math.min(before.length, at + 1);
  return before.slice(-length).every((each, i) => each === now[at + 1 - length + i]);
}
