import { rmSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ratio } from "./ad-hoc.mjs";
import { inTurn } from "./measure.mjs";
import { readTypeScript } from "./typescript.mjs";
import { days, sweepWorld } from "./sweep-world.mjs";

/** Trailing series in ClickHouse: our statements against the usual shape, and three shards against one. */
export function clickhouseBench({ rows }) {
  return { name: "clickhouse", run: ({ dist, rounds, folder }) => run({ dist, events: rows, rounds, folder }) };
}

const date = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const range = { from: date(days.last - 274), to: date(days.last) };
const database = "default";

async function run({ dist, events, rounds, folder }) {
  readTypeScript();
  const { startShards, users } = await import("../test/clickhouse/server.ts");
  const load = (...file) => import(pathToFileURL(path.join(dist, ...file)).href);
  const [{ openNode }, { engineOn }, { engineOver }] = await Promise.all(
    ["node.js", "engine.js", "shards.js"].map((file) => load("engines", "clickhouse", file)),
  );
  const began = loadavg()[0];
  const world = await sweepWorld(dist, events);
  const [single] = await startShards(1, { threads: 2 });
  const three = await startShards(3, { threads: 2 });
  const open = ({ http }) => openNode({ url: `http://${http}`, database, user: "smac", password: users.smac });
  const nodes = { one: [open(single)], three: three.map(open) };
  const spread = { isParted: (table) => table === "active_days", isShared: () => false };
  const engines = { one: engineOn(nodes.one[0]), three: engineOver(nodes.three, spread) };
  try {
    const filled = await fill(world, nodes, folder);
    const ask = { ...range, period: "trailing:30d" };
    const questions = {
      "one series": world.question(ask, "customers"),
      "all stages": world.question(ask, "stage-rate"),
    };
    const reported = (engine, question) => world.askReport({ engine, trace: [] }, question, facts(world.facts));
    const spent = {};
    const contestant = (name, which, question) => [
      name,
      async () => {
        const before = nodes[which].map((node) => node.spent());
        const answer = await reported(engines[which], question);
        spent[name] = nodes[which].map((node, at) => less(node.spent(), before[at]));
        return { answer };
      },
    ];
    const results = await inTurn(
      Object.fromEntries([
        ["the usual shape, one series", async () => ({ answer: await usualShape(nodes.one[0]) })],
        contestant("smac, one series", "one", questions["one series"]),
        contestant("smac, all stages", "one", questions["all stages"]),
        contestant("smac, one series, three shards", "three", questions["one series"]),
        contestant("smac, all stages, three shards", "three", questions["all stages"]),
      ]),
      Math.min(rounds, 3),
    );
    const duckdb = await world.askReport(world.session(), questions["all stages"], world.facts);
    mustAgree(results, duckdb);
    const ms = (name) => results[name].median;
    return {
      title: `ClickHouse, ${world.rows.toLocaleString("en-US")} active days, 275 daily points, trailing 30`,
      rows: Object.entries(results).map(([name, { median, times }]) => ({
        name,
        ms: Math.round(median),
        least: Math.round(Math.min(...times)),
      })),
      notes: [
        `faster than the usual shape from the same table: ${ratio(ms("the usual shape, one series"), ms("smac, one series"))} times`,
        ...Object.keys(questions).map((question) => shareOf(question, spent)),
        `filled with ${filled.perSecond.toLocaleString("en-US")} active days a second, ${filled.bytes.toFixed(1)} bytes each on disk`,
        `load at the beginning ${began.toFixed(1)}, at the end ${loadavg()[0].toFixed(1)}`,
      ],
    };
  } finally {
    await Promise.all([...nodes.one, ...nodes.three].map((node) => node.close()));
    for (const server of [single, ...three]) await server.close();
    await world.engine.close();
  }
}

/** What the busiest of three servers reads, beside what one reads alone. */
function shareOf(question, spent) {
  const [one] = spent[`smac, ${question}`];
  const three = spent[`smac, ${question}, three shards`];
  const most = three.reduce((a, b) => (a.rows > b.rows ? a : b));
  const of = (name) => ratio(most[name], one[name]);
  return `${question}, read on one server: ${told(one)}; on the busiest of three: ${told(most)}, ${of("rows")} of the rows and ${of("bytes")} of the bytes`;
}

