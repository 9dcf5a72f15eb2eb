import type { Definition } from "../model/definition.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { Explanation, Report } from "../query/report.ts";
import { clickHouseScript } from "../sql/clickhouse/script.ts";
import { sql } from "../sql/fragment.ts";
import { type Period, periodContaining, periodName, previousPeriod } from "../time/calendar.ts";
import { SmacError } from "../errors.ts";
import { parsePeriodName } from "../time/period-name.ts";
import { openZone } from "../time/zone.ts";
import type { AnswerSource, Answered, Understood } from "./answer-source.ts";
import { type Ask } from "./ask.ts";
import { type AskedClusters, type ClustersRequest, askClusters } from "./ask-clusters.ts";
import type { ListPage } from "./listed-facts.ts";
import { type ExplainRequest, askExplain, plain } from "./ask-explain.ts";
import { type AskedEngine, type EngineCheck, engineCheck } from "./engine-check.ts";
import { type Measures, measuresOver } from "./measures.ts";
import { prepare } from "./prepare.ts";
import { type Session, openSession, query } from "./session.ts";
import { type ReportEngine, reportBy } from "./report-engine.ts";
import { type Views, viewsOver } from "./views.ts";

export type { AnswerSource, Answered, Understood } from "./answer-source.ts";

/** How the earlier period of an explanation was told, where that differs from now. */
export interface ToldThen {
  /** Default: the question's own. */
  readonly asOf?: string | undefined;
  /** The definition of then; default: the one asked. */
  readonly definition?: string | undefined;
}

/** What can be asked of facts, wherever they come from. */
export interface Answers extends Measures, Views {
  /** The numbers: `smac report`; by SQL, unless another execution is named. */
  report(ask?: Ask, engine?: ReportEngine): Promise<Answered<Report>>;
  /** The same numbers by every execution there is, compared: `smac report --engine-check`. */
  engineCheck(ask?: Ask): Promise<EngineCheck>;
  /** The list behind a number of the last asked-for period: `smac clusters`. */
  clusters(
    ask: Ask,
    request: ClustersRequest & { readonly page?: ListPage | undefined },
  ): Promise<Answered<AskedClusters>>;
  /** Why the number changed between `from` and `to`, by default the last complete period (where none is: the one under way) and the one before it: `smac explain`. */
  explain(ask: Ask, then?: ToldThen): Promise<Answered<Explanation> & { readonly names: ReadonlyMap<string, string> }>;
}

/** The answers over a source of facts, which is opened when it is first asked. */
export function answersOver(open: () => Promise<AnswerSource>): Answers {
  return {
    ...measuresOver(open),
    ...viewsOver(open),
    async report(ask = {}, engine = "sql") {
      const source = await open();
      const understood = await source.understand(ask);
      const { warnings = [] } = understood;
      // Its statements are told as those of the same report by itself: none does more than it needs.
      const made = source.made === undefined ? undefined : { ...source.made, isShared: false };
      const s = openSession({ ...source, made });
      const asked = await reportBy(engine, s, understood, (text) => source.note?.(text));
      const report = warnings.length === 0 ? asked : { ...asked, warnings: [...warnings, ...(asked.warnings ?? [])] };
      const freshness = await source.freshness?.();
      return {
        answer: freshness === undefined || freshness.length === 0 ? report : { ...report, freshness },
        statements: s.engine.speaks === "clickhouse" ? clickHouseScript(s.trace) : s.trace,
      };
    },
    async engineCheck(ask = {}) {
      const source = await open();
      const asked = await understoodBy(source, ask);
      const check = async (other: AnswerSource | null): Promise<EngineCheck> =>
        engineCheck(asked, other === null ? null : await understoodBy(other, ask));
      return source.beside === undefined ? check(null) : source.beside(check);
    },
    async clusters(ask, request) {
      const source = await open();
      const { question, facts } = await noted(source, ask);
      const s = openSession(source);
      const { prepared: _, ...answer } = await askClusters(s, question, facts, request);
      return { answer, statements: s.trace };
    },
    async explain(ask, then) {
      const source = await open();
      const { from, to, ...rest } = ask;
      const understood = await noted(source, rest);
      const { question, facts } = understood;
      const s = openSession(source);
      const later = to === undefined ? await lastPeriod(s, understood) : onePeriod(to, question.definition);
      const earlier =
        from === undefined ? previousPeriod(question.definition.period, later) : onePeriod(from, question.definition);
      if (to === undefined) refuseBackwards(earlier, later, question.definition);
      const told = then === undefined ? undefined : await toldThen(source, rest, then);
      const answer = await askExplain(s, question, facts, { from: earlier, to: later, told });
      return { answer, statements: s.trace, names: await namesOf(s, facts) };
    },
  };
}

