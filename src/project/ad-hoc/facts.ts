import { exclusionColumn } from "../../compile/known.ts";
import { type PredicateColumn, predicateSql } from "../../compile/predicate.ts";
import type { Engine } from "../../engines/duckdb/engine.ts";
import type { SmacError } from "../../errors.ts";
import { predicateColumns } from "../../model/predicate-columns.ts";
import { parsePredicate } from "../../model/parse-predicate.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { Facts } from "../../query/facts.ts";
import type { Warning } from "../../query/report.ts";
import { instantColumn } from "../../sources/files/instants.ts";
import { openTable } from "../../sources/files/table.ts";
import { toldTogether } from "../../sources/files/told-together.ts";
import type { Column, FileTable } from "../../sources/files/table-spec.ts";
import { type Fragment, raw, sql } from "../../sql/fragment.ts";
import { identifier } from "../../sql/quote.ts";
import { attributeRelation, membershipRelation, stageRelation } from "./companions.ts";
import {
  findColumn,
  keyAsWritten,
  keySql,
  noInstant,
  noKey,
  predicateColumnsOf,
  refuseUnknownColumns,
  versionSql,
} from "./column.ts";
import { excludedFacts, lastAttributes } from "../exclude.ts";
import { numberWarnings } from "../number-cells.ts";
import { neededColumns } from "./needed.ts";
import type { AdHocRequest, AdHocSurroundings } from "./request.ts";
import { type Roles, rolesOf } from "./roles.ts";

/** Facts from files, and which columns they were taken from. */
export interface AdHocFacts {
  readonly facts: Facts;
  readonly roles: Roles;
  /** What a careful reader should know about the rows that a condition looked at. */
  readonly warnings: readonly Warning[];
}

/**
 * The facts that files hold: activities from the files themselves, stages,
 * memberships and attributes from the files beside them.
 *
 * @throws SmacError for whatever cannot be read or is not there.
 */
export async function adHocFacts(
  engine: Engine,
  request: AdHocRequest,
  around: AdHocSurroundings,
): Promise<AdHocFacts> {
  const bad: SmacError[] = [];
  return toldTogether(bad, () => factsFrom(engine, request, { ...around, onBadRows: (error) => bad.push(error) }));
}

async function factsFrom(engine: Engine, request: AdHocRequest, around: AdHocSurroundings): Promise<AdHocFacts> {
  const table = request.files.length === 0 ? null : await openActivity(engine, request, around);
  const roles = table === null ? emptyRoles : rolesOf(table, request, around.note);
  const membership = await membershipRelation(engine, request, around);
  const stage = await stageRelation(engine, request, around);
  const attribute = await attributeRelation(engine, request, around);
  const activity =
    table === null
      ? null
      : await activityRelation({ engine, table, roles, request, around, attributes: attribute?.names ?? [] });
  const facts: Facts = {
    activity: activity?.relation ?? null,
    membership,
    stage,
    attribute: attribute?.relation ?? null,
    record: null,
    activityHas: {
      id: roles.id !== undefined,
      learned: roles.learned !== undefined,
      cluster: roles.cluster !== undefined,
      member: roles.member !== undefined,
      product: roles.product !== undefined,
      other: roles.with !== undefined,
      stage: roles.stage !== undefined && stage === null,
      undated: true,
      exclusion: activity?.exclusion === true,
    },
    activityAttributes: activity?.attributes ?? [],
    activityColumns: [],
    attributes: attribute?.names ?? [],
    stageSource: stage !== null ? "history" : roles.stage !== undefined ? "attribute" : null,
    stageOrder: request.stageOrder ?? null,
    asWritten: activity === null ? null : { of: activity.relation, relation: activity.asWritten },
    span: activity?.span ?? null,
  };
  const warnings = activity?.warnings ?? [];
  if (request.exclude === undefined) return { facts, roles, warnings };
  const left = await excluding(engine, facts, { exclude: request.exclude, roles, signal: around.signal });
  return { facts: left.facts, roles, warnings: [...warnings, ...left.warnings] };
}

async function excluding(
  engine: Engine,
  facts: Facts,
  { exclude, roles, signal }: { exclude: string; roles: Roles; signal: AbortSignal | undefined },
): Promise<Pick<AdHocFacts, "facts" | "warnings">> {
  const named = (word: string, role: Roles["cluster"]) => [
    word,
    ...(role === undefined ? [] : [role.name.toLowerCase()]),
  ];
  const predicate = parsePredicate(exclude, { flag: "--exclude" });
  const names = { cluster: named("cluster", roles.cluster), member: named("member", roles.member) };
  const left = excludedFacts(facts, predicate, names);
  const attributes = facts.attributes.map((name) => name.toLowerCase());
  const used = [...predicateColumns(predicate)].map((name) => name.toLowerCase());
  const aboutAttributes =
    used.some((name) => attributes.includes(name)) &&
    used.every((name) => [...attributes, ...names.cluster].includes(name));
  if (!aboutAttributes) return { facts: left, warnings: [] };
  const rows = { ...lastAttributes(facts, names), flag: "--exclude", signal };
  return { facts: left, warnings: await numberWarnings(engine, predicate, rows) };
}

const emptyRoles: Roles = {};