const told = ({ rows, bytes }) => `${rows.toLocaleString("en-US")} rows, ${Math.round(bytes / 1e6)} MB`;
const less = (a, b) => ({ rows: a.rows - b.rows, bytes: a.bytes - b.bytes });

/** The tables of a store that a question reads, laid out as in a store: active days on their shard, stages on every server, the shard's own together. */
async function fill(world, nodes, folder) {
  const columns = "cluster String, day Int32, events Int64, first_at Int64, last_at Int64";
  let ms = 0;
  for (const servers of [nodes.one, nodes.three]) {
    for (const [shard, node] of servers.entries()) {
      const statement = (sql) => node.run({ sql, params: {} }, null);
      const ofShard =
        servers.length === 1
          ? ""
          : `reinterpretAsUInt64(substring(MD5(ifNull(cluster, '')), 1, 8)) % ${servers.length}, `;
      await statement(`create table active_days (${columns}) engine = MergeTree order by (cluster, day)`);
      await statement(
        `create table stage_at (cluster Nullable(String), stage Nullable(String), \`at\` Nullable(Int64)) engine = MergeTree order by (${ofShard}cluster) settings allow_nullable_key = 1`,
      );
      const where = `md5_number_upper(cluster) % ${servers.length} = ${shard}`;
      const at = "day::bigint * 86400000000";
      const sent = [
        [
          "active_days",
          `select cluster, day, events::bigint as events, ${at} as first_at, ${at} + 1 as last_at from active_day where ${where}`,
        ],
        ["stage_at", `select cluster, stage, epoch_us("at") as "at" from stage_at`],
      ];
      for (const [table, sql] of sent) {
        const file = path.join(folder, "block.parquet");
        await world.engine.run(`copy (${sql}) to '${file}' (format parquet)`);
        const names =
          table === "active_days" ? ["cluster", "day", "events", "first_at", "last_at"] : ["cluster", "stage", "at"];
        const started = performance.now();
        await node.insertFile({ table, columns: names, file, token: `${table} ${shard}` }, null);
        if (servers === nodes.one && table === "active_days") ms = performance.now() - started;
        rmSync(file);
      }
      await statement("optimize table active_days final");
    }
  }
  const [size] = await nodes.one[0].rows(
    {
      sql: "select toInt64(sum(bytes_on_disk)) as n from system.parts where active and table = 'active_days'",
      params: {},
    },
    null,
  );
  return { perSecond: Math.round((world.rows / ms) * 1000), bytes: Number(size.n) / world.rows };
}

function facts(duckdb) {
  const relation = (sql) => ({ sql, params: [] });
  const text = (...names) => names.map((name) => `cast(null as varchar) as ${name}`).join(", ");
  const never = "cast(null as timestamp) as learned, cast(null as timestamp) as forgotten";
  return {
    ...duckdb,
    activity: relation(
      `select ${text("source", "id", "member", "kind", "product", "other", "stage", "version")}, first_at as "at", cluster, ${never} from active_days`,
    ),
    stage: relation(`select cluster, stage, "at", ${never} from stage_at`),
    activeDays: {
      ...duckdb.activeDays,
      relation: relation(
        `select cluster, day, ${text("member", "kind", "product")}, 1 as parts, true as is_primary, events, first_at, last_at from active_days`,
      ),
    },
  };
}

/** Each active day on every date whose window holds it, counted distinct: the quickest form of it in ClickHouse. */
async function usualShape(node) {
  const sql = `select d as day, toInt64(uniqExact(cluster)) as n
from (select cluster, arrayJoin(range(day, day + 30)) as d from active_days) where d between ${days.last - 274} and ${days.last}
group by d order by d`;
  return node.rows({ sql, params: {} }, null);
}

function mustAgree(results, duckdb) {
  const active = (report) => JSON.stringify(report.rows.map((row) => row.active));
  const usual = JSON.stringify(results["the usual shape, one series"].answer.map(({ n }) => Number(n)));
  for (const name of ["smac, one series", "smac, one series, three shards"])
    if (active(results[name].answer) !== usual) throw new Error(`clickhouse: ${name} differs from the usual shape`);
  const cells = (report) => JSON.stringify([report.rows, report.totals, report.unattributed]);
  for (const name of ["smac, all stages", "smac, all stages, three shards"])
    if (cells(results[name].answer) !== cells(duckdb)) throw new Error(`clickhouse: ${name} differs from DuckDB`);
}
