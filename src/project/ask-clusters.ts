import { rowBy } from "../compile/cells.ts";
import type { ListPlace } from "../compile/list-statement.ts";
import { tables } from "../compile/names.ts";
import { SmacError } from "../errors.ts";
import type { Definition } from "../model/definition.ts";
import { printPeriod } from "../query/assemble.ts";
import type { Facts } from "../query/facts.ts";
import { type Question, isWeighted } from "../query/question.ts";
import { type ListedFacts, reasonOf } from "../query/reason.ts";
import type { ClusterList, ClusterStatus, ListedCluster } from "../query/report.ts";
import { type TimelinePeriod, distinctIndex, overPeriods } from "../query/timeline.ts";
import { periodKind, periodName, previousPeriod } from "../time/calendar.ts";
import { formatDay } from "../time/day.ts";
import { formatInstant } from "../time/instant.ts";
import { raw } from "../sql/fragment.ts";
import { suggestion } from "../text/nearest.ts";
import { askGroups } from "./ask-groups.ts";
import { countLately, latelyDays } from "./count-lately.ts";
import { mappedInTurns } from "./in-turns.ts";
import { type ListAbout, type ListPage, listedFacts, listedPage } from "./listed-facts.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { type Session, query } from "./session.ts";

/** Which number's list is asked for, beside its period. */
export interface ClustersRequest {
  readonly stage?: string | undefined;
  readonly product?: string | undefined;
  /** Values of the definition's attributes, by name. */
  readonly by?: Readonly<Record<string, string | null>> | undefined;
  readonly status: ClusterStatus;
}

/** A list with what a ranking needs beside it. */
export interface AskedClusters {
  readonly list: ClusterList;
  readonly facts: readonly ListedFacts[];
  /** How many lines the list has, where only a page of them was worked out; absent: all were. */
  readonly lines?: number;
}

/** The same, with the tables that it was read from. */
interface PreparedClusters extends AskedClusters {
  readonly prepared: Prepared;
}

/**
 * The list behind a number: the last period asked for, else the last complete
 * one (or, for `over: distinct`, all of them), one stage or all, one product or
 * everything. `lately`: whether `smac_lately` was made for this period, so that
 * what clusters did is read from it; default: it is made where that can be. `page`:
 * the only lines that are needed.
 *
 * @throws SmacError `QUERY_UNKNOWN_STAGE`, `QUERY_UNKNOWN_PRODUCT`, `QUERY_NO_PERIOD`.
 */
export async function askClusters(
  session: Session,
  question: Question,
  facts: Facts,
  request: ClustersRequest & { readonly lately?: boolean; readonly page?: ListPage | undefined },
): Promise<PreparedClusters> {
  const { definition } = question;
  const asked = { ...question, definition: listedDefinition(definition, request) };
  const wanted = pageOf(session, { question: asked, facts }, request);
  const counts = async () => isPlain(asked, request) && (await countLately(session, asked, facts));
  const lately = wanted !== null || (request.lately ?? (await counts()));
  const prepared = await prepare(session, asked, facts, lately ? "instants" : true);
  const page = wanted !== null && (await stretches(session)) >= wanted.least ? wanted : null;
  if (wanted !== null && page === null) await countLately(session, asked, facts);
  const reported = prepared.periods.filter((p) => p.reported);
  const union = definition.over === "distinct";
  const period = definition.over === "last" || question.to === null ? overPeriods(reported).at(-1) : reported.at(-1);
  if (period === undefined)
    throw new SmacError("QUERY_NO_PERIOD", "there is no activity and no period was asked for", {
      hint: "name a period, for example --in 2026-03",
    });
  const place: ListPlace = {
    index: union ? distinctIndex : period.index,
    stage: stageNumber(prepared, request.stage),
    product: productNamed(prepared, request.product),
    by:
      request.by === undefined || rowBy(prepared.setting).length === 0
        ? null
        : asked.definition.by.map((name) => request.by?.[name] ?? null),
    status: request.status,
  };
  const about = { place, period, lately };
  const { listed, sums } = !hasStatus(definition, request.status)
    ? { listed: [], sums: null }
    : page !== null
      ? await listedPage(session, prepared, { ...about, page, asked })
      : { listed: await allListed(session, prepared, about), sums: null };
  const described = describing(question, period);
  const clusters = await mappedInTurns(listed, described);
  const used = overPeriods(reported);
  const printed = union
    ? {
        ...printPeriod(definition, period),
        kind: `range:${periodKind(definition.period)}`,
        start: formatDay(used[0]?.start ?? period.start),
      }
    : printPeriod(definition, period);
  return {
    list: {
      period: printed,
      stage: request.stage ?? null,
      product: request.product ?? null,
      status: request.status,
      count: sums?.weight ?? clusters.reduce((sum, c) => sum + c.weight, 0),
      clusters,
      ...(prepared.warnings.length > 0 ? { warnings: prepared.warnings } : {}),
    },
    facts: listed,
    prepared,
    ...(sums === null ? {} : { lines: Number(sums.lines) }),
  };
}

async function allListed(session: Session, prepared: Prepared, about: ListAbout): Promise<readonly ListedFacts[]> {
  const groups = prepared.setting.question.definition.unit === "component";
  return groups
    ? groupFacts(session, prepared, { period: about.period, product: about.place.product })
    : listedFacts(session, prepared, about);
}

