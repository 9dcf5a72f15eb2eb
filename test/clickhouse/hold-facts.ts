import type { Engine } from "../../src/engines/engine.ts";
import type { Node } from "../../src/engines/clickhouse/node.ts";
import type { Facts, Relation } from "../../src/query/facts.ts";
import { raw } from "../../src/sql/fragment.ts";

let made = 0;

const types: Readonly<Record<string, string>> = {
  VARCHAR: "Nullable(String)",
  TIMESTAMP: "Nullable(Int64)",
  BOOLEAN: "Nullable(Bool)",
  INTEGER: "Nullable(Int32)",
  BIGINT: "Nullable(Int64)",
  '"NULL"': "Nullable(String)",
};

/** The tables of activities: of each, every server has all rows, and counts its own. */
export const heldActivity = "held_activity_";

/** The same facts, in tables of ClickHouse: all of them on every server. */
export async function heldBy(nodes: readonly Node[], engine: Engine, facts: Facts): Promise<Facts> {
  const held = async (relation: Relation | null, name = "held_"): Promise<Relation | null> =>
    relation === null ? null : heldRelation(nodes, engine, { relation, name: `${name}${(made += 1)}` });
  return {
    ...facts,
    activity: await held(facts.activity, heldActivity),
    membership: await held(facts.membership),
    stage: await held(facts.stage),
    attribute: await held(facts.attribute),
    record: await held(facts.record),
    activeDays: null,
    asWritten: null,
  };
}

async function heldRelation(
  nodes: readonly Node[],
  engine: Engine,
  { relation: { sql, params }, name }: { readonly relation: Relation; readonly name: string },
): Promise<Relation> {
  const columns = await engine.rows<{ column_name: string; column_type: string }>(`DESCRIBE (${sql})`, params);
  const typed = columns.map(
    (c) => `\`${c.column_name.replaceAll("`", "\\`")}\` ${types[c.column_type] ?? refuse(c.column_type)}`,
  );
  const rows = await engine.rows<Record<string, string | number | bigint | boolean | null>>(sql, params);
  for (const node of nodes) {
    await node.run({ sql: `create temporary table ${name} (${typed.join(", ")}) engine = Memory`, params: {} }, null);
    if (rows.length === 0) continue;
    const values = rows.map((row) => columns.map((c) => row[c.column_name] ?? null));
    await node.insert({ table: name, columns: columns.map((c) => c.column_name), rows: values, token: null }, null);
  }
  return raw(`select * from ${name}`);
}

function refuse(type: string): never {
  throw new Error(`no type for ${type}`);
}
