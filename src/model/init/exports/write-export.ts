import { printPredicate } from "../../print-predicate.ts";
import { list, mapping, scalar } from "../yaml-text.ts";
import type { MatchedExport } from "./match-export.ts";

/** A line of a section of smac.yml, with a note for its comment. */
export interface ExportEntry {
  readonly kind: string;
  readonly text: string;
  readonly note: string;
}

/** A stage rule, with the stage it enters. */
export interface ExportRule {
  readonly enter: string;
  readonly text: string;
}

/** An activity, as `write-activities` proposes them. */
export interface ExportActivity {
  readonly name: string;
  readonly note: string;
  readonly text: string;
  readonly hasProduct: boolean;
  /** Whether a customer is active by it. */
  readonly isUse: boolean;
}

/** The clusters that an export has rows of. */
export function exportClusters(source: string, { shape, columns }: MatchedExport): ExportEntry[] {
  return (shape.meaning.clusters ?? []).flatMap((mapped) => {
    const { kind, key, name, created, attributes = [] } = mapped;
    const condition = conditionOf(mapped, columns);
    if (!columns.has(key) || condition === undefined) return [];
    const known = attributes.flatMap((role) => columns.get(role) ?? []);
    const text = mapping({
      from: source,
      key: columnOf(key, columns),
      name: columnOf(name, columns),
      created: columnOf(created, columns),
      attributes: known.length === 0 ? null : list(known),
      where: condition,
    });
    return [{ kind, text, note: `${shape.system}: ${shape.title}` }];
  });
}

/** The memberships that an export tells. */
export function exportMemberships(source: string, { shape, columns }: MatchedExport): ExportEntry[] {
  return (shape.meaning.memberships ?? []).flatMap((mapped) => {
    const { kind, member, cluster } = mapped;
    const condition = conditionOf(mapped, columns);
    if (!columns.has(member) || !columns.has(cluster) || condition === undefined) return [];
    const text = mapping({
      from: source,
      member: columnOf(member, columns),
      cluster: columnOf(cluster, columns),
      where: condition,
    });
    return [{ kind, text, note: `whose a ${member} is, as ${shape.title} says` }];
  });
}

/** The stage rules that an export allows. */
export function exportRules(source: string, { shape, columns }: MatchedExport): ExportRule[] {
  return (shape.meaning.rules ?? []).flatMap((rule) => {
    const { enter, cluster, at } = rule;
    const condition = conditionOf(rule, columns);
    if (!columns.has(cluster) || !columns.has(at) || condition === undefined) return [];
    const about = { cluster: columnOf(cluster, columns), at: columnOf(at, columns), where: condition };
    return [{ enter, text: mapping({ enter, from: source, ...about }) }];
  });
}

/** The activities that an export has rows of. */
export function exportActivities(source: string, { shape, columns }: MatchedExport): ExportActivity[] {
  return (shape.meaning.activities ?? []).flatMap((activity) => {
    const { name, at, member, clusters = {}, product, properties = [] } = activity;
    const condition = conditionOf(activity, columns);
    const known = Object.entries(clusters).filter(([, role]) => columns.has(role));
    const isWhose = known.length > 0 || (member !== undefined && columns.has(member));
    if (!columns.has(at) || !isWhose || condition === undefined) return [];
    const kinds = Object.fromEntries(known.map(([kind, role]) => [kind, columnOf(role, columns)]));
    const extra = properties.flatMap((role) => columns.get(role) ?? []);
    const text = mapping({
      from: source,
      at: columnOf(at, columns),
      member: columnOf(member, columns),
      clusters: known.length === 0 ? null : mapping(kinds),
      product: product === undefined || !columns.has(product) ? null : mapping({ column: columnOf(product, columns) }),
      kind: mapping({ text: scalar(name) }),
      properties: extra.length === 0 ? null : list(extra),
      where: condition,
    });
    const hasProduct = product !== undefined && columns.has(product);
    return [{ name, note: activity.note, text, hasProduct, isUse: activity.isUse ?? true }];
  });
}

/** The kinds of clusters that an export speaks of, in the order of its mappings. */
export function exportKinds(matched: MatchedExport): string[] {
  const { clusters = [], activities = [], memberships = [] } = matched.shape.meaning;
  const has = (role: string): boolean => matched.columns.has(role);
  return [
    ...new Set([
      ...clusters.filter(({ key }) => has(key)).map(({ kind }) => kind),
      ...memberships.filter(({ cluster, member }) => has(cluster) && has(member)).map(({ kind }) => kind),
      ...activities.flatMap(({ clusters: by = {} }) =>
        Object.entries(by).flatMap(([kind, role]) => (has(role) ? [kind] : [])),
      ),
    ]),
  ];
}

function columnOf(role: string | undefined, columns: ReadonlyMap<string, string>): string | null {
  const name = role === undefined ? undefined : columns.get(role);
  return name === undefined ? null : scalar(name);
}

/** The condition with columns for roles; null: every row counts; undefined: a column it needs is not there. */
function conditionOf(
  { where, whereIsOptional }: { readonly where?: string; readonly whereIsOptional?: true },
  columns: ReadonlyMap<string, string>,
): string | null | undefined {
  if (where === undefined) return null;
  const roles = [...where.matchAll(/\{(\w+)\}/g)].map(([, role = ""]) => role);
  if (roles.some((role) => !columns.has(role))) return whereIsOptional === true ? null : undefined;
  return scalar(where.replaceAll(/\{(\w+)\}/g, (_, role: string) => columnText(columns.get(role) ?? role)));
}

/** A column as conditions name it. */
function columnText(name: string): string {
  return printPredicate({ op: "truth", value: { kind: "column", name } });
}
