import { clusterColumns, columnNames, customerWords, groupWords, memberWords, named } from "./column-names.ts";
import type { ClusterColumn } from "./column-names.ts";
import type { MatchedExport } from "./exports/match-export.ts";
import { examine, plainName, stemOf } from "./examined-table.ts";
import type { ExaminedColumn, ExaminedTable } from "./examined-table.ts";

/** What a table was recognised as, by the names of its columns. */
export type Meaning =
  | {
      readonly as: "activities";
      readonly at: string;
      readonly clusters: readonly ClusterColumn[];
      readonly member: string | null;
      readonly kind: string | null;
      readonly product: string | null;
      readonly stage: string | null;
      readonly properties: readonly string[];
      readonly otherTimes: readonly string[];
    }
  | { readonly as: "stages"; readonly cluster: ClusterColumn; readonly stage: string; readonly at: string }
  | {
      readonly as: "memberships";
      readonly cluster: ClusterColumn;
      readonly member: string;
      readonly validFrom: string | null;
      readonly validTo: string | null;
      readonly primary: string | null;
      readonly joined: string | null;
    }
  | {
      readonly as: "attributes";
      readonly cluster: ClusterColumn;
      readonly at: string;
      readonly values: readonly string[];
    }
  | {
      readonly as: "records";
      readonly cluster: ClusterColumn;
      readonly name: string | null;
      readonly owner: string | null;
      readonly created: string | null;
      readonly deleted: string | null;
      readonly stage: string | null;
      readonly attributes: readonly string[];
    }
  | {
      readonly as: "pipeline";
      readonly cluster: ClusterColumn;
      readonly opened: string;
      readonly closed: string;
      readonly outcome: string;
      readonly won: string;
      readonly product: string | null;
    }
  /** A known export of a system. */
  | { readonly as: "export"; readonly export: MatchedExport }
  | { readonly as: "nothing"; readonly why: string };

/** A table in the light of its columns. */
interface Look {
  readonly table: ExaminedTable;
  readonly stem: string;
  readonly columns: readonly ExaminedColumn[];
  readonly clusters: readonly ClusterColumn[];
  readonly member: ExaminedColumn | null;
  readonly kind: ExaminedColumn | null;
  readonly product: ExaminedColumn | null;
}

/** What a table probably means; the surest reading wins. */
export function recognise(table: ExaminedTable): Meaning {
  const columns = examine(table).filter((column) => !columnNames.learned.includes(column.plain as "learned"));
  const look: Look = {
    table,
    stem: stemOf(table.path),
    columns,
    clusters: clusterColumns(columns),
    member: named(columns, columnNames.member),
    kind: named(columns, columnNames.kind),
    product: named(columns, columnNames.product),
  };
  return (
    pipeline(look) ??
    memberships(look) ??
    stages(look) ??
    records(look) ??
    attributes(look) ??
    activities(look) ?? { as: "nothing", why: whyNothing(look) }
  );
}

function whyNothing({ columns, clusters, member }: Look): string {
  if (!columns.some((column) => column.isDate)) return "no column holds dates, and none is a key of clusters";
  return clusters.length === 0 && member === null
    ? "no column is named like a customer, a group or a user"
    : "its columns fit no pattern";
}

function pipeline({ columns, clusters, product }: Look): Meaning | null {
  const [cluster] = clusters;
  const opened = named(columns, columnNames.opened, true);
  const closed = named(columns, columnNames.closed, true);
  const outcome = named(columns, columnNames.outcome);
  const won = outcome?.values.find((value) => /^(?:closed[ _-]*)?won$/i.test(value));
  if (cluster === undefined || opened === null || closed === null || outcome === null || won === undefined) return null;
  return {
    as: "pipeline",
    cluster,
    opened: opened.name,
    closed: closed.name,
    outcome: outcome.name,
    won,
    product: product?.name ?? null,
  };
}

function memberships(look: Look): Meaning | null {
  const { columns, member, kind, product, stem } = look;
  const cluster = look.clusters.find((one) => one.isGroup) ?? look.clusters[0];
  if (cluster === undefined || member === null || kind !== null || product !== null) return null;
  const isList = /member|seat|assign|belong|staff/.test(stem);
  const among = (names: readonly string[], weaker: readonly string[]) =>
    named(columns, isList ? [...names, ...weaker] : names, true)?.name ?? null;
  const validFrom = among(columnNames.validFrom, columnNames.start);
  const validTo = among(columnNames.validTo, columnNames.end);
  if (validFrom === null && validTo === null && !isRoster(look, member)) return null;
  const joined = validFrom === null ? (named(columns, columnNames.created, true)?.name ?? null) : null;
  const primary = named(columns, columnNames.primary)?.name ?? null;
  return { as: "memberships", cluster, member: member.name, validFrom, validTo, primary, joined };
}

