import type { Engine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import { clusterNames, columnNames } from "../../model/init/column-names.ts";
import { plainName } from "../../model/init/examined-table.ts";
import { instantColumn } from "../../sources/files/instants.ts";
import { openTable } from "../../sources/files/table.ts";
import type { Column, FileTable } from "../../sources/files/table-spec.ts";
import { type Fragment, join, raw, sql, text } from "../../sql/fragment.ts";
import { suggestion } from "../../text/nearest.ts";
import { columnAmong, keySql, noInstant } from "./column.ts";
import type { AdHocRequest, AdHocSurroundings } from "./request.ts";

/** What a column of a file beside the activities may be called, the spec's own name first. */
const names = {
  member: ["member", "member_id", "user", "user_id", "email", "person"],
  cluster: [
    "cluster",
    "cluster_id",
    "account",
    "account_id",
    "customer",
    "customer_id",
    "team",
    "department",
    "group",
    "company",
  ],
  stage: ["stage", "lifecycle_stage", "deal_stage"],
  from: ["from", "at", "since", "valid_from", "date", "changed_at", "start"],
  validFrom: ["valid_from", "from", "start", "since", "joined", "joined_at"],
  validTo: ["valid_to", "to", "until", "end", "left", "left_at"],
  learned: ["learned"],
  primary: ["primary", "is_primary"],
} as const;

interface Companion {
  readonly engine: Engine;
  readonly table: FileTable;
  readonly request: AdHocRequest;
  readonly around: AdHocSurroundings;
  /** The flag that named the file. */
  readonly flag: string;
}

async function open(
  engine: Engine,
  path: string,
  flag: string,
  { request, around }: Pick<Companion, "request" | "around">,
): Promise<Companion> {
  const table = await openTable(engine, {
    paths: [path],
    badRows: request.badRows,
    cwd: around.cwd,
    stdin: around.stdin,
    name: flag.slice(2),
    onNote: around.note,
    ...(around.signal === undefined ? {} : { signal: around.signal }),
    ...(around.onBadRows === undefined ? {} : { onBadRows: around.onBadRows }),
  });
  return { engine, table, request, around, flag };
}

/** The column for a part of the file; the one that `--cluster` or `--member` names counts too. */
function need({ table, request, flag }: Companion, part: keyof typeof names): Column {
  const said = part === "cluster" ? request.cluster : part === "member" ? request.member : undefined;
  const found =
    columnAmong(table, [names[part][0], ...(said === undefined ? [] : [said.toLowerCase()]), ...names[part]]) ??
    guessed(table, part);
  if (found !== undefined) return found;
  const columns = table.allColumns.map((c) => c.name);
  throw new SmacError(
    "INPUT_NO_COLUMN",
    `${table.files.join(", ")} (${flag}): there is no column “${names[part][0]}”`,
    { hint: `give a column that name; ${suggestion(names[part][0], columns)}` },
  );
}

/** What `smac init` takes such a column for. */
const plainNames: Partial<Record<keyof typeof names, readonly string[]>> = {
  member: columnNames.member,
  cluster: clusterNames,
  stage: columnNames.stage,
  from: columnNames.since,
};

function guessed(table: FileTable, part: keyof typeof names): Column | undefined {
  for (const name of plainNames[part] ?? []) {
    const found = table.columns.find((column) => plainName(column.name) === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function instantOf(
  { engine, table, request, around, flag }: Companion,
  column: Column | undefined,
): Promise<Fragment> {
  if (column === undefined) return noInstant;
  const found = await instantColumn(engine, table, column.name, {
    timezone: request.timezone,
    flag: `${flag} ${column.name}`,
    ...(request.dateFormat === undefined ? {} : { dateFormat: request.dateFormat }),
  });
  if (found.note !== undefined) around.note(found.note);
  return found;
}

/** `--memberships FILE`: who belonged where, when. */
export async function membershipRelation(
  engine: Engine,
  request: AdHocRequest,
  around: AdHocSurroundings,
): Promise<Fragment | null> {
  if (request.memberships === undefined) return null;
  const file = await open(engine, request.memberships, "--memberships", { request, around });
  const primary = columnAmong(file.table, names.primary);
  const flagged =
    primary === undefined
      ? raw("false")
      : sql`coalesce(lower(${keySql(primary)}) in ('true', 't', 'yes', 'y', '1', 'x'), false)`;
  return sql`
select ${keySql(need(file, "member"))} as member, ${keySql(need(file, "cluster"))} as cluster,
  ${await instantOf(file, columnAmong(file.table, names.validFrom))} as valid_from, ${await instantOf(file, columnAmong(file.table, names.validTo))} as valid_to,
  ${flagged} as is_primary, ${await instantOf(file, columnAmong(file.table, names.learned))} as learned, ${noInstant} as forgotten
from ${file.table.relation}`;
}

/** `--stages FILE`: which stage each cluster entered, when. Read once: several statements look at it. */
export async function stageRelation(
  engine: Engine,
  request: AdHocRequest,
  around: AdHocSurroundings,
): Promise<Fragment | null> {
  if (request.stages === undefined) return null;
  const file = await open(engine, request.stages, "--stages", { request, around });
  const rows = sql`
select ${keySql(need(file, "cluster"))} as cluster, ${keySql(need(file, "stage"))} as stage, ${await instantOf(file, need(file, "from"))} as "at",
  ${await instantOf(file, columnAmong(file.table, names.learned))} as learned, ${noInstant} as forgotten
from ${file.table.relation}`;
  const table = `${file.table.relation}_stages`;
  await engine.run(`create temp table ${table} as${rows.sql}`, rows.params);
  return raw(`select cluster, stage, "at", learned, forgotten from ${table}`);
}

/** `--attributes FILE`: every further column is an attribute, from `from` on. */
export async function attributeRelation(
  engine: Engine,
  request: AdHocRequest,
  around: AdHocSurroundings,
): Promise<{ readonly relation: Fragment; readonly names: readonly string[] } | null> {
  if (request.attributes === undefined) return null;
  const file = await open(engine, request.attributes, "--attributes", { request, around });
  const cluster = need(file, "cluster");
  const from = columnAmong(file.table, names.from);
  const learned = columnAmong(file.table, names.learned);
  const at = await instantOf(file, from);
  const known = await instantOf(file, learned);
  const values = file.table.columns.filter((c) => ![cluster, from, learned].includes(c));
  if (values.length === 0)
    throw new SmacError(
      "INPUT_NO_COLUMN",
      `${file.table.files.join(", ")} (--attributes): there is no column with an attribute`,
      { hint: "give columns cluster, from, and one for each attribute" },
    );
  const selects = values.map(
    (c) => sql`
select ${keySql(cluster)} as cluster, ${text(c.name)} as name, ${keySql(c)} as value, ${at} as "at", ${known} as learned, ${noInstant} as forgotten from ${file.table.relation}`,
  );
  return { relation: join(selects, "\nunion all"), names: values.map((c) => c.name) };
}
