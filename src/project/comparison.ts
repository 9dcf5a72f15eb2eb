import { SmacError } from "../errors.ts";
import type { Definition } from "../model/definition.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { PrintedPeriod, Report, ReportRow, TotalRow } from "../query/report.ts";
import { type Interval, wilson } from "../query/wilson.ts";
import { type Period, periodContaining, periodName, previousPeriod } from "../time/calendar.ts";
import { civilOf, dayOf, formatDay } from "../time/day.ts";
import { type Instant, formatInstant } from "../time/instant.ts";
import { parsePeriodName } from "../time/period-name.ts";
import { type Zone, openZone } from "../time/zone.ts";
import { type AskedClusters, type ClustersRequest, askClusters } from "./ask-clusters.ts";
import { likeForLike } from "./ask-explain.ts";
import { askReport } from "./ask-report.ts";
import { focusOf } from "./focus.ts";
import type { Session } from "./session.ts";

/** With what a period is compared. */
export interface ComparisonRequest {
  /**
   * `like` (default): the period before, cut after as many days and the same time of day while this one is not over;
   * `previous`: the whole period before; `year`: the same of a year before, cut alike; `none`; or the name of a period, cut alike.
   */
  readonly compare?: string | undefined;
}

/** A report row with the interval in which its rate may well lie; null where there is none. */
export type Likely<T> = T & { readonly interval: Interval | null };

/** The numbers of one period, up to an instant. */
export interface ComparedSide {
  readonly name: string;
  readonly period: PrintedPeriod;
  /** First and last local day that is in, both inclusive; the last may have begun only. */
  readonly first_day: string;
  readonly last_day: string;
  /** The instant until which it is counted, in UTC. */
  readonly until: string;
  readonly rows: readonly Likely<ReportRow>[];
  readonly totals: readonly Likely<TotalRow>[];
}

/** A period and what it is compared with; null: with nothing. */
export interface Comparison {
  readonly definition: Report["definition"];
  readonly now: ComparedSide;
  readonly before: ComparedSide | null;
  /** The names of the first and last of the latest twelve periods, of trailing windows 180 days: what a trend shows. */
  readonly around: { readonly from: string; readonly to: string };
  readonly unattributed: Report["unattributed"];
  readonly warnings?: Report["warnings"];
}

/**
 * The period in focus (the last asked for, else the current one, of trailing windows the last whole one) and the
 * earlier one it is fairly compared with.
 *
 * @throws SmacError `QUERY_BAD_COMPARISON` when the earlier period is not before the later one.
 */
export async function askComparison(
  session: Session,
  question: Question,
  facts: Facts,
  request: ComparisonRequest,
): Promise<Comparison> {
  const sides = sidesOf(question, request);
  const { side: now, report } = await reportOf(session, facts, sides.now);
  const before = sides.before === null ? null : (await reportOf(session, facts, sides.before)).side;
  const { definition, unattributed, warnings } = report;
  const around = { from: periodName(question.definition.period, trendStart(question, sides.now.period)), to: now.name };
  return { definition, now, before, around, unattributed, ...(warnings === undefined ? {} : { warnings }) };
}

/**
 * The list behind a number of a comparison.
 *
 * @throws SmacError `QUERY_BAD_COMPARISON` when the earlier side is asked for and there is none.
 */
export async function askComparedClusters(
  session: Session,
  question: Question,
  facts: Facts,
  request: ComparisonRequest & ClustersRequest & { readonly side: "now" | "before" },
): Promise<AskedClusters> {
  const side = sidesOf(question, request)[request.side];
  if (side === null)
    throw new SmacError("QUERY_BAD_COMPARISON", "nothing is compared, so there is no earlier number", {
      hint: "leave out compare=none, or ask for side=now",
    });
  return askClusters(session, side.question, facts, request);
}

interface SideQuestion {
  readonly question: Question;
  readonly period: Period;
  readonly zone: Zone;
  readonly cut: boolean;
}

function sidesOf(
  question: Question,
  { compare = "like" }: ComparisonRequest,
): { readonly now: SideQuestion; readonly before: SideQuestion | null } {
  const definition = { ...question.definition, over: "none" as const };
  const zone = openZone(definition.timezone);
  const later = focusOf({ ...question, definition }, zone);
  const at = (period: Period, until: Instant): SideQuestion => {
    const asked = definition.period.kind === "trailing" ? { start: period.end - 1, end: period.end } : period;
    const cut = until < question.now;
    const moved = cut ? { now: until, stageNow: question.now } : {};
    return {
      question: { ...question, ...moved, definition, from: asked, to: asked, range: "expand" },
      period,
      zone,
      cut,
    };
  };
  const now = at(later, question.now);
  if (compare === "none") return { now, before: null };
  const earlier = earlierOf(definition, later, compare);
  if (earlier.start >= later.start)
    throw new SmacError(
      "QUERY_BAD_COMPARISON",
      `${periodName(definition.period, earlier)} is not before ${periodName(definition.period, later)}`,
      {
        hint: "compare with an earlier period, or with like, previous, year or none",
      },
    );
  const until = compare === "previous" ? question.now : likeForLike(question, zone, earlier, later);
  return { now, before: at(earlier, until) };
}

function earlierOf(definition: Definition, later: Period, compare: string): Period {
  const rule = definition.period;
  const trailing = rule.kind === "trailing";
  if (compare === "like" || compare === "previous") return periodContaining(rule, later.start - 1);
  const middle = trailing ? later.end - 1 : later.start + Math.floor((later.end - 1 - later.start) / 2);
  if (compare === "year") {
    if (rule.kind === "week") return periodContaining(rule, middle - 364);
    const { year, month, day } = civilOf(middle);
    return periodContaining(rule, Math.min(dayOf(year - 1, month, day), dayOf(year - 1, month + 1, 1) - 1));
  }
  const named = parsePeriodName(compare, rule);
  return periodContaining(rule, trailing ? named.end - 1 : named.start);
}

function trendStart({ definition: { period } }: Question, last: Period): Period {
  if (period.kind === "trailing") return periodContaining(period, last.end - 180);
  let start = last;
  for (let n = 1; n < 12; n++) start = previousPeriod(period, start);
  return start;
}

async function reportOf(
  session: Session,
  facts: Facts,
  { question, period, zone, cut }: SideQuestion,
): Promise<{ readonly side: ComparedSide; readonly report: Report }> {
  const report = await askReport(session, question, facts);
  const [total] = report.totals;
  if (total === undefined) throw new Error("an asked-for period has a total");
  const until = Math.max(Math.min(question.now, zone.dayStart(period.end)), zone.dayStart(period.start));
  const clipped = (printed: PrintedPeriod): PrintedPeriod => (cut ? { ...printed, clipped: true } : printed);
  const likely = <T extends ReportRow | TotalRow>(row: T): Likely<T> => {
    const printed: T = { ...row, period: clipped(row.period) };
    return { ...printed, interval: wilson(row.active, row.population) };
  };
  return {
    report,
    side: {
      name: periodName(question.definition.period, period),
      period: clipped(total.period),
      first_day: formatDay(period.start),
      last_day: formatDay(Math.max(period.start, zone.localDay(until - 1))),
      until: formatInstant(until),
      rows: report.rows.map(likely),
      totals: report.totals.map(likely),
    },
  };
}