async function understoodBy(source: AnswerSource, ask: Ask): Promise<AskedEngine> {
  return { session: openSession(source), ...(await source.understand(ask)) };
}

/** The question and its facts, with what there is to know about them told as notes. */
async function noted(source: AnswerSource, ask: Ask): Promise<Understood> {
  const understood = await source.understand(ask);
  for (const { message } of understood.warnings ?? []) source.note?.(message);
  return understood;
}

/** The names of clusters, by key, where their records say them. */
async function namesOf(session: Session, facts: Facts): Promise<ReadonlyMap<string, string>> {
  if (facts.record === null) return new Map();
  const rows = await query<{ cluster: string; name: string }>(
    session,
    sql`select cluster, max(name) as name from (${facts.record}) where cluster is not null and name is not null group by cluster`,
  );
  return new Map(rows.map(({ cluster, name }) => [cluster, name]));
}

async function toldThen(source: AnswerSource, ask: Ask, then: ToldThen): Promise<NonNullable<ExplainRequest["told"]>> {
  const definition = then.definition ?? ask.definition;
  const { question, facts } = await noted(source, {
    ...ask,
    ...(then.asOf === undefined ? {} : { asOf: then.asOf }),
    definition,
  });
  const today = await source.understand({ ...ask, definition });
  return { asOf: question.asOf, definition: question.definition, facts, known: today.facts };
}

/** The last complete period of a report; where none is, the one that is under way. */
async function lastPeriod(session: Session, { question, facts }: Understood): Promise<Period> {
  const definition = plain(question.definition);
  const { period: rule, timezone } = definition;
  const zone = openZone(timezone);
  const until = Math.min(question.now, question.asOf, question.through ?? Number.POSITIVE_INFINITY);
  const today = periodContaining(rule, zone.localDay(until));
  const complete = zone.dayStart(today.end) <= until ? today : previousPeriod(rule, today);
  const asked = rule.kind === "trailing" ? { start: complete.end - 1, end: complete.end } : complete;
  const looked: Question = { ...question, definition, range: "expand", from: asked, to: asked };
  const { first, last } = (await prepare(session, looked, facts, false)).span;
  if (first === null || last === null)
    throw new SmacError("QUERY_NO_PERIOD", "there is no activity and no period was asked for", {
      hint: "name a period, for example --to 2026-10",
    });
  const [begun, ended] = [periodContaining(rule, first), periodContaining(rule, last)];
  return complete.end > ended.end || complete.end < begun.end ? ended : complete;
}

/** Named by one end alone, a comparison goes forward in time. */
function refuseBackwards(earlier: Period, later: Period, { period }: Definition): void {
  if (earlier.end < later.end) return;
  throw new SmacError(
    "QUERY_RANGE_BACKWARDS",
    `${periodName(period, earlier)} is not before ${periodName(period, later)}, the last complete period`,
    { hint: "name both periods, for example --from 2026-09 --to 2026-10" },
  );
}

function onePeriod(name: string, { period }: Definition): Period {
  const named = parsePeriodName(name, period);
  const one = periodContaining(period, period.kind === "trailing" ? named.end - 1 : named.start);
  if (period.kind !== "trailing" && one.end < named.end) {
    throw new SmacError("QUERY_BAD_PERIOD_NAME", `“${name}” holds more than one ${period.kind}`, {
      hint: `name a single ${period.kind}`,
    });
  }
  return one;
}
