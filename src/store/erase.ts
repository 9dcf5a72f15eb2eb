import { rmSync } from "node:fs";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { rowSources } from "../model/row-source.ts";
import { instant, int, join, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import type { Instant } from "../time/instant.ts";
import { noteActivitySpan } from "./activity-span.ts";
import { newDataVersion } from "./data-version.ts";
import { keySpace } from "./key-changes.ts";
import { keyColumns } from "./keys.ts";
import { rawTable } from "./raw-table.ts";
import type { RawTable } from "./raw-table.ts";
import { key } from "./source-view.ts";
import { readMeta, writeMeta } from "./meta.ts";
import type { Database } from "./open-database.ts";
import { sweepFolder } from "./sweep-folder.ts";

/** How much was really removed. */
export interface Erasure {
  readonly rawRows: number;
  readonly factRows: number;
}

/**
 * Really removes every raw row and every fact that names the keys, and what was
 * recorded about them. What stays is when, how many rows, and a keyed digest by
 * which the rows are left out when a file brings them again.
 */
export async function eraseKeys(
  engine: Engine,
  model: ProjectModel,
  space: string,
  erasing: { readonly keys: readonly string[]; readonly now: Instant },
): Promise<Erasure> {
  const keys = join(
    erasing.keys.map((one) => text(one)),
    ", ",
  );
  let factRows = 0;
  for (const { table, column, where } of await keyColumns(engine, space)) {
    factRows += await remove(engine, table, sql`${where} AND ${identifier(column)} IN (${keys})`);
  }
  let rawRows = 0;
  for (const source of rowSources(model)) {
    const raw = await rawTable(engine, source.name);
    const columns = rawKeyColumns(model, source.name, space).map((name) =>
      key({ source, raw, instants: new Map() }, name),
    );
    if (raw.columns.length === 0 || columns.length === 0) continue;
    const named = join(
      columns.map((column) => sql`${column} IN (${keys})`),
      " OR ",
    );
    rawRows += await remove(engine, identifier(raw.table), sql`(${named})`);
  }
  await remove(engine, "key_changes", sql`kind = ${text(space)} AND (key IN (${keys}) OR into_key IN (${keys}))`);
  await remove(engine, "key_map", sql`kind = ${text(space)} AND (key IN (${keys}) OR into_key IN (${keys}))`);
  await remove(
    engine,
    "told_merges",
    sql`'cluster:' || kind = ${text(space)} AND (trim(key) IN (${keys}) OR trim(into_key) IN (${keys}))`,
  );
  const digest = await digestSql(engine, erasing.now);
  for (const one of erasing.keys) {
    const note = sql`INSERT INTO erasures SELECT ${instant(erasing.now)}, ${text(space)}, ${digest(text(one))}, ${int(rawRows)}`;
    await engine.run(note.sql, note.params);
  }
  await newDataVersion(engine);
  await noteActivitySpan(engine);
  await writeMeta(engine, bytesLeft, "yes");
  return { rawRows, factRows };
}

/** What is remembered from an erasure on, until its rows are in no byte of the database. */
const bytesLeft = "erased_bytes_left";

/**
 * Writes the database anew where rows were erased from it since it was last, also
 * by a program that was stopped in between; what was made of the rows goes, too.
 */
export async function finishErasure(database: Pick<Database, "path" | "engine" | "rewrite">): Promise<void> {
  if ((await readMeta(database.engine, bytesLeft)) === null) return;
  rmSync(sweepFolder(database.path), { recursive: true, force: true });
  await database.rewrite();
  await database.engine.run("DELETE FROM meta WHERE name = ?", text(bytesLeft).params);
}

/** Takes rows of erased keys out of a load again; gives their number. */
export async function dropErased(
  engine: Engine,
  model: ProjectModel,
  load: { readonly source: string; readonly raw: RawTable; readonly loadId: number },
): Promise<number> {
  const spaces = await engine.rows<{ kind: string }>("SELECT DISTINCT kind FROM erasures");
  const source = rowSources(model).find((one) => one.name === load.source);
  if (spaces.length === 0 || source === undefined) return 0;
  const digest = await digestSql(engine, 0);
  let dropped = 0;
  for (const { kind } of spaces) {
    for (const name of rawKeyColumns(model, load.source, kind)) {
      const column = key({ source, raw: load.raw, instants: new Map() }, name);
      const erased = sql`_load = ${int(load.loadId)} AND ${digest(column)} IN (SELECT digest FROM erasures WHERE kind = ${text(kind)})`;
      dropped += await remove(engine, identifier(load.raw.table), erased);
    }
  }
  return dropped;
}

/** Takes merges that a connected system told of erased keys out again. */
export async function dropErasedMerges(engine: Engine): Promise<void> {
  if ((await engine.rows("SELECT 1 AS one FROM erasures LIMIT 1")).length === 0) return;
  const digest = await digestSql(engine, 0);
  const erased = (column: string): Fragment =>
    sql`('cluster:' || kind, ${digest(sql`trim(${column})`)}) IN (SELECT (kind, digest) FROM erasures)`;
  await remove(engine, "told_merges", sql`${erased("key")} OR ${erased("into_key")}`);
}

/** The columns of a source that the model reads as keys of a space. */
function rawKeyColumns(model: ProjectModel, source: string, space: string): readonly string[] {
  const names: (string | null | undefined)[] = [];
  for (const activity of model.activities.filter((one) => one.from === source)) {
    if (space === "member") names.push(activity.member, activity.other);
    else
      names.push(
        ...Object.entries(activity.clusters).flatMap(([kind, name]) => (keySpace(kind) === space ? [name] : [])),
      );
  }
  for (const mapping of model.memberships.filter((one) => one.from === source)) {
    if (space === "member") names.push(mapping.member);
    else if (keySpace(mapping.kind) === space) names.push(mapping.cluster);
  }
  for (const cluster of model.clusters.filter((one) => one.from === source)) {
    if (space === "member") names.push(cluster.members);
    else if (keySpace(cluster.kind) === space) names.push(cluster.key);
  }
  if (space !== "member") names.push(...dimensionKeys(model, source, space));
  return [...new Set(names.filter((name) => name !== null && name !== undefined))];
}

function dimensionKeys(model: ProjectModel, source: string, space: string): readonly string[] {
  const { stages } = model;
  const ofStages =
    stages === null || keySpace(stages.kind) !== space
      ? []
      : [...stages.history, ...stages.rules, ...(stages.attribute === null ? [] : [stages.attribute])];
  const ofAttributes = model.attributes.filter((mapping) => keySpace(mapping.kind) === space);
  return [...ofStages, ...ofAttributes].flatMap((part) => (part.from === source ? [part.cluster] : []));
}

async function remove(engine: Engine, table: string, where: Fragment): Promise<number> {
  const [row] = await engine.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where.sql}`, where.params);
  const count = row?.n ?? 0;
  if (count > 0) await engine.run(`DELETE FROM ${table} WHERE ${where.sql}`, where.params);
  return count;
}

/** A digest keyed by a value of this store alone, so that it says nothing elsewhere. */
async function digestSql(engine: Engine, now: Instant): Promise<(value: Fragment) => Fragment> {
  let salt = await readMeta(engine, "erasure_salt");
  if (salt === null) {
    const made = sql`SELECT sha256(uuid()::VARCHAR || ${text(String(now))}) AS salt`;
    const [row] = await engine.rows<{ salt: string }>(made.sql, made.params);
    salt = row?.salt ?? "";
    await writeMeta(engine, "erasure_salt", salt);
  }
  const salted = salt;
  return (value) => sql`sha256(${text(salted)} || ${value})`;
}