/**
 * The page that is asked for, where the next one finds the list again, what its clusters did can be told without the
 * others, and weights are whole, so that they add up alike; null: the whole list is worked out.
 */
function pageOf(
  session: Session,
  { question, facts }: { readonly question: Question; readonly facts: Facts },
  request: ClustersRequest & { readonly page?: ListPage | undefined },
): ListPage | null {
  if (request.page === undefined || session.made?.isShared !== true) return null;
  const can = isPlain(question, request) && !isWeighted(question.definition);
  return can && latelyDays(session, question, facts) !== null ? request.page : null;
}

async function stretches(session: Session): Promise<number> {
  const [row] = await query<{ n: number }>(session, raw(`select count(*) as n from ${tables.run}`));
  return Number(row?.n ?? 0);
}

/** Whether the list is one of all activity in a single period. */
function isPlain({ definition }: Question, { product }: ClustersRequest): boolean {
  const { products, over, unit } = definition;
  return product === undefined && !products && over === "none" && unit === "cluster";
}

/** Groups of an interaction, and several periods in one, have no lifecycle: none of them is new, retained, resurrected, dormant or moved. */
function hasStatus({ unit, over }: Definition, status: ClusterStatus): boolean {
  if (unit === "component") return status === "active" || status === "all";
  return over !== "distinct" || status === "active" || status === "inactive" || status === "all";
}

/** A mean opens into its periods; attributes that no value is named of do not narrow the list. */
export function listedDefinition(definition: Definition, { by }: Pick<ClustersRequest, "by">): Definition {
  const unknown = Object.keys(by ?? {}).find((name) => !definition.by.includes(name));
  if (unknown !== undefined) {
    throw new SmacError("QUERY_UNKNOWN_ATTRIBUTE", `the numbers are not split by “${unknown}”`, {
      hint: definition.by.length === 0 ? `split them by it first: --by ${unknown}` : suggestion(unknown, definition.by),
    });
  }
  const kept =
    definition.unit === "combination" ? definition.by : definition.by.filter((name) => Object.hasOwn(by ?? {}, name));
  return { ...definition, by: kept, over: definition.over === "mean" ? "none" : definition.over };
}

/**
 * The number of a stage by its name, in any case; without one: the total, or 0 where rows have no stage.
 *
 * @throws SmacError `QUERY_UNKNOWN_STAGE`, `QUERY_STAGE_NEEDED` where no number is of an attribute's value in all stages.
 */
export function stageNumber({ stages, setting }: Prepared, name: string | undefined): number | null {
  const { definition } = setting.question;
  if (name === undefined && definition.stages && rowBy(setting).length > 0) {
    const whole = definition.by.join(", ");
    throw new SmacError(
      "QUERY_STAGE_NEEDED",
      `the numbers are split by stage and ${whole}: no one number is of all stages`,
      {
        hint: `name the stage, too: one of ${stages.join(", ")}`,
      },
    );
  }
  if (name === undefined) return definition.stages ? null : 0;
  const place =
    stages.indexOf(name) >= 0 ? stages.indexOf(name) : stages.findIndex((s) => s.toLowerCase() === name.toLowerCase());
  if (place >= 0 && definition.stages) return place + 1;
  throw new SmacError("QUERY_UNKNOWN_STAGE", `there is no stage “${name}”`, { hint: suggestion(name, stages) });
}

/** A product by its name; null: everything. */
export function productNamed({ scope }: Prepared, name: string | undefined): string | null {
  if (name === undefined || scope.tally.products.includes(name)) return name ?? null;
  throw new SmacError("QUERY_UNKNOWN_PRODUCT", `there is no product “${name}” in the period`, {
    hint: suggestion(name, scope.tally.products),
  });
}

async function groupFacts(
  session: Session,
  prepared: Prepared,
  { period, product }: { readonly period: TimelinePeriod; readonly product: string | null },
): Promise<readonly ListedFacts[]> {
  const groups = (await askGroups(session, prepared))(product).get(period.index) ?? [];
  return groups.map((group) => ({
    cluster: group.members[0] ?? "",
    weight: 1,
    status: "new" as const,
    stage: null,
    name: group.members.join(", "),
    owner: null,
    events: group.events,
    days: group.days,
    members: group.members.length,
    firstAt: null,
    lastAt: group.lastAt,
    eventsBefore: 0,
    daysBefore: 0,
  }));
}

/** How the clusters of a period are told. */
function describing(question: Question, period: TimelinePeriod): (row: ListedFacts) => ListedCluster {
  const { definition } = question;
  const names = {
    now: periodName(definition.period, period.whole),
    before: periodName(definition.period, previousPeriod(definition.period, period.whole)),
  };
  const setting = { definition, names, end: Math.min(period.endAt, question.now) };
  return (row) => ({
    cluster: row.cluster,
    name: row.name,
    owner: row.owner,
    weight: row.weight,
    status: row.status,
    stage: row.stage,
    events: row.events,
    days: row.days,
    members: row.members,
    last: row.lastAt === null ? null : formatInstant(row.lastAt),
    reason: reasonOf(row, setting),
  });
}