async function openActivity(engine: Engine, request: AdHocRequest, around: AdHocSurroundings): Promise<FileTable> {
  return openTable(engine, {
    paths: request.files,
    ...(request.columns === undefined ? {} : { columns: request.columns }),
    ...(request.delimiter === undefined ? {} : { delimiter: request.delimiter }),
    ...(request.encoding === undefined ? {} : { encoding: request.encoding }),
    ...(request.rejectsFile === undefined ? {} : { rejectsFile: request.rejectsFile }),
    ...(around.signal === undefined ? {} : { signal: around.signal }),
    ...(around.onBadRows === undefined ? {} : { onBadRows: around.onBadRows }),
    badRows: request.badRows,
    needed: neededColumns(request),
    cwd: around.cwd,
    stdin: around.stdin,
    name: "activities",
    onNote: around.note,
  });
}

interface ActivityInput {
  readonly engine: Engine;
  readonly table: FileTable;
  readonly roles: Roles;
  readonly request: AdHocRequest;
  readonly around: AdHocSurroundings;
  /** Attributes that the attributes file states. */
  readonly attributes: readonly string[];
}

async function activityRelation(input: ActivityInput): Promise<{
  readonly relation: Fragment;
  readonly asWritten: Fragment;
  readonly attributes: readonly string[];
  readonly span: Facts["span"];
  readonly exclusion: boolean;
  readonly warnings: readonly Warning[];
}> {
  const { engine, table, roles, request, around } = input;
  const at =
    roles.at === undefined ? null : await instantColumn(engine, table, roles.at.name, instantOptions(request, "--at"));
  if (at?.note !== undefined) around.note(at.note);
  const learned =
    roles.learned === undefined
      ? null
      : await instantColumn(engine, table, roles.learned.name, instantOptions(request, "--learned"));
  const attributes = request.by.filter(
    (name) => !input.attributes.includes(name) || table.columns.some((c) => c.name === name),
  );
  for (const name of attributes)
    findColumn(table, name, request.attributes === undefined ? "--by" : `--by, not in ${request.attributes} either`);
  const columns = attributes.map((name) => sql`, ${keySql(findColumn(table, name, "--by"))} as ${identifier(name)}`);
  const { filter, excluded, warnings } = await filterOf(input);
  const exclusion = excluded === null ? raw("") : sql`, ${excluded} as ${identifier(exclusionColumn)}`;
  const relationOf = (asKey: (column: Column) => Fragment): Fragment => {
    const key = (role: Roles[keyof Roles]): Fragment => (role === undefined ? noKey : asKey(role));
    return sql`
select 'files' as source, ${key(roles.id)} as id, ${at ?? noInstant} as "at", ${learned ?? noInstant} as learned, cast(null as timestamp) as forgotten,
  ${key(roles.cluster)} as cluster, ${key(roles.member)} as member, ${key(roles.kind)} as kind, ${key(roles.product)} as product,
  ${key(roles.with)} as other, ${key(roles.stage)} as stage, ${roles.id === undefined ? noKey : versionSql(table)} as version${columns.reduce((a, b) => sql`${a}${b}`, raw(""))}${exclusion}
from ${table.relation}${filter}`;
  };
  const relation = relationOf(keySql);
  const span = at?.first === undefined || at.last === undefined ? null : { first: at.first, last: at.last };
  return { relation, asWritten: relationOf(keyAsWritten), attributes, span, exclusion: excluded !== null, warnings };
}

function instantOptions(
  request: AdHocRequest,
  flag: string,
): { readonly timezone: string; readonly dateFormat?: string; readonly flag: string } {
  return {
    timezone: request.timezone,
    flag,
    ...(request.dateFormat === undefined ? {} : { dateFormat: request.dateFormat }),
  };
}

/**
 * `--where`, and of `--exclude` what only the rows themselves can say. Where rows
 * have ids they may be versions, of which one counts: then `excluded` says it of
 * each, and the filter leaves it out.
 */
async function filterOf({ engine, table, roles, request, around, attributes }: ActivityInput): Promise<{
  readonly filter: Fragment;
  readonly excluded: Fragment | null;
  readonly warnings: readonly Warning[];
}> {
  const columns: Map<string, PredicateColumn> = predicateColumnsOf(table);
  const conditions: Fragment[] = [];
  let excluded: Fragment | null = null;
  const warnings: Warning[] = [];
  const look = async (predicate: Predicate, flag: string): Promise<void> => {
    refuseUnknownColumns(predicate, { table, flag, columns, attributes });
    const rows = { relation: sql`select * from ${table.relation}`, columns, flag, signal: around.signal };
    warnings.push(...(await numberWarnings(engine, predicate, rows)));
  };
  if (request.where !== undefined) {
    const predicate = parsePredicate(request.where, { flag: "--where" });
    await look(predicate, "--where");
    conditions.push(sql`(${predicateSql(predicate, columns)})`);
  }
  if (request.exclude !== undefined) {
    const predicate = parsePredicate(request.exclude, { flag: "--exclude" });
    for (const name of ["cluster", "member", "product", "kind", "stage"] as const) {
      const role = roles[name];
      if (role !== undefined && !columns.has(name))
        columns.set(name, { sql: identifier(role.name), type: role.type === "timestamptz" ? "timestamp" : role.type });
    }
    const elsewhere = ["cluster", "member", ...attributes.map((name) => name.toLowerCase())];
    const here = [...predicateColumns(predicate)].some(
      (name) => columns.has(name.toLowerCase()) || !elsewhere.includes(name.toLowerCase()),
    );
    if (here) {
      await look(predicate, "--exclude");
      const condition = sql`(${predicateSql(predicate, columns)})`;
      if (roles.id === undefined) conditions.push(sql`${condition} is not true`);
      else excluded = sql`${condition} is true`;
    }
  }
  const filter = conditions.length === 0 ? raw("") : sql` where ${conditions.reduce((a, b) => sql`${a} and ${b}`)}`;
  return { filter, excluded, warnings };
}
