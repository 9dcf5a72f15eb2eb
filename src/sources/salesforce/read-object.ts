import { cellText } from "../kit/cells.ts";
import type { Instant } from "../../time/instant.ts";
import { formatInstant } from "../../time/instant.ts";
import type { Row } from "../kit/row.ts";
import { trusted } from "../kit/service-time.ts";
import type { Batch, ReadRequest } from "../kit/source.ts";
import { keptCursor, readCursor } from "./cursor.ts";
import type { Cursor, UnderWay } from "./cursor.ts";
import { deletionsSince, momentOf } from "./deletions.ts";
import { plainWriter } from "./object-stream.ts";
import type { ObjectStream, OrgView, Plan, RowWriter } from "./object-stream.ts";
import { soqlInstant } from "./soql.ts";
import { windowParts } from "./window.ts";
import type { Part, Window } from "./window.ts";

/** How long Salesforce keeps the history of fields, at the least: 18 months of 30 days. */
const HISTORY_KEPT = 18 * 30 * 86_400_000_000;

/** A stream to read, and from what. */
export interface Reading {
  readonly stream: ObjectStream;
  readonly plan: Plan;
  readonly org: OrgView;
  readonly request: ReadRequest;
}

/**
 * The rows of a stream that changed, with news of those that are gone. All rows
 * are read the first time, when it is asked for, and when deletions since the
 * last time are not in the log any more.
 *
 * @throws SmacError of the area `SOURCE`.
 */
export async function* readObject(reading: Reading): AsyncGenerator<Batch, void, undefined> {
  const { stream, plan, org } = reading;
  const writer = (await stream.writer?.(org)) ?? plainWriter;
  const { state, under, isNew, isAside, batch } = await beginning(reading, writer);
  if (batch !== undefined) yield batch;
  const run = { ...reading, writer, state, under };
  if (under.full && isNew)
    yield { rows: [], pass: "begins", ...passWindow(reading, under.began), ...cursorOf(plan, state) };
  for await (const { cursor, ...rows } of changedRows(run))
    yield isAside || cursor === undefined ? rows : { ...rows, cursor };
  if (state.read !== null) yield* silentChanges(run);
  const heard = under.full ? under.began : state.heard;
  yield {
    rows: [],
    ...(under.full ? { pass: "ends", ...passWindow(reading, under.began) } : {}),
    ...(isAside ? {} : cursorOf(plan, { read: under.began, heard, under: null })),
  };
}

interface Beginning {
  readonly state: Cursor;
  readonly under: UnderWay;
  /** Whether it does not go on with an earlier reading. */
  readonly isNew: boolean;
  /** Whether it is a look beside what the cursor knows, which stays where it is. */
  readonly isAside: boolean;
  /** What the log of deletions says. */
  readonly batch?: Batch;
}

async function beginning(reading: Reading, writer: RowWriter): Promise<Beginning> {
  const { plan, org, request } = reading;
  const before = request.full || plan.changed === null ? null : readCursor(request.cursor);
  const began = trustedText(org, formatInstant(org.api.now()));
  const fresh = (full: boolean): UnderWay => ({ began, full, after: null, job: null });
  // Rows since a moment are not all there are: nothing is taken for gone.
  if (before === null || request.since !== null) {
    const under = fresh(request.since === null || plan.changed === null);
    return { state: { read: null, heard: null, under }, under, isNew: true, isAside: before !== null };
  }
  if (before.under !== null) return { state: before, under: before.under, isNew: false, isAside: false };
  const { until, isTooLate, batch } = await heardSince(reading, before, writer);
  const under = fresh(isTooLate);
  const state = { read: before.read, heard: until ?? before.heard, under };
  return { state, under, isNew: true, isAside: false, ...(batch === undefined ? {} : { batch }) };
}

interface Run extends Reading {
  readonly writer: RowWriter;
  readonly state: Cursor;
  readonly under: UnderWay;
}

