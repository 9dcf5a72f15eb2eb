import { SmacError, SmacErrors } from "../errors.ts";
import type { SourceSpan } from "../errors.ts";
import { predicateColumns } from "../model/predicate-columns.ts";
import type { Predicate } from "../model/predicate.ts";
import type { ColumnOrText, ProjectModel } from "../model/project-model.ts";
import { rowSources } from "../model/row-source.ts";
import { suggestion } from "../text/nearest.ts";

/** A column of a source that the model uses, and where smac.yml says so. */
export interface UsedColumn {
  readonly name: string;
  /** What uses it, in words: `activities “login”, member`. */
  readonly use: string;
  /** Whether a file without it is refused; else its values are unknown there. */
  readonly needed: boolean;
  /** Whether it is read as an instant. */
  readonly instant: boolean;
  readonly at: SourceSpan;
}

interface Place {
  readonly use: string;
  readonly at: SourceSpan;
}

/** Every column of a source that the model uses, once for each use. */
export function usedColumns(model: ProjectModel, source: string): readonly UsedColumn[] {
  return [
    ...ofSource(model, source),
    ...ofClusters(model, source),
    ...ofMemberships(model, source),
    ...ofStages(model, source),
    ...ofAttributes(model, source),
    ...ofActivities(model, source),
  ];
}

/**
 * The name under which the files have a column: exactly so, else the only one
 * that differs in letter case alone; null when there is none.
 */
export function findColumn(name: string, names: readonly string[]): string | null {
  if (names.includes(name)) return name;
  const alike = names.filter((known) => known.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/**
 * Refuses a file that lacks a column the model cannot do without.
 *
 * @throws SmacError `INPUT_MISSING_COLUMN` (or several at once), each pointing
 * at its place in smac.yml and naming the nearest column the file has.
 */
export function checkColumns(model: ProjectModel, used: readonly UsedColumn[], found: FoundColumns): void {
  const missing = used.filter((column) => column.needed && findColumn(column.name, found.names) === null);
  const distinct = missing.filter(
    (column, index) => missing.findIndex((other) => other.name === column.name) === index,
  );
  const errors = distinct.map(({ name, use, at }) => {
    const written = model.columnUses.find((one) => one.source === found.source && one.column === name);
    return new SmacError("INPUT_MISSING_COLUMN", `“${found.file}” has no column “${name}” (${written?.key ?? use})`, {
      hint: suggestion(name, found.names),
      at: written?.at ?? at,
    });
  });
  const [first] = errors;
  if (first === undefined) return;
  throw errors.length === 1 ? first : new SmacErrors(errors);
}

/** The columns a file has. */
export interface FoundColumns {
  readonly source: string;
  readonly file: string;
  readonly names: readonly string[];
}

function ofSource(model: ProjectModel, name: string): readonly UsedColumn[] {
  return rowSources(model)
    .filter((source) => source.name === name)
    .flatMap((source) => {
      const place = { use: `source “${name}”`, at: source.at };
      return [...columns(place, { id: source.id }), ...instants(place, { learned: source.learned })];
    });
}

function ofClusters(model: ProjectModel, source: string): readonly UsedColumn[] {
  return model.clusters
    .filter((cluster) => cluster.from === source)
    .flatMap((cluster) => {
      const place = { use: `clusters “${cluster.kind}”`, at: cluster.at };
      return [
        ...columns(place, { key: cluster.key, members: cluster.members }),
        ...optional(place, [cluster.name, cluster.owner, ...cluster.attributes]),
        ...instants(place, { created: cluster.created, deleted: cluster.deleted }),
        ...conditions(place, cluster.where),
      ];
    });
}

function ofMemberships(model: ProjectModel, source: string): readonly UsedColumn[] {
  return model.memberships
    .filter((mapping) => mapping.from === source)
    .flatMap((mapping) => {
      const place = { use: `memberships of “${mapping.kind}”`, at: mapping.at };
      return [
        ...columns(place, { member: mapping.member, cluster: mapping.cluster, primary: mapping.primary }),
        ...instants(place, { valid_from: mapping.validFrom, valid_to: mapping.validTo }),
        ...conditions(place, mapping.where),
      ];
    });
}

function ofStages(model: ProjectModel, source: string): readonly UsedColumn[] {
  const { stages } = model;
  if (stages === null) return [];
  const place = { use: "stages", at: stages.span };
  const dated = [...stages.history, ...stages.rules].filter((part) => part.from === source);
  return [
    ...dated.flatMap((part) => [
      ...columns(place, { cluster: part.cluster, ...("stage" in part ? { stage: part.stage } : {}) }),
      ...instants(place, { at: part.at }),
      ...conditions(place, part.where),
    ]),
    ...(stages.attribute?.from === source
      ? columns(place, { cluster: stages.attribute.cluster, stage: stages.attribute.stage })
      : []),
  ];
}

function ofAttributes(model: ProjectModel, source: string): readonly UsedColumn[] {
  return model.attributes
    .filter((mapping) => mapping.from === source)
    .flatMap((mapping) => {
      const place = { use: "attributes", at: mapping.span };
      return [
        ...columns(place, { cluster: mapping.cluster }),
        ...optional(place, mapping.values),
        ...instants(place, { at: mapping.at }),
        ...conditions(place, mapping.where),
      ];
    });
}

function ofActivities(model: ProjectModel, source: string): readonly UsedColumn[] {
  return model.activities
    .filter((activity) => activity.from === source)
    .flatMap((activity) => {
      const place = { use: `activities “${activity.name}”`, at: activity.span };
      return [
        ...instants(place, { at: activity.at }),
        ...columns(place, {
          member: activity.member,
          kind: columnOf(activity.kind),
          product: columnOf(activity.product),
          other: activity.other,
        }),
        ...columns(place, activity.clusters),
        ...optional(place, activity.properties),
        ...conditions(place, activity.where),
      ];
    });
}

function columnOf(value: ColumnOrText | null): string | null {
  return value !== null && "column" in value ? value.column : null;
}

function columns(place: Place, named: Readonly<Record<string, string | null>>): readonly UsedColumn[] {
  return Object.entries(named).flatMap(([role, name]) =>
    name === null ? [] : [{ name, use: `${place.use}, ${role}`, needed: true, instant: false, at: place.at }],
  );
}

function instants(place: Place, named: Readonly<Record<string, string | null>>): readonly UsedColumn[] {
  return columns(place, named).map((column) => ({ ...column, instant: true }));
}

function optional(place: Place, names: readonly (string | null)[]): readonly UsedColumn[] {
  return names.flatMap((name) =>
    name === null ? [] : [{ name, use: place.use, needed: false, instant: false, at: place.at }],
  );
}

function conditions(place: Place, where: Predicate | null): readonly UsedColumn[] {
  if (where === null) return [];
  return [...predicateColumns(where)].map((name) => ({
    name,
    use: `${place.use}, where`,
    needed: true,
    instant: false,
    at: place.at,
  }));
}
