import { isLabelled } from "../compile/cells.ts";
import { deedsByDay, deedsOfPage } from "../compile/lately.ts";
import {
  type ListPlace,
  type PageOfLines,
  listStatement,
  pageStatement,
  pageTable,
} from "../compile/list-statement.ts";
import { tables } from "../compile/names.ts";
import { type Question, isWeighted } from "../query/question.ts";
import { divide, rational, toNumber } from "../query/rational.ts";
import type { ListedFacts } from "../query/reason.ts";
import type { ListedCluster } from "../query/report.ts";
import { type TimelinePeriod, commonDays, distinctIndex, overPeriods } from "../query/timeline.ts";
import { type Fragment, raw, sql } from "../sql/fragment.ts";
import { daysOfPage } from "./count-lately.ts";
import { mappedInTurns } from "./in-turns.ts";
import type { Prepared } from "./prepare.ts";
import { type Session, execute, query } from "./session.ts";

/** The lines of a list that are asked for. */
export interface ListPage extends PageOfLines {
  /** Where clusters have fewer stretches of activity than this, the whole list is sooner told than a page. */
  readonly least: number;
}

interface Found {
  readonly cluster: string;
  readonly w: number | bigint;
  readonly status: ListedCluster["status"];
  readonly stage: number | null;
  readonly name: string | null;
  readonly owner: string | null;
  readonly events: number;
  readonly days: number;
  readonly members: number;
  readonly first_at: number | null;
  readonly last_at: number | null;
  readonly events_before: number;
  readonly days_before: number;
}

/** Keeps what clusters did in a period for the next lists of it; undefined: this list counts it by itself. */
async function deedsTable(
  session: Session,
  { setting }: Prepared,
  { place, lately }: { readonly place: ListPlace; readonly lately: boolean },
): Promise<Fragment | undefined> {
  const ofAll = place.index !== distinctIndex && place.product === null && !isLabelled(setting);
  if (!lately && (session.engine.speaks !== "duckdb" || !ofAll)) return undefined;
  const from = lately ? { days: tables.lately, members: true } : { days: tables.tally, members: setting.needs.member };
  const deeds = deedsByDay(setting, place.index, from);
  await execute(session, sql`create or replace temp table ${tables.deeds} as ${deeds}`);
  return raw(`select * from ${tables.deeds}`);
}

/** A line of a page; without a cluster, where the page is beyond the end. */
type OnPage = (Found | { readonly cluster: null }) & ListSums;

/** How many lines a list has, and what they count together. */
export interface ListSums {
  readonly lines: number;
  readonly weight: number;
}

/** The list of which place and period; `lately`: whether `smac_lately` tells of that period. */
export interface ListAbout {
  readonly place: ListPlace;
  readonly period: TimelinePeriod;
  readonly lately?: boolean;
}

/** The clusters of a list with all that is known of them. */
export async function listedFacts(
  session: Session,
  prepared: Prepared,
  about: ListAbout,
): Promise<readonly ListedFacts[]> {
  const rows = await query<Found>(session, await listOf(session, prepared, about));
  return mappedInTurns(rows, readsRow(prepared, about));
}

/** A page that is asked for; `asked`: the question, which names its period. */
export interface PageAbout extends ListAbout {
  readonly page: ListPage;
  readonly asked: Question;
}

/** The same of a page, with the sums of the whole list; what clusters did is told of those of the page alone. */
export async function listedPage(
  session: Session,
  prepared: Prepared,
  { page, asked, ...about }: PageAbout,
): Promise<{ readonly listed: readonly ListedFacts[]; readonly sums: ListSums }> {
  const { setting, scope } = prepared;
  const { place } = about;
  await execute(session, pageTable(setting, scope, place, page));
  const days = daysOfPage(session, asked, setting.facts);
  const rows = await query<OnPage>(session, pageStatement(setting, days, deedsOfPage(setting, place.index)));
  const [first] = rows;
  if (first === undefined) throw new Error("a page without its sums");
  const found = rows.filter((row): row is Found & ListSums => row.cluster !== null);
  return { listed: found.map(readsRow(prepared, about)), sums: { lines: Number(first.lines), weight: first.weight } };
}

async function listOf(session: Session, prepared: Prepared, { place, lately = false }: ListAbout): Promise<Fragment> {
  const done = await deedsTable(session, prepared, { place, lately });
  return listStatement(prepared.setting, prepared.scope, place, done);
}

function readsRow({ setting, periods, stages }: Prepared, { place, period }: ListAbout): (row: Found) => ListedFacts {
  const weighted = isWeighted(setting.question.definition);
  const days =
    place.index === distinctIndex
      ? commonDays(overPeriods(periods.filter((p) => p.reported)))
      : BigInt(Math.max(period.daysSoFar, 1));
  return (row) => ({
    cluster: row.cluster,
    weight: weighted ? toNumber(divide(rational(BigInt(row.w), 1n), rational(days, 1n))) : Number(row.w),
    status: row.status,
    stage: row.stage === null || Number(row.stage) === 0 ? null : (stages[Number(row.stage) - 1] ?? null),
    name: row.name,
    owner: row.owner,
    events: Number(row.events),
    days: Number(row.days),
    members: Number(row.members),
    firstAt: row.first_at,
    lastAt: row.last_at,
    eventsBefore: Number(row.events_before),
    daysBefore: Number(row.days_before),
  });
}
