import type { Relation } from "../query/facts.ts";
import { raw, sql } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import { clusterColumn, propertyColumn } from "./derivation.ts";
import { counted, goneAt } from "./fact-relations.ts";
import { knownFacts } from "./known-keys.ts";
import type { FactScope } from "./fact-relations.ts";

/** What the model says about the activities of a cluster kind. */
export interface ActivityShape {
  /** Whether some activity names its cluster itself. */
  readonly clustered: boolean;
  /** Whether there are memberships. */
  readonly belongs: boolean;
  readonly properties: readonly string[];
  /** Cluster kinds of which a named cluster is told, in the column `elsewhere`. */
  readonly elsewhere?: readonly string[];
  /** Also where each row comes from: its load, and its id as the source wrote it, in the columns `origin_load` and `origin_row`. */
  readonly origin?: boolean;
  /** Which rows of `activities f`; default: those of the versions asked for. */
  readonly rows?: Fragment;
}

/**
 * The activities, with merged keys resolved and without what deleted members
 * did after their deletion. Where nothing was learned after the moment asked
 * for, only the versions that stand, with null `id` and `learned`.
 */
export function activityRelation(scope: FactScope, shape: ActivityShape): Relation {
  const member = counted("f.member", "mm", scope.members.merged);
  const other = counted("f.other", "mo", scope.members.merged);
  const cluster = clusterOf(scope, shape, member.value);
  const gone = goneAt(["f.member", ...(scope.members.merged === null ? [] : ["mm.root"])], scope.members.deleted);
  const properties = shape.properties
    .map((name) => `, f.${identifier(propertyColumn(name))} AS ${identifier(name)}`)
    .join("");
  const others = (shape.elsewhere ?? []).map((kind) => `f.${identifier(clusterColumn(kind))}`);
  const elsewhere = others.length === 0 ? "" : `, coalesce(${others.join(", ")}) IS NOT NULL AS elsewhere`;
  const origin = shape.origin === true ? ", f._load AS origin_load, f.id AS origin_row" : "";
  const versions = scope.today
    ? "NULL::VARCHAR AS id, NULL::TIMESTAMP AS learned, NULL::TIMESTAMP AS forgotten, NULL::VARCHAR AS version"
    : "f.id, f.stated AS learned, NULL::TIMESTAMP AS forgotten, f.version";
  return sql`SELECT f.source, ${versions}, f."at", ${cluster.value} AS cluster, ${member.value} AS member, f.kind, f.product,
  ${other.value} AS other, NULL::VARCHAR AS stage${properties}${elsewhere}${origin}
FROM activities f${member.join}${other.join}${cluster.join}${gone.join} WHERE ${shape.rows ?? (scope.today ? raw("f._current") : knownFacts(scope, "f"))}${gone.before('f."at"')}`;
}

/** The cluster a row names; where members are counted by themselves, the member when clusters were merged. */
function clusterOf(scope: FactScope, shape: ActivityShape, member: string) {
  const { merged } = scope.clusters;
  if (shape.clustered) return counted(`f.${identifier(clusterColumn(scope.kind))}`, "mc", merged);
  if (merged !== null && !shape.belongs) return counted(member, "mc", merged);
  return { value: "NULL::VARCHAR", join: raw("") };
}
