import { sideStatement } from "../compile/side-statement.ts";
import { SmacError } from "../errors.ts";
import type { Definition } from "../model/definition.ts";
import { printPeriod } from "../query/assemble.ts";
import { type Explained, type Side, explainChange } from "../query/explain.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import type { ExplainedGroup, Explanation } from "../query/report.ts";
import type { TimelinePeriod } from "../query/timeline.ts";
import { type Period, periodContaining, periodName } from "../time/calendar.ts";
import { DAY_MICROS, type Instant } from "../time/instant.ts";
import { suggestion } from "../text/nearest.ts";
import { type Zone, openZone } from "../time/zone.ts";
import { lastValues } from "./cluster-table.ts";
import { prepare } from "./prepare.ts";
import { type Session, query } from "./session.ts";

/** Two periods to compare, and how the earlier one was told when that differs. */
export interface ExplainRequest {
  readonly from: Period;
  readonly to: Period;
  readonly told?:
    | {
        readonly asOf: Instant;
        readonly definition: Definition;
        /** The facts of that definition, as known then and as known now. */
        readonly facts: Facts;
        readonly known: Facts;
      }
    | undefined;
}

/**
 * The change between two periods, split into parts that add up.
 *
 * @throws SmacError `QUERY_NOT_EXPLAINABLE` without a denominator, or when the
 * stage is looked at over the whole period.
 */