async function* changedRows(run: Run): AsyncGenerator<Batch, void, undefined> {
  const { plan, state, under } = run;
  const from = sinceOf(run);
  const window: Window = {
    ...windowOf(run),
    where: plan.changed === null || from === null ? [] : [`${plan.changed} >= ${soqlInstant(from)}`],
    orderBy: plan.changed,
    all: plan.tellsDeleted,
  };
  for await (const part of windowParts(window, under)) {
    const batch = batchOf(part, run.writer);
    if (part.resume === null) yield batch;
    else yield { ...batch, ...cursorOf(plan, { ...state, under: { ...under, ...part.resume } }) };
  }
}

/** Rows that are others now although nothing on themselves says so. */
async function* silentChanges(run: Run): AsyncGenerator<Batch, void, undefined> {
  const { plan, org } = run;
  const from = sinceOf(run);
  if (plan.changed === null || from === null) return;
  const since = soqlInstant(from);
  const parents = plan.parents.map((path) => `${path} >= ${since}`).join(" OR ");
  const reread = org.api.settings.rereadOpen ? plan.reread : null;
  for (const condition of [parents, reread ?? ""]) {
    if (condition === "") continue;
    const where = [`(${condition})`, `${plan.changed} < ${since}`];
    const window = { ...windowOf(run), where, orderBy: null, all: false };
    for await (const part of windowParts(window, { after: null, job: null })) yield batchOf(part, run.writer);
  }
}

function windowOf({ stream, plan, org, request }: Reading): Pick<Window, "api" | "plan" | "label" | "signal"> {
  return { api: org.api, plan, label: stream.name, signal: request.signal };
}

/** From when changes are asked for; null: from the beginning. */
function sinceOf({ state, under, org, request }: Run): Instant | null {
  if (under.full || state.read === null) return request.since;
  return momentOf(state.read) - org.api.settings.lookBack;
}

function batchOf({ rows, expected }: Part, writer: RowWriter): Batch {
  const written: Row[] = [];
  const gone: Row[] = [];
  const merged: { kind: string; from: string; into: string }[] = [];
  for (const row of rows) {
    const id = cellText(row["Id"] ?? null) ?? "";
    const told = writer.write(row);
    merged.push(...(told.merged ?? []));
    if (row["IsDeleted"] === true) gone.push(...writer.gone(id));
    else {
      written.push(...told.rows);
      gone.push(...(told.gone ?? []));
    }
  }
  return {
    rows: written,
    ...(gone.length === 0 ? {} : { gone }),
    ...(merged.length === 0 ? {} : { merged }),
    ...(expected === null ? {} : { expected }),
  };
}

interface News {
  readonly until: string | null;
  readonly isTooLate: boolean;
  readonly batch?: Batch;
}

/** What the log of deletions says since it was last asked. Told before the rows, so that what was restored stays. */
async function heardSince({ stream, plan, org, request }: Reading, before: Cursor, writer: RowWriter): Promise<News> {
  if (!plan.object.replicateable || before.read === null) return { until: before.heard, isTooLate: false };
  const heard = before.heard ?? before.read;
  const told = await deletionsSince(org.api, plan.object.name, heard, request.signal);
  if (told.is === "too-long-ago") {
    org.note(
      `${stream.name}: Salesforce does not tell all deletions since ${heard} any more; everything is read again`,
    );
    return { until: null, isTooLate: true };
  }
  const gone = told.ids.flatMap((id) => writer.gone(id));
  return {
    until: trustedText(org, told.until),
    isTooLate: false,
    ...(gone.length === 0 ? {} : { batch: { rows: [], gone } }),
  };
}

/** A moment by the clock of the service, as it was written, unless that is far ahead of ours. */
function trustedText({ api }: OrgView, text: string): string {
  const { context, name } = api;
  const at = momentOf(text);
  const sure = trusted(at, { now: context.world.now(), name, note: context.note });
  return sure === at ? text : formatInstant(sure);
}

function cursorOf(plan: Plan, cursor: Cursor): Pick<Batch, "cursor"> {
  return plan.changed === null ? {} : { cursor: keptCursor(cursor) };
}

/** History that Salesforce has thrown away since is not gone for us. */
function passWindow({ stream }: Reading, began: string): Pick<Batch, "window"> {
  if (stream.keptFor18Months !== true) return {};
  const from = formatInstant(momentOf(began) - HISTORY_KEPT).slice(0, 10);
  return { window: { column: "CreatedDate", from, to: `${Number(began.slice(0, 4)) + 10}-01-01` } };
}
