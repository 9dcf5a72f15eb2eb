import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { rowSources } from "../model/row-source.ts";
import type { Facts, Relation } from "../query/facts.ts";
import type { Instant } from "../time/instant.ts";
import { sql, text } from "../sql/fragment.ts";
import { activityRelation } from "./activity-relation.ts";
import { activitySpan } from "./activity-span.ts";
import type { ActivityShape } from "./activity-relation.ts";
import { attributeRelation, membershipRelation, stageRelation } from "./fact-relations.ts";
import type { FactScope } from "./fact-relations.ts";
import { activityKinds, activityProperties } from "./derivation.ts";
import { keySpace } from "./key-changes.ts";
import { knownKeys } from "./known-keys.ts";
import { readMeta } from "./meta.ts";
import { recordRelation } from "./record-relation.ts";
import { ruleStages } from "./stage-rules.ts";
import { hasOneStageVersion } from "./stage-versions.ts";

/** Columns of the activity relation that a property may not stand beside: they are the facts' own. */
const factColumns = new Set([
  "source",
  "id",
  "at",
  "learned",
  "forgotten",
  "cluster",
  "member",
  "kind",
  "product",
  "other",
  "stage",
  "version",
  "elsewhere",
]);

/** The stored active days of one cluster kind, for what is known today. */
export interface ActiveDays {
  /** `cluster, day, member, kind, product, parts, is_primary, events, first_at, last_at`; parts 0: no cluster found. */
  readonly relation: Relation;
  /** The zone whose days they are. */
  readonly timezone: string;
}

/** The facts of a store. */
export interface StoreFacts extends Facts {
  /** Null when something was learned after the moment asked for. */
  readonly activeDays: ActiveDays | null;
}

/** Which facts. */
export interface FactRequest {
  readonly kind: string;
  /** Only what was loaded by then; null: all. */
  readonly asOf: Instant | null;
  /** Of what sources date themselves (a `learned` column): only what they date by then; default: all. */
  readonly now?: Instant | null;
  /** Also which activities name a cluster of another kind; for checks. */
  readonly elsewhere?: boolean;
  /** Also where each activity was read; for evidence. */
  readonly origin?: boolean;
}

/**
 * The facts about one cluster kind, merges and deletions applied as known at
 * the moment. When nothing was learned after it, the activities are those that
 * stand today and need no choosing between versions.
 */
export async function factsOf(engine: Engine, model: ProjectModel, request: FactRequest): Promise<StoreFacts> {
  const { kind, asOf } = request;
  const scope = await factScope(engine, request);
  const others = request.elsewhere === true ? activityKinds(model).filter((one) => one !== kind) : [];
  const shape = { ...shapeOf(model, kind), elsewhere: others, origin: request.origin === true };
  const facts = await activityFacts(engine, model, scope);
  const attributes = attributeNames(model, kind);
  const days = asOf === null || asOf >= Number((await readMeta(engine, "keys_until")) ?? 0);
  return {
    activity: model.activities.length === 0 ? null : activityRelation(scope, shape),
    membership: shape.belongs ? membershipRelation(scope) : null,
    stage: stageFacts(model, scope),
    attribute: attributes.length === 0 ? null : attributeRelation(scope),
    record:
      model.clusters.some((c) => c.kind === kind) || scope.clusters.deleted !== null ? recordRelation(scope) : null,
    ...facts,
    activityHas: { ...facts.activityHas, ...(others.length > 0 ? { elsewhere: true } : {}) },
    activityAttributes: [],
    activityColumns: shape.properties,
    attributes,
    stageSource: stageSourceOf(model, kind),
    stageOrder: model.stages?.kind === kind ? model.stages.order : null,
    activeDays: scope.today && days ? { relation: activeDaysOf(kind), timezone: model.timezone } : null,
  };
}

/** Whose facts, as known when: with the merges and deletions known then. */
export async function factScope(engine: Engine, { kind, asOf, now = null }: FactRequest): Promise<FactScope> {
  const after = async (moment: Instant | null, name: string): Promise<boolean> =>
    moment !== null && moment < Number((await readMeta(engine, name)) ?? 0);
  return {
    kind,
    asOf,
    now,
    today: !(await after(asOf, "known_until")) && !(await after(now, "stated_until")),
    oneStageVersion: asOf === null && (await hasOneStageVersion(engine)),
    members: await knownKeys(engine, keySpace(null), asOf),
    clusters: await knownKeys(engine, keySpace(kind), asOf),
  };
}

/** What the model says about the activities of a cluster kind. */
export function shapeOf(model: ProjectModel, kind: string): ActivityShape {
  return {
    clustered: activityKinds(model).includes(kind),
    belongs:
      model.memberships.some((m) => m.kind === kind) ||
      model.clusters.some((c) => c.kind === kind && c.members !== null),
    properties: activityProperties(model).filter((name) => !factColumns.has(name.toLowerCase())),
  };
}

function activeDaysOf(kind: string): Relation {
  return sql`SELECT cluster, day, member, kind, product, parts, is_primary, events, first_at, last_at FROM active_days WHERE cluster_kind = ${text(kind)}`;
}

/** When something happened last, not after a moment; null: nothing did. */
export async function lastActivity(engine: Engine, now: Instant): Promise<Instant | null> {
  const last = (await activitySpan(engine))?.last ?? null;
  if (last === null || last <= now) return last;
  const [found] = await engine.rows<{ last: number | null }>(
    `SELECT max("at") AS last FROM activities WHERE "at" <= ?`,
    [{ type: "timestamp", value: now }],
  );
  return found?.last ?? null;
}

async function activityFacts(
  engine: Engine,
  model: ProjectModel,
  scope: FactScope,
): Promise<Pick<Facts, "activityHas" | "span">> {
  const seen = await activitySpan(engine);
  const some = (has: (activity: ProjectModel["activities"][number]) => boolean): boolean => model.activities.some(has);
  const alone = scope.clusters.merged !== null && !activityKinds(model).includes(scope.kind);
  const ids = rowSources(model).some((source) => source.id !== null);
  return {
    activityHas: {
      id: ids && !scope.today,
      learned: false,
      cluster: alone || activityKinds(model).includes(scope.kind),
      member: some((activity) => activity.member !== null),
      product: some((activity) => activity.product !== null),
      other: some((activity) => activity.other !== null),
      stage: false,
      undated: seen?.undated ?? false,
    },
    span:
      seen === undefined || seen.first === null || seen.last === null ? null : { first: seen.first, last: seen.last },
  };
}

function attributeNames(model: ProjectModel, kind: string): readonly string[] {
  const ofClusters = model.clusters.filter((c) => c.kind === kind).flatMap((c) => c.attributes);
  const stated = model.attributes.filter((a) => a.kind === kind).flatMap((a) => a.values);
  return [...new Set([...ofClusters, ...stated])];
}

function stageFacts(model: ProjectModel, scope: FactScope): Relation | null {
  const { stages } = model;
  if (stages === null || stages.kind !== scope.kind) return null;
  return stages.rules.length > 0 ? ruleStages(stages, scope) : stageRelation(scope);
}

function stageSourceOf(model: ProjectModel, kind: string): Facts["stageSource"] {
  const { stages } = model;
  if (stages === null || stages.kind !== kind) return null;
  return stages.attribute === null ? "history" : "attribute";
}