/** Whether a table has one row for each member, rather than one for each thing that members did. */
function isRoster({ columns, stem, table }: Look, member: ExaminedColumn): boolean {
  if (!member.isUnique) return false;
  const dates = columns.filter((column) => column.isDate);
  const isPeople = [...memberWords, "people"].includes(singular(stem));
  const isCreatedOnly =
    dates.length === 1 && table.rowCount >= 20 && named(columns, columnNames.created, true) !== null;
  return isPeople || dates.length === 0 || isCreatedOnly;
}

function stages({ columns, clusters, member, kind, product }: Look): Meaning | null {
  const [cluster] = clusters;
  const stage = named(columns, columnNames.stage);
  const dates = columns.filter((column) => column.isDate);
  const only = dates.length === 1 && !columnNames.created.includes(dates[0]?.plain as "created") ? dates[0] : undefined;
  const at = named(columns, columnNames.since, true) ?? only;
  if (cluster === undefined || stage === null || at === undefined) return null;
  if (member !== null || kind !== null || product !== null || dates.length > 2) return null;
  return { as: "stages", cluster, stage: stage.name, at: at.name };
}

function records(look: Look): Meaning | null {
  const { columns, stem } = look;
  const known = look.clusters.find((cluster) => cluster.column.isUnique);
  const word = [...customerWords, ...groupWords, "cluster"].find((one) => one === plainName(singular(stem)));
  const bare = named(columns, ["id", "key", "code", "uuid", "number"]);
  const own =
    word !== undefined && bare !== null && bare.isUnique
      ? { word, isGroup: groupWords.includes(word), column: bare }
      : undefined;
  const cluster = own ?? known;
  if (cluster === undefined || look.kind?.plain === "event") return null;
  const created = named(columns, columnNames.created, true);
  const deleted = named(columns, columnNames.deleted, true);
  const dates = columns.filter((column) => column.isDate && column !== created && column !== deleted);
  if (word === undefined && dates.length > 0) return null;
  const others = columns.filter((column) => column !== cluster.column);
  const name = named(others, columnNames.name);
  const owner = named(others, columnNames.owner);
  const stage = named(others, columnNames.stage);
  return {
    as: "records",
    cluster,
    name: name?.name ?? null,
    owner: owner?.name ?? null,
    created: created?.name ?? null,
    deleted: deleted?.name ?? null,
    stage: stage?.name ?? null,
    attributes: groupable(others, look.table.rowCount)
      .filter((column) => column !== name && column !== stage)
      .map((column) => column.name),
  };
}

function attributes({ columns, clusters, member, kind, product, table }: Look): Meaning | null {
  const [cluster] = clusters;
  const at = named(columns, columnNames.since.slice(0, -2), true);
  if (cluster === undefined || at === null || member !== null || kind !== null || product !== null) return null;
  const values = groupable(columns, table.rowCount).filter((column) => column !== cluster.column);
  return values.length === 0
    ? null
    : { as: "attributes", cluster, at: at.name, values: values.map((column) => column.name) };
}

function activities({ columns, clusters, member, kind, product, table }: Look): Meaning | null {
  const dates = columns.filter((column) => column.isDate);
  const at = named(columns, columnNames.at, true) ?? dates[0];
  if (at === undefined || (clusters.length === 0 && member === null)) return null;
  const stage = named(columns, columnNames.stage);
  const used = new Set([...clusters.map((cluster) => cluster.column), member, kind, product, stage]);
  return {
    as: "activities",
    at: at.name,
    clusters,
    member: member?.name ?? null,
    kind: kind?.name ?? null,
    product: product?.name ?? null,
    stage: stage?.name ?? null,
    properties: groupable(columns, table.rowCount)
      .filter((column) => !used.has(column))
      .slice(0, 5)
      .map((column) => column.name),
    otherTimes: dates.filter((column) => column !== at).map((column) => column.name),
  };
}

/** Columns worth splitting by: words, several but few, and not one for each row. */
function groupable(columns: readonly ExaminedColumn[], rowCount: number): ExaminedColumn[] {
  const most = Math.min(60, Math.max(2, rowCount / 2));
  return columns.filter(
    (column) => !column.isDate && !column.isNumber && column.distinct >= 2 && column.distinct <= most,
  );
}

function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
