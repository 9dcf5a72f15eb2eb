import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Node } from "../../engines/clickhouse/node.ts";
import { type Engine, openEngine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import { quotedName } from "../../sql/clickhouse/tokens.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import { counted } from "../../text/counted.ts";
import { formatInstant } from "../../time/instant.ts";
import {
  type Column,
  type Fingerprint,
  type Table,
  backColumns,
  duckdbFingerprints,
  fingerprintsOf,
} from "./columns.ts";
import { tablesOf } from "./copy-out.ts";
import type { CopyAround, CopyReceipt } from "./copying.ts";
import { partsOf } from "./held-table.ts";
import { partingOf } from "./layout.ts";
import { onceOf, placementOf } from "./placement.ts";
import { readCopy, stateTables, storeVersion, usedExpired } from "./state.ts";

/**
 * Copies every table of a store in ClickHouse into a database file, which takes
 * its name when all is there and verified. A copy that was stopped is gone on
 * with, table by table, when the store is still the same.
 *
 * @throws SmacError `STORE_EMPTY` when there is none, `STORE_EXPIRED` when rows are kept there no longer, `STORE_COPY_DIFFERS` when what arrived is not what is there.
 */
export async function copyIn(
  shards: readonly Node[],
  path: string,
  around: Pick<CopyAround, "signal" | "onProgress">,
): Promise<CopyReceipt> {
  const [first] = shards;
  if (first === undefined) throw new Error("no shard");
  const copy = (await storeVersion(first)) === null ? null : await readCopy(first);
  if (copy?.stage !== "done")
    throw new SmacError("STORE_EMPTY", `there is no whole store at ${first.name} yet`, {
      hint: "fill it with `smac copy`",
    });
  const expired = usedExpired(copy);
  if (expired !== null && expired.rows > 0)
    throw new SmacError(
      "STORE_EXPIRED",
      `${first.name} keeps rows as received for ${counted(expired.days, "day")}, and ${counted(expired.rows, "row")} that came before ${formatInstant(expired.before).slice(0, 10)} are there no longer: a file made of it would lack them`,
      {
        hint: "go on with the file that was copied, or with a copy of it; to have them all there, copy it without raw_days in the address",
      },
    );
  if (existsSync(path))
    throw new SmacError("STORE_EXISTS", "there is a store file already, and a copy does not replace it", {
      hint: "move it away, or name another file with store: in smac.yml, then copy again",
    });
  const partial = `${path}.copying`;
  mkdirSync(dirname(path), { recursive: true });
  const engine = await openEngine({ path: partial });
  let receipt: CopyReceipt;
  try {
    await startOrGoOn(engine, copy.data);
    receipt = await copyTables(shards, engine, around);
    await engine.run("drop table smac_copying; checkpoint");
  } finally {
    await engine.close();
  }
  renameSync(partial, path);
  return receipt;
}

/** Forgets what is there of another state. */
async function startOrGoOn(engine: Engine, data: string): Promise<void> {
  await engine.run("create table if not exists smac_copying (data varchar, name varchar)");
  const [other] = await engine.rows("select 1 as one from smac_copying where data <> ? limit 1", [
    { type: "text", value: data },
  ]);
  if (other !== undefined)
    for (const { name } of await tablesOf(engine)) await engine.run(`drop table ${identifier(name)}`);
  await engine.run("create table if not exists smac_copying (data varchar, name varchar)");
  await engine.run("insert into smac_copying select ?, '' where not exists (select 1 from smac_copying)", [
    { type: "text", value: data },
  ]);
}

async function copyTables(
  shards: readonly Node[],
  engine: Engine,
  { signal, onProgress }: Pick<CopyAround, "signal" | "onProgress">,
): Promise<CopyReceipt> {
  const [first] = shards;
  if (first === undefined) throw new Error("no shard");
  const tables = await heldTables(first);
  const there = await engine.rows<{ name: string }>("select name from smac_copying");
  let rows = 0;
  for (const table of tables) {
    if (there.some(({ name }) => name === table.name)) continue;
    signal.throwIfAborted();
    const parts = (placementOf(table.name) === "everywhere" ? [first] : shards).map((node, shard) => ({
      node,
      where: onceOf(table.name, shard, shards.length),
    }));
    const columns = table.columns.map((c) => `${identifier(c.name)} ${c.type}`).join(", ");
    await engine.run(`create or replace table ${identifier(table.name)} (${columns})`);
    for (const part of parts) await receive(part, engine, table, signal);
    const count = await verify(parts, engine, table);
    await engine.run("insert into smac_copying select max(data), ? from smac_copying", [
      { type: "text", value: table.name },
    ]);
    onProgress?.({ table: table.name, rows: count, of: count });
    rows += count;
  }
  return { tables: tables.length, rows, changed: true, rowsSince: null };
}

/** The rows that one server gives of a table. */
interface Part {
  readonly node: Node;
  readonly where: string;
}

async function receive(
  { node, where }: Part,
  engine: Engine,
  { name, columns }: Table,
  signal: AbortSignal,
): Promise<void> {
  const file = join(engine.scratch, "table.parquet");
  const names = columns.map((c) => quotedName(c.name)).join(", ");
  try {
    await node.exportFile({ sql: `select ${names} from ${quotedName(name)} where ${where}`, params: {} }, file, signal);
    await engine.run(
      `insert into ${identifier(name)} select ${backColumns(columns)} from read_parquet(${textLiteral(file)}, binary_as_string := true)`,
      [],
      { signal },
    );
  } finally {
    rmSync(file, { force: true });
  }
}

async function verify(parts: readonly Part[], engine: Engine, table: Table): Promise<number> {
  const { name, columns } = table;
  const sent = [];
  for (const { node, where } of parts) sent.push(allOf(await partsOf(node, table, { name, where })));
  const part = partingOf(table)?.given ?? "''";
  const sql = duckdbFingerprints(columns, { from: identifier(name), where: "true", part });
  const found = allOf(fingerprintsOf(await engine.rows(sql)));
  const all = added(sent);
  if (all.rows === found.rows && all.digest === found.digest) return Number(found.rows);
  throw new SmacError(
    "STORE_COPY_DIFFERS",
    `of the table “${name}” there are ${all.rows} rows, and something else arrived`,
    {
      recovery: "retry",
      hint: "the store file is as it was; copy again, and report it should it happen again",
    },
  );
}

function allOf(parts: ReadonlyMap<string, Fingerprint>): Fingerprint {
  return added([...parts.values()]);
}

function added(parts: readonly Fingerprint[]): Fingerprint {
  return parts.reduce((sum, part) => ({ rows: sum.rows + part.rows, digest: sum.digest + part.digest }), {
    rows: 0n,
    digest: 0n,
  });
}

/** The tables of a store in ClickHouse; their comments tell what DuckDB calls a column's type. */
async function heldTables(node: Node): Promise<readonly Table[]> {
  const rows = await node.rows(
    {
      sql: "select table, name, comment from system.columns where database = currentDatabase() order by table, position",
      params: {},
    },
    null,
  );
  const tables = new Map<string, Column[]>();
  for (const row of rows) {
    const table = String(row["table"]);
    const type = String(row["comment"]);
    if (stateTables.includes(table) || table.startsWith("copying_") || table.startsWith("replaced_")) continue;
    if (!/^[A-Z][A-Z0-9_ (),"[\]]*$/i.test(type))
      throw new SmacError(
        "ENGINE_OTHER_TABLE",
        `the column “${String(row["name"])}” of “${table}” at ${node.name} is not of this program`,
        {
          hint: "someone altered the table by hand: put it back as it was",
        },
      );
    const columns = tables.get(table) ?? [];
    columns.push({ name: String(row["name"]), type });
    tables.set(table, columns);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}
