import { SmacError, SmacErrors } from "../../errors.ts";
import { nearestAndAll } from "../../text/nearest.ts";
import type { ClusterColumn } from "./column-names.ts";
import { examine } from "./examined-table.ts";
import type { ExaminedColumn, ExaminedTable } from "./examined-table.ts";
import type { MatchedExport } from "./exports/match-export.ts";
import type { KindOf } from "./kinds.ts";
import { rolesOf } from "./mapping-roles.ts";
import type { RowsAs } from "./mapping-roles.ts";
import type { Meaning } from "./recognise.ts";

/** What the rows of one table mean, as a person can correct it. */
export interface Mapping {
  /** Under `sources` in smac.yml; of `more`, the source that is there. */
  readonly source: string;
  readonly as: RowsAs;
  /** The columns that are used. */
  readonly columns: readonly ColumnRole[];
  /** The column that says which row it is; null: every row is its own. */
  readonly id: string | null;
  /** Of a pipeline, the outcome of deals that were won. */
  readonly won: string | null;
  /** How dates are written, where that cannot be told from them. */
  readonly date_format: string | null;
  readonly bad_rows: "fail" | "skip";
}

/** A column and what it is used as. */
export interface ColumnRole {
  readonly column: string;
  readonly role: string;
  /** Of a column of customers or groups, which kind of them; null: none is needed. */
  readonly kind: string | null;
}

/** What a table was recognised as, as a mapping. */
export function mappingOf(meaning: Meaning, about: { readonly source: string; readonly kindOf: KindOf }): Mapping {
  const columns = pairsOf(meaning).flatMap(([role, of]): ColumnRole[] => {
    if (of === null) return [];
    if (typeof of === "string") return [{ column: of, role, kind: null }];
    return [{ column: of.column.name, role, kind: about.kindOf(of) }];
  });
  return {
    source: about.source,
    as: meaning.as === "records" ? "clusters" : meaning.as,
    columns,
    id: null,
    won: meaning.as === "pipeline" ? meaning.won : null,
    date_format: null,
    bad_rows: "fail",
  };
}

type Pair = readonly [role: string, of: ClusterColumn | string | null];

function pairsOf(meaning: Meaning): readonly Pair[] {
  const each = (role: string, all: readonly (ClusterColumn | string)[]): Pair[] => all.map((one) => [role, one]);
  switch (meaning.as) {
    case "activities": {
      const { at, clusters, member, kind, product, stage, properties } = meaning;
      const single: Pair[] = [
        ["member", member],
        ["kind", kind],
        ["product", product],
        ["stage", stage],
      ];
      return [["at", at], ...each("cluster", clusters), ...single, ...each("properties", properties)];
    }
    case "stages":
      return [
        ["cluster", meaning.cluster],
        ["stage", meaning.stage],
        ["at", meaning.at],
      ];
    case "memberships": {
      const { cluster, member, validFrom, validTo, primary } = meaning;
      const times: Pair[] = [
        ["valid_from", validFrom],
        ["valid_to", validTo],
      ];
      return [["cluster", cluster], ["member", member], ...times, ["primary", primary]];
    }
    case "attributes":
      return [["cluster", meaning.cluster], ["at", meaning.at], ...each("values", meaning.values)];
    case "records": {
      const { cluster, name, owner, created, deleted, stage, attributes } = meaning;
      const times: Pair[] = [
        ["created", created],
        ["deleted", deleted],
      ];
      const about: Pair[] = [["name", name], ["owner", owner], ...times, ["stage", stage]];
      return [["key", cluster], ...about, ...each("attributes", attributes)];
    }
    case "pipeline": {
      const { cluster, opened, closed, outcome, product } = meaning;
      const times: Pair[] = [
        ["opened", opened],
        ["closed", closed],
      ];
      return [["cluster", cluster], ...times, ["outcome", outcome], ["product", product]];
    }
    case "export":
      return [...meaning.export.columns];
    case "nothing":
      return [];
  }
}

/** What a mapping says, with the kind of each column of customers or groups. */
export interface Meant {
  readonly meaning: Meaning;
  readonly kindOf: KindOf;
}

/**
 * A mapping as the meaning of a table: what it was recognised as, corrected.
 *
 * @throws SmacErrors `INPUT_MAPPING` with everything that is wrong with it: columns that are not there, roles that are
 * missing, given twice, or none of these rows.
 */
export function meaningOf(
  mapping: Mapping,
  table: ExaminedTable,
  about: { readonly known: MatchedExport | null; readonly kindOf: KindOf },
): Meant {
  if (mapping.as === "export" && about.known !== null)
    return { meaning: { as: "export", export: about.known }, kindOf: about.kindOf };
  const problems = mappingProblems(mapping, table);
  if (problems.length > 0) throw new SmacErrors(problems);
  const roles = rolesIn(mapping, examine(table));
  return { meaning: built(mapping, roles), kindOf: (cluster) => roles.kindOf(cluster.column.name) };
}

interface Roles {
  all(role: string): string[];
  maybe(role: string): string | null;
  /** Of a role that was checked to be there. */
  one(role: string): string;
  clusters(role: string): ClusterColumn[];
  cluster(role: string): ClusterColumn;
  kindOf(name: string): string;
}