export async function askExplain(
  session: Session,
  question: Question,
  facts: Facts,
  request: ExplainRequest,
): Promise<Explanation> {
  const definition = plain(question.definition);
  const zone = openZone(definition.timezone);
  const [earlier, later] = [request.from, request.to].map((p) =>
    periodContaining(definition.period, definition.period.kind === "trailing" ? p.end - 1 : p.start),
  ) as [Period, Period];
  const asked = { ...question, definition, range: "expand" as const };
  const cut = likeForLike(asked, zone, earlier, later);
  const side = (q: Question, period: Period, of = facts) => sideOf(session, q, of, period);
  const after = await side(asked, later);
  const atCut = { ...asked, now: cut, stageNow: question.now };
  const before = await side(atCut, earlier);
  const then = request.told;
  const thenDefinition = then === undefined ? definition : plain(then.definition);
  const told =
    then === undefined
      ? before
      : await side(
          {
            ...atCut,
            definition: thenDefinition,
            asOf: then.asOf,
            now: Math.min(cut, then.asOf),
            stageNow: Math.min(question.now, then.asOf),
          },
          earlier,
          then.facts,
        );
  const known = then === undefined ? before : await side({ ...atCut, definition: thenDefinition }, earlier, then.known);
  const sides = {
    told: told.clusters,
    known: known.clusters,
    before: before.clusters,
    after: after.clusters,
  };
  const { by } = question.definition;
  const ofActivities = by.filter((name) => !facts.attributes.includes(name) && facts.activityAttributes.includes(name));
  checkNames(by, facts);
  const isSplit = by.length > 0 && ofActivities.length === 0;
  const groupOf = isSplit ? await groupsBy(session, { question, facts }) : undefined;
  const explained = explainChange(sides, groupOf);
  const warnings = [
    ...(after.period.complete
      ? []
      : [
          {
            code: "INCOMPLETE_PERIOD",
            message: `${periodName(definition.period, later)} is not over: ${periodName(definition.period, earlier)} is cut after as many days and the same time of day`,
          },
        ]),
    ...ofActivities.map((name) => ({
      code: "BY_UNUSED",
      message: `the change is not split by “${name}”: it says something of activities, not of clusters`,
    })),
  ];
  return {
    from: {
      ...printPeriod(definition, before.period),
      complete: after.period.complete ? before.period.complete : false,
      ...(cut < question.now && !after.period.complete ? { clipped: true as const } : {}),
    },
    to: printPeriod(definition, after.period),
    count: explained.count,
    rate: explained.rate,
    ...(then === undefined ? {} : { told: levelOf(told.clusters) }),
    clusters: explained.clusters,
    ...(explained.rateClusters === null ? {} : { rate_clusters: explained.rateClusters }),
    ...(groupOf === undefined ? {} : { groups: groupsOf(explained, by) }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

function levelOf(side: Side): { readonly active: number; readonly population: number } {
  return { active: [...side.values()].filter(({ active }) => active).length, population: side.size };
}

function checkNames(by: readonly string[], { attributes, activityAttributes }: Facts): void {
  const unknown = by.find((name) => !attributes.includes(name) && !activityAttributes.includes(name));
  if (unknown === undefined) return;
  throw new SmacError("QUERY_UNKNOWN_ATTRIBUTE", `no attribute of clusters is called “${unknown}”`, {
    hint: suggestion(unknown, attributes),
  });
}

/** The values of the definition's attributes by which a cluster is told apart, as one text. */
async function groupsBy(
  session: Session,
  { question, facts }: { readonly question: Question; readonly facts: Facts },
): Promise<(cluster: string) => string> {
  const { by } = question.definition;
  const values = await lastValues(session, { facts, question });
  return (cluster) => JSON.stringify(by.map((name) => values.get(cluster)?.[name] ?? null));
}

/** The groups that changed most first. */
function groupsOf({ groups }: Explained, by: readonly string[]): readonly ExplainedGroup[] {
  const told = [...groups].map(([group, count]): ExplainedGroup => {
    const values = JSON.parse(group) as readonly (string | null)[];
    return { by: Object.fromEntries(by.map((name, index) => [name, values[index] ?? null])), count };
  });
  const order = ({ by: values }: ExplainedGroup) => JSON.stringify(Object.values(values));
  return told.toSorted((a, b) => Math.abs(b.count.change) - Math.abs(a.count.change) || (order(a) < order(b) ? -1 : 1));
}

/** Whether the change of a definition's numbers can be split into parts. */
export function isExplainable({ denominator, unit, stageAt }: Definition): boolean {
  return denominator !== "none" && unit === "cluster" && (stageAt === "end" || stageAt === "start");
}

/**
 * A change is explained for the total: without attributes, products and several periods in one.
 *
 * @throws SmacError `QUERY_NOT_EXPLAINABLE`.
 */
export function plain(definition: Definition): Definition {
  if (definition.denominator === "none" || definition.unit !== "cluster") {
    throw new SmacError(
      "QUERY_NOT_EXPLAINABLE",
      `the definition “${definition.name}” has no population, so its change cannot be split`,
      {
        hint: "ask for --denominator stage or --denominator all",
      },
    );
  }
  if (definition.stageAt !== "end" && definition.stageAt !== "start") {
    throw new SmacError(
      "QUERY_NOT_EXPLAINABLE",
      `a change cannot be split while stages are looked at by “${definition.stageAt}”: a cluster must be in one stage at a time`,
      {
        hint: "ask for --stage-at end or --stage-at start",
      },
    );
  }
  return { ...definition, by: [], products: false, over: "none" };
}

/** When the later period is not over: the earlier one's last instant after as many whole days and the same time of day; else now. */
export function likeForLike(question: Question, zone: Zone, earlier: Period, later: Period): Instant {
  const { now } = question;
  if (now < zone.dayStart(later.start) || now >= zone.dayStart(later.end)) return now;
  const cut = zone.toInstant(zone.localMicros(now) + (earlier.start - later.start) * DAY_MICROS);
  return cut >= zone.dayStart(earlier.end) ? now : cut;
}

async function sideOf(
  session: Session,
  question: Question,
  facts: Facts,
  period: Period,
): Promise<{ readonly period: TimelinePeriod; readonly clusters: Side }> {
  const asked = question.definition.period.kind === "trailing" ? { start: period.end - 1, end: period.end } : period;
  const prepared = await prepare(session, { ...question, from: asked, to: asked }, facts, false);
  const reported = prepared.periods.find((p) => p.reported);
  if (reported === undefined) throw new Error("an asked-for period is always in the timeline");
  const rows = await query<{ cluster: string; stage: number; active: boolean }>(
    session,
    sideStatement(prepared.setting, prepared.scope, reported.index),
  );
  return {
    period: reported,
    clusters: new Map(rows.map((row) => [row.cluster, { stage: Number(row.stage), active: row.active }])),
  };
}
