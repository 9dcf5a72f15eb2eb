import { DAY_MICROS, parseInstant } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import { openZone } from "../../time/zone.ts";
import type { Row } from "../kit/row.ts";
import { trusted } from "../kit/service-time.ts";
import type { Batch, ReadRequest } from "../kit/source.ts";
import type { ListPart } from "./api.ts";
import { cell } from "./cell.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Cursor } from "./cursor.ts";
import { listParts } from "./list.ts";
import type { ReadPart } from "./list.ts";
import { planOf, queryOf, windowOf, wholePlan } from "./plan.ts";
import type { ListQuery, Plan } from "./plan.ts";
import type { ZohoSettings } from "./settings.ts";
import type { Span } from "./spans.ts";
import type { ZohoStream } from "./streams.ts";

/** Changes show up a little later than the time that is written on them. */
const LOOK_BACK = 600_000_000;
const SECOND = 1_000_000;
const utc = openZone("UTC");

/** What reading a stream needs. */
export interface StreamReading {
  readonly stream: ZohoStream;
  readonly request: ReadRequest;
  readonly settings: ZohoSettings;
  readonly now: () => Instant;
  readonly note: (text: string) => void;
  /** A part of the stream's list. */
  readonly ask: (span: Span, query: Readonly<Record<string, string>>) => Promise<ListPart>;
  /** Rows with what is added to them. */
  readonly completed: (rows: readonly Row[]) => Promise<readonly Row[]>;
}

/** The rows of a stream that are new or changed, or all of them, part by part. */
export async function* readStream(reading: StreamReading): AsyncGenerator<Batch, void, undefined> {
  const cursor = readCursor(reading.request.cursor);
  const plan = planOf(reading.stream, { ...reading, cursor, now: reading.now() });
  const isDone = yield* readPlan(reading, plan, cursor);
  if (isDone) return;
  // The service did not leave out what is older: then all of it is read.
  reading.note(
    `${reading.stream.name}: Zoho Books does not say what changed since the last sync, so the whole list is read`,
  );
  yield* readPlan(reading, wholePlan(plan.isAside), cursor);
}

interface Run {
  readonly reading: StreamReading;
  readonly plan: Plan;
  readonly cursor: Cursor;
  readonly asked: ListQuery;
  /** Whether rows of the store that do not come are gone. */
  readonly claims: boolean;
}

/** False: the service does not keep to what the plan asks for. */
async function* readPlan(
  reading: StreamReading,
  plan: Plan,
  cursor: Cursor,
): AsyncGenerator<Batch, boolean, undefined> {
  const { stream, settings } = reading;
  const days = windowOf(plan, settings);
  const window =
    days === null || stream.changes.by !== "day"
      ? undefined
      : { column: stream.changes.column, from: days.from, to: days.to };
  const run: Run = {
    reading,
    plan,
    cursor,
    asked: queryOf(stream, plan, settings),
    claims: plan.how !== "changed" && !plan.isAside,
  };
  const pass = window === undefined ? {} : { window };
  let started = plan.from?.started ?? null;
  let begins = run.claims && plan.from === null;
  let rows = 0;
  for await (const part of partsOf(run)) {
    started ??= trusted(part.at, { now: reading.now(), name: stream.name, note: reading.note });
    if (isIgnored(run, part.rows)) return false;
    // Where an earlier pass stood is no place to go on from: what that one met is forgotten.
    if (begins) yield { rows: [], pass: "begins", ...pass, cursor: writeCursor({ ...cursor, unfinished: null }) };
    begins = false;
    rows += part.rows.length;
    const completed = await reading.completed(part.rows);
    const ends = part.place === null && run.claims && part.steady && part.whole;
    const isCounted = part.place === null && plan.from === null;
    const counted = !isCounted ? {} : plan.how === "all" ? { rows } : { recent: rows };
    const next = { ...cursorAfter(run, part, started), ...counted };
    const where = plan.isAside ? {} : { cursor: writeCursor(next) };
    yield { rows: completed, ...where, ...(ends ? { pass: "ends", ...pass } : {}) };
  }
  return true;
}

function partsOf({ reading, asked, plan }: Run): AsyncGenerator<ReadPart, void, undefined> {
  const { stream } = reading;
  const { column, isAscending, query } = asked;
  const isBefore = (a: string, b: string): boolean => (isAscending ? compare(a, b) < 0 : compare(a, b) > 0);
  return listParts({
    ask: (span) => reading.ask(span, query),
    from: plan.from?.place ?? null,
    steady: plan.from?.steady ?? true,
    id: (row) => cell(row, stream.key[0] ?? ""),
    sorted: column === null ? null : { value: (row) => cell(row, column), isBefore },
    ...(stops(stream, plan) ? { isEnough: (rows) => rows.some((row) => isOlder(row, stream, plan.since)) } : {}),
  });
}

/** Whether the list comes with the latest first, and is read until an older row comes. */
function stops(stream: ZohoStream, plan: Plan): boolean {
  return plan.how === "changed" && stream.changes.by === "sort";
}

/** Whether the rows are not what was asked for: older ones among them, or in another order. */
function isIgnored({ plan, reading: { stream } }: Run, rows: readonly Row[]): boolean {
  if (plan.how !== "changed") return false;
  if (!stops(stream, plan)) return rows.some((row) => isOlder(row, stream, plan.since));
  const times = rows.map((row) => changedAt(row, stream));
  return times.some((at, i) => at === null || at - SECOND > (times[i - 1] ?? Number.POSITIVE_INFINITY));
}

function isOlder(row: Row, stream: ZohoStream, since: Instant | null): boolean {
  const at = changedAt(row, stream);
  return at !== null && since !== null && at < since - SECOND;
}

function changedAt(row: Row, { changes }: ZohoStream): Instant | null {
  return parseInstant(cell(row, changes.by === "sort" ? changes.column : "last_modified_time"), utc);
}

/** Where to go on after a part: in the middle of the list, or with what changes from now on. */
function cursorAfter({ plan, cursor, reading }: Run, part: ReadPart, started: Instant): Cursor {
  const { floor } = plan;
  if (part.place !== null) {
    const steady = part.steady && part.whole;
    // What is read with the latest first begins anew: rows that change meanwhile go to the front.
    if (stops(reading.stream, plan)) return cursor;
    return { ...cursor, floor, unfinished: { how: plan.how, since: plan.since, started, place: part.place, steady } };
  }
  if (!part.whole) {
    reading.note(`${reading.stream.name}: rows moved while they were read; the next sync reads them again`);
    return { ...cursor, floor, unfinished: null };
  }
  const since = started - LOOK_BACK;
  if (!plan.isFull) return { ...cursor, since, floor, unfinished: null };
  return { ...cursor, since, floor, unfinished: null, full: nextFull(reading, part, started) };
}

/** Where rows moved, those that are gone could not be told: everything is read again in a day. */
function nextFull({ settings }: StreamReading, part: ReadPart, started: Instant): Instant {
  if (part.steady || settings.full_pass_days === 0) return started;
  return started - (settings.full_pass_days - 1) * DAY_MICROS;
}

/** Times with offsets by their instants, everything else as text. */
function compare(a: string, b: string): number {
  const [one, other] = [parseInstant(a, utc), parseInstant(b, utc)];
  if (one !== null && other !== null) return one - other;
  return a < b ? -1 : a > b ? 1 : 0;
}