/** The columns of a mapping by their roles. */
function rolesIn(mapping: Mapping, columns: readonly ExaminedColumn[]): Roles {
  const all = (role: string): string[] =>
    mapping.columns.filter((one) => one.role === role).map(({ column }) => column);
  const kindOf = (name: string): string => mapping.columns.find(({ column }) => column === name)?.kind ?? "customer";
  const clusters = (role: string): ClusterColumn[] =>
    all(role).flatMap((name) => {
      const column = columns.find((each) => each.name === name);
      const word = kindOf(name);
      return column === undefined ? [] : [{ word, isGroup: word !== "customer", column }];
    });
  return {
    all,
    maybe: (role) => all(role)[0] ?? null,
    one: (role) => all(role)[0] ?? "",
    clusters,
    cluster(role) {
      const [first] = clusters(role);
      if (first === undefined) throw new Error(`no column has the role ${role}`);
      return first;
    },
    kindOf,
  };
}

function built({ as, won }: Mapping, roles: Roles): Meaning {
  switch (as) {
    case "activities":
      return {
        as,
        at: roles.one("at"),
        clusters: roles.clusters("cluster"),
        member: roles.maybe("member"),
        kind: roles.maybe("kind"),
        product: roles.maybe("product"),
        stage: roles.maybe("stage"),
        properties: roles.all("properties"),
        otherTimes: [],
      };
    case "stages":
      return { as, cluster: roles.cluster("cluster"), stage: roles.one("stage"), at: roles.one("at") };
    case "memberships":
      return {
        as,
        cluster: roles.cluster("cluster"),
        member: roles.one("member"),
        validFrom: roles.maybe("valid_from"),
        validTo: roles.maybe("valid_to"),
        primary: roles.maybe("primary"),
        joined: null,
      };
    case "attributes":
      return { as, cluster: roles.cluster("cluster"), at: roles.one("at"), values: roles.all("values") };
    case "clusters":
      return {
        as: "records",
        cluster: roles.cluster("key"),
        name: roles.maybe("name"),
        owner: roles.maybe("owner"),
        created: roles.maybe("created"),
        deleted: roles.maybe("deleted"),
        stage: roles.maybe("stage"),
        attributes: roles.all("attributes"),
      };
    case "pipeline":
      return {
        as,
        cluster: roles.cluster("cluster"),
        opened: roles.one("opened"),
        closed: roles.one("closed"),
        outcome: roles.one("outcome"),
        won: won ?? "",
        product: roles.maybe("product"),
      };
    default:
      return { as: "nothing", why: "nobody said what its rows are" };
  }
}

function mappingProblems(mapping: Mapping, table: ExaminedTable): readonly SmacError[] {
  const { as, columns, id, won } = mapping;
  const names = table.columns.map(({ name }) => name);
  const known = rolesOf(as);
  const wrong = (message: string, hint: string): SmacError => new SmacError("INPUT_MAPPING", message, { hint });
  if (["nothing", "export", "more"].includes(as))
    return [wrong("nobody said yet what the rows of this file are", "choose what they are, then what each column is")];
  const unknown = [...columns.map(({ column }) => column), ...(id === null ? [] : [id])]
    .filter((column) => !names.includes(column))
    .map((column) => wrong(`the file has no column “${column}”`, nearestAndAll(column, names)));
  const foreign = columns
    .filter(({ role }) => known.every((each) => each.role !== role))
    .map(({ column, role }) =>
      wrong(
        `“${column}”: there is no role “${role}” here`,
        nearestAndAll(
          role,
          known.map((each) => each.role),
        ),
      ),
    );
  const counted = known.flatMap(({ role, words, needed, several }) => {
    const given = columns.filter((each) => each.role === role);
    if (needed && given.length === 0)
      return [wrong(`no column says ${words}`, "choose one, or say that the rows are something else")];
    if (given.length > 1 && !several)
      return [
        wrong(`several columns say ${words}: ${given.map(({ column }) => column).join(", ")}`, "choose one of them"),
      ];
    return [];
  });
  return [...unknown, ...foreign, ...counted, ...ofActivities(mapping, wrong), ...ofPipeline(as, won, wrong)];
}

type Wrong = (message: string, hint: string) => SmacError;

function ofActivities({ as, columns }: Mapping, wrong: Wrong): readonly SmacError[] {
  const kinds = columns.filter(({ role }) => role === "cluster").map(({ kind }) => kind ?? "customer");
  const twice = kinds.find((kind, index) => kinds.indexOf(kind) !== index);
  const badKind = columns.find(({ kind }) => kind !== null && !/^\p{L}[\p{L}\p{N}_-]{0,59}$/u.test(kind));
  const isWhose = as !== "activities" || columns.some(({ role }) => role === "cluster" || role === "member");
  return [
    ...(isWhose
      ? []
      : [wrong("no column says whose activity it is", "choose the column of the customer, the group or the person")]),
    ...(twice === undefined
      ? []
      : [wrong(`two columns name a ${twice}`, "say of one of them that it is another kind, for example team")]),
    ...(badKind === undefined
      ? []
      : [
          wrong(
            `“${(badKind.kind ?? "").slice(0, 60)}” cannot be a kind of customers or groups`,
            "it begins with a letter, and has letters, digits, - and _: customer, team",
          ),
        ]),
  ];
}

function ofPipeline(as: RowsAs, won: string | null, wrong: Wrong): readonly SmacError[] {
  if (as !== "pipeline" || (won ?? "").trim() !== "") return [];
  return [
    wrong("nothing says which outcome is a deal that was won", "write it as it stands in the file, for example Won"),
  ];
}
