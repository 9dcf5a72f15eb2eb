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

/** The same facts, in tables of ClickHouse. */
export async function heldBy(node: Node, engine: Engine, facts: Facts): Promise<Facts> {
  const held = async (relation: Relation | null): Promise<Relation | null> =>
    relation === null ? null : heldRelation(node, engine, relation);
  return {
    ...facts,
    activity: await held(facts.activity),
    membership: await held(facts.membership),
    stage: await held(facts.stage),
    attribute: await held(facts.attribute),
    record: await held(facts.record),
    activeDays: null,
    asWritten: null,
  };
}

async function heldRelation(node: Node, engine: Engine, { sql, params }: Relation): Promise<Relation> {
  const columns = await engine.rows<{ column_name: string; column_type: string }>(`DESCRIBE (${sql})`, params);
  const name = `held_${(made += 1)}`;
  const typed = columns.map(
    (c) => `\`${c.column_name.replaceAll("`", "\\`")}\` ${types[c.column_type] ?? refuse(c.column_type)}`,
  );
  await node.run({ sql: `create temporary table ${name} (${typed.join(", ")}) engine = Memory`, params: {} }, null);
  const rows = await engine.rows<Record<string, string | number | bigint | boolean | null>>(sql, params);
  if (rows.length > 0)
    await node.insert(
      {
        table: name,
        columns: columns.map((c) => c.column_name),
        rows: rows.map((row) => columns.map((c) => row[c.column_name] ?? null)),
        token: null,
      },
      null,
    );
  return raw(`select * from ${name}`);
}

function refuse(type: string): never {
  throw new Error(`no type for ${type}`);
}
