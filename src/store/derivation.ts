import type { ActivityMapping, ProjectModel } from "../model/project-model.ts";
import { raw, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { columnOrText, flag, instantOf, key, learnedOf, matches, versionOf } from "./source-view.ts";
import type { SourceView } from "./source-view.ts";

/** The tables of facts that are derived from raw rows. */
export type CanonicalTable =
  | "activities"
  | "memberships"
  | "stage_rows"
  | "stage_matches"
  | "attribute_rows"
  | "records";

/** How the rows of one source become rows of one table of facts. */
export interface Derivation {
  readonly table: CanonicalTable;
  /** Tells this derivation's rows from others in the table. */
  readonly mapping: string;
  readonly view: SourceView;
  /** `row`: each raw row is a fact of its own; `content`: raw rows of a load that say the same are one. */
  readonly grain: "row" | "content";
  /** The table's columns with the SQL of their values, over the raw table's columns. */
  readonly values: readonly { readonly column: string; readonly value: Fragment }[];
  readonly where: Fragment;
}

/** The column of `activities` with the cluster of one kind that a row names itself. */
export function clusterColumn(kind: string): string {
  return `cluster:${kind}`;
}

/** The column of `activities` with a property. */
export function propertyColumn(name: string): string {
  return `property:${name}`;
}

/** Cluster kinds that some activity names itself, in a fixed order. */
export function activityKinds(model: ProjectModel): readonly string[] {
  return [...new Set(model.activities.flatMap((activity) => Object.keys(activity.clusters)))].sort();
}

/** Properties that some activity carries, in a fixed order. */
export function activityProperties(model: ProjectModel): readonly string[] {
  return [...new Set(model.activities.flatMap((activity) => activity.properties))].sort();
}

/** All derivations of a model over the sources that have rows, in a fixed order. */
export function derivationsOf(model: ProjectModel, views: ReadonlyMap<string, SourceView>): readonly Derivation[] {
  const context: Context = { model, views };
  return [
    ...activityDerivations(context),
    ...membershipDerivations(context),
    ...stageDerivations(context),
    ...attributeDerivations(context),
    ...recordDerivations(context),
  ];
}

interface Context {
  readonly model: ProjectModel;
  readonly views: ReadonlyMap<string, SourceView>;
}

interface Draft {
  readonly mapping: string;
  readonly values: Readonly<Record<string, Fragment>>;
  readonly where: Fragment;
}

function build(view: SourceView, table: CanonicalTable, draft: Draft): Derivation {
  const grain = table === "activities" || table === "stage_matches" ? "row" : "content";
  const values = Object.entries({
    ...draft.values,
    learned: learnedOf(view),
    stated: instantOf(view, view.source.learned),
  }).map(([column, value]) => ({ column, value }));
  return { table, mapping: draft.mapping, view, grain, values, where: draft.where };
}

function activityDerivations({ model, views }: Context): readonly Derivation[] {
  return model.activities.flatMap((activity) => {
    const view = views.get(activity.from);
    if (view === undefined) return [];
    const shared = model.activities.filter((other) => other.from === activity.from).length > 1;
    const values = {
      source: text(activity.from),
      id: identity(view, shared ? activity.name : null),
      at: instantOf(view, activity.at),
      member: key(view, activity.member),
      kind: columnOrText(view, activity.kind),
      product: columnOrText(view, activity.product),
      other: key(view, activity.other),
      version: versionOf(view),
      ...clustersAndProperties(model, activity, view),
    };
    return [
      build(view, "activities", { mapping: `activity:${activity.name}`, values, where: matches(view, activity.where) }),
    ];
  });
}

function clustersAndProperties(
  model: ProjectModel,
  activity: ActivityMapping,
  view: SourceView,
): Readonly<Record<string, Fragment>> {
  const clusters = activityKinds(model).map(
    (kind) => [clusterColumn(kind), key(view, activity.clusters[kind] ?? null)] as const,
  );
  const properties = activityProperties(model).map(
    (name) => [propertyColumn(name), key(view, activity.properties.includes(name) ? name : null)] as const,
  );
  return Object.fromEntries([...clusters, ...properties]);
}

/** Which row it is; where several activities come from one row, each has an identity of its own. */
function identity(view: SourceView, activity: string | null): Fragment {
  const id = key(view, view.source.id);
  return activity === null || view.source.id === null ? id : sql`${text(`${activity} `)} || ${id}`;
}

function membershipDerivations({ model, views }: Context): readonly Derivation[] {
  const stated = model.memberships.flatMap((mapping, index) => {
    const view = views.get(mapping.from);
    if (view === undefined) return [];
    const values = {
      cluster_kind: text(mapping.kind),
      member: key(view, mapping.member),
      cluster: key(view, mapping.cluster),
      valid_from: instantOf(view, mapping.validFrom),
      valid_to: instantOf(view, mapping.validTo),
      is_primary: flag(view, mapping.primary),
    };
    const where = sql`${matches(view, mapping.where)} AND ${values.member} IS NOT NULL AND ${values.cluster} IS NOT NULL`;
    return [build(view, "memberships", { mapping: `membership:${index}`, values, where })];
  });
  const inRecords = model.clusters.flatMap((cluster, index) => {
    const view = views.get(cluster.from);
    if (view === undefined || cluster.members === null) return [];
    const values = {
      cluster_kind: text(cluster.kind),
      member: key(view, cluster.members),
      cluster: key(view, cluster.key),
      valid_from: raw("NULL::TIMESTAMP"),
      valid_to: raw("NULL::TIMESTAMP"),
      is_primary: raw("NULL::BOOLEAN"),
    };
    const where = sql`${matches(view, cluster.where)} AND ${values.member} IS NOT NULL AND ${values.cluster} IS NOT NULL`;
    return [build(view, "memberships", { mapping: `cluster:${index}`, values, where })];
  });
  return [...stated, ...inRecords];
}

function stageDerivations({ model, views }: Context): readonly Derivation[] {
  const { stages } = model;
  if (stages === null) return [];
  const kind = text(stages.kind);
  const history = stages.history.flatMap((part, index) => {
    const view = views.get(part.from);
    if (view === undefined) return [];
    const cluster = key(view, part.cluster);
    const values = { cluster_kind: kind, cluster, stage: key(view, part.stage), at: instantOf(view, part.at) };
    const where = sql`${matches(view, part.where)} AND ${cluster} IS NOT NULL`;
    return [build(view, "stage_rows", { mapping: `history:${index}`, values, where })];
  });
  const rules = stages.rules.flatMap((rule, index) => {
    const view = views.get(rule.from);
    if (view === undefined) return [];
    const cluster = key(view, rule.cluster);
    const values = {
      cluster_kind: kind,
      rule: raw(String(index)),
      source: text(rule.from),
      id: key(view, view.source.id),
      cluster,
      at: instantOf(view, rule.at),
      version: versionOf(view),
    };
    const where = sql`${matches(view, rule.where)} AND ${cluster} IS NOT NULL`;
    return [build(view, "stage_matches", { mapping: `rule:${index}`, values, where })];
  });
  return [...history, ...rules, ...stageAttribute({ model, views })];
}

/** Today's stage as a column of a source: stated when the row's activity happened, where rows are activities. */
function stageAttribute({ model, views }: Context): readonly Derivation[] {
  const stages = model.stages;
  const attribute = stages?.attribute ?? null;
  const view = attribute === null ? undefined : views.get(attribute.from);
  if (stages === null || attribute === null || view === undefined) return [];
  const cluster = key(view, attribute.cluster);
  const stage = key(view, attribute.stage);
  const values = { cluster_kind: text(stages.kind), cluster, stage, at: timeOf(model, view) };
  const where = sql`${cluster} IS NOT NULL AND ${stage} IS NOT NULL`;
  return [build(view, "stage_rows", { mapping: "attribute", values, where })];
}

/** The instant at which a row states something: that of its activity, if its source has any; else none. */
function timeOf(model: ProjectModel, view: SourceView): Fragment {
  return instantOf(view, model.activities.find((activity) => activity.from === view.source.name)?.at ?? null);
}

function attributeDerivations({ model, views }: Context): readonly Derivation[] {
  const stated = model.attributes.flatMap((mapping, index) => {
    const view = views.get(mapping.from);
    if (view === undefined) return [];
    const row = {
      kind: mapping.kind,
      cluster: key(view, mapping.cluster),
      at: instantOf(view, mapping.at),
      where: matches(view, mapping.where),
    };
    return mapping.values.map((name) => attributeDerivation(view, `attributes:${index}:${name}`, { ...row, name }));
  });
  const inRecords = model.clusters.flatMap((cluster, index) => {
    const view = views.get(cluster.from);
    if (view === undefined) return [];
    const row = {
      kind: cluster.kind,
      cluster: key(view, cluster.key),
      at: timeOf(model, view),
      where: matches(view, cluster.where),
    };
    return cluster.attributes.map((name) => attributeDerivation(view, `cluster:${index}:${name}`, { ...row, name }));
  });
  return [...stated, ...inRecords];
}

interface AttributeRow {
  readonly kind: string;
  readonly cluster: Fragment;
  readonly at: Fragment;
  readonly name: string;
  readonly where: Fragment;
}

function attributeDerivation(view: SourceView, mapping: string, row: AttributeRow): Derivation {
  const value = key(view, row.name);
  const values = { cluster_kind: text(row.kind), cluster: row.cluster, name: text(row.name), value, at: row.at };
  const where = sql`${row.where} AND ${row.cluster} IS NOT NULL AND ${value} IS NOT NULL`;
  return build(view, "attribute_rows", { mapping, values, where });
}

function recordDerivations({ model, views }: Context): readonly Derivation[] {
  return model.clusters.flatMap((cluster, index) => {
    const view = views.get(cluster.from);
    if (view === undefined) return [];
    const values = {
      cluster_kind: text(cluster.kind),
      cluster: key(view, cluster.key),
      name: key(view, cluster.name),
      owner: key(view, cluster.owner),
      created: instantOf(view, cluster.created),
      deleted: instantOf(view, cluster.deleted),
    };
    const where = sql`${matches(view, cluster.where)} AND ${values.cluster} IS NOT NULL`;
    return [build(view, "records", { mapping: `record:${index}`, values, where })];
  });
}
