import type { Relation } from "../query/facts.ts";
import { raw, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { knownFacts } from "./known-keys.ts";
import type { KnownKeys } from "./known-keys.ts";

/** Whose facts, as known when. */
export interface FactScope {
  readonly kind: string;
  /** Null: all that was loaded. */
  readonly asOf: Instant | null;
  /** What sources date themselves is known when dated by then; null: at any time. */
  readonly now: Instant | null;
  /** Whether no activity was learned or forgotten after `asOf` and `now`. */
  readonly today: boolean;
  /** Whether each id of a row that moves a stage stands in one version. */
  readonly oneStageVersion: boolean;
  readonly members: KnownKeys;
  readonly clusters: KnownKeys;
}

/**
 * What was known at the moment is chosen by the relation itself. The `learned` it
 * gives, which decides between facts that contradict each other, is only what
 * the source says: when a row was loaded says nothing, or a full import and one
 * in parts would differ.
 */
const tie = "f.stated AS learned, NULL::TIMESTAMP AS forgotten";

/** A key as counted: what it was merged into, else itself; and the join that finds it. */
export interface CountedKey {
  readonly value: string;
  readonly join: Fragment;
}

/** The key of `column` after merges, joined under `alias`. */
export function counted(column: string, alias: string, merged: Fragment | null): CountedKey {
  if (merged === null) return { value: column, join: raw("") };
  return {
    value: `coalesce(${alias}.root, ${column})`,
    join: sql` LEFT JOIN (${merged}) ${alias} ON ${alias}.key = ${column}`,
  };
}

/** Memberships; a deleted member's end with its deletion, and never were when it never was. */
export function membershipRelation(scope: FactScope): Relation {
  const { kind, members, clusters } = scope;
  const member = counted("f.member", "mm", members.merged);
  const cluster = counted("f.cluster", "mc", clusters.merged);
  const gone = goneAt(["f.member", ...(members.merged === null ? [] : ["mm.root"])], members.deleted);
  return sql`SELECT ${member.value} AS member, ${cluster.value} AS cluster, f.valid_from, ${gone.end("f.valid_to")} AS valid_to, f.is_primary, ${tie}
FROM memberships f${member.join}${cluster.join}${gone.join} WHERE f.cluster_kind = ${text(kind)} AND ${knownFacts(scope, "f")}${gone.before("f.valid_from")}`;
}

/** Stage rows as stated. */
export function stageRelation(scope: FactScope): Relation {
  const { kind, clusters } = scope;
  const cluster = counted("f.cluster", "mc", clusters.merged);
  return sql`SELECT ${cluster.value} AS cluster, f.stage, f."at", ${tie} FROM stage_rows f${cluster.join} WHERE f.cluster_kind = ${text(kind)} AND ${knownFacts(scope, "f")}`;
}

/** Attribute values as stated. */
export function attributeRelation(scope: FactScope): Relation {
  const { kind, clusters } = scope;
  const cluster = counted("f.cluster", "mc", clusters.merged);
  return sql`SELECT ${cluster.value} AS cluster, f.name, f.value, f."at", ${tie}
FROM attribute_rows f${cluster.join} WHERE f.cluster_kind = ${text(kind)} AND ${knownFacts(scope, "f")}`;
}

/** How a deletion cuts facts short. */
export interface Gone {
  readonly join: Fragment;
  /** An end that is not after the deletion. */
  end(end: string): string;
  /** ` AND …`: only facts that begin before the deletion; undated ones stay, unless the key never was. */
  before(start: string): string;
}

/** The deletion of any of the keys in `columns`. */
export function goneAt(columns: readonly string[], deleted: Fragment | null): Gone {
  if (deleted === null) return { join: raw(""), end: (end) => end, before: () => "" };
  const aliases = columns.map((_, index) => `d${index}`);
  const joins = columns.map((column, index) => sql` LEFT JOIN (${deleted}) d${index} ON d${index}.key = ${column}`);
  return {
    join: joins.reduce((all, one) => sql`${all}${one}`, raw("")),
    end: (end) => `least(${[end, ...aliases.map((d) => `${d}."at"`)].join(", ")})`,
    before: (start) =>
      aliases
        .map((d) => ` AND (${d}.key IS NULL OR (${d}."at" IS NOT NULL AND (${start} IS NULL OR ${start} < ${d}."at")))`)
        .join(""),
  };
}
