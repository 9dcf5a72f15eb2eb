import { loadavg } from "node:os";
import { ratio } from "./ad-hoc.mjs";
import { clickhouseWorld, points, window } from "./clickhouse-world.mjs";
import { inTurn } from "./measure.mjs";
import { readTypeScript } from "./typescript.mjs";

/** Trailing series of a store that was copied to ClickHouse: our statements against the usual shape, and three shards against one server. */
export function clickhouseBench({ rows }) {
  return { name: "clickhouse", run: ({ dist, rounds, folder }) => run({ dist, events: rows, rounds, folder }) };
}

const date = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
export const asked = { from: date(points.first), to: date(points.last), period: `trailing:${window}d` };
export const definitions = { "one series": "customers", "all stages": "stage-rate" };
const usual = "the usual shape, one series";

async function run({ dist, events, rounds, folder }) {
  readTypeScript();
  const { startShards, users } = await import("../test/clickhouse/server.ts");
  const began = loadavg()[0];
  const world = await clickhouseWorld(dist, events, folder);
  const servers = [];
  const nodes = { one: [], three: [] };
  try {
    for (const count of [1, 3]) {
      const started = await startShards(count, { threads: 2 });
      servers.push(...started);
      nodes[count === 1 ? "one" : "three"] = await Promise.all(
        started.map((server) => world.connect(server, users.smac)),
      );
    }
    const copies = { one: await copied(world, nodes.one), three: await copied(world, nodes.three) };
    const disk = await onDisk(nodes.one[0]);
    const { results, spent } = await asking(world, nodes, rounds);
    await mustAgree(world, results);
    const read = Object.fromEntries(Object.keys(definitions).map((name) => [name, readingOf(name, spent)]));
    return {
      title: `ClickHouse, ${world.rows.toLocaleString("en-US")} active days by member, kind and product (${world.clusterDays.toLocaleString("en-US")} by cluster), ${points.last - points.first + 1} daily points, trailing ${window}`,
      rows: [...answered(results, read, world.rows), ...copyRows(copies)],
      disk,
      notes: [
        ...Object.keys(definitions).map((name) => fasterNote(name, results)),
        ...Object.entries(read).map(([name, reading]) => readNote(name, reading)),
        ...Object.entries(copies).map(([name, copy]) => copyNote(name, copy)),
        `on disk ${Object.entries(disk)
          .map(([table, { bytes }]) => `${bytes.toFixed(1)} bytes a row of ${table}`)
          .join(", ")}, in ${disk.active_days.parts} parts`,
        `load at the beginning ${began.toFixed(1)}, at the end ${loadavg()[0].toFixed(1)}`,
      ],
    };
  } finally {
    await Promise.all([...nodes.one, ...nodes.three].map((node) => node.close()));
    for (const server of servers) await server.close();
    await world.engine.close();
  }
}

async function copied(world, nodes) {
  const began = performance.now();
  const { rows } = await world.copy(nodes);
  const ms = performance.now() - began;
  return { rows, ms, perSecond: Math.round((rows / ms) * 1000) };
}

/** Asks all in turn; with what each of the servers read for the last answer. */
async function asking(world, nodes, rounds) {
  const spent = {};
  const contestant = (name, which, definition) => {
    const engine = world.engineOf(nodes[which]);
    return async () => {
      const before = nodes[which].map((node) => node.spent());
      const answer = await world.ask(engine, asked, definition);
      spent[name] = nodes[which].map((node, at) => less(node.spent(), before[at]));
      return { answer };
    };
  };
  const contestants = { [usual]: async () => ({ answer: await usualShape(nodes.one[0]) }) };
  for (const [which, where] of [
    ["one", ""],
    ["three", ", three shards"],
  ])
    for (const [question, definition] of Object.entries(definitions)) {
      const name = `smac, ${question}${where}`;
      contestants[name] = contestant(name, which, definition);
    }
  return { results: await inTurn(contestants, Math.min(rounds, 3)), spent };
}

const less = (a, b) => ({ rows: a.rows - b.rows, bytes: a.bytes - b.bytes });

/**
 * Each active day on every date whose window holds it, counted distinct: of the
 * forms that were tried in ClickHouse the quickest. It reads no other months than it needs.
 */
async function usualShape(node) {
  const { first, last } = points;
  const sql = `select d as day, toInt64(uniqExact(cluster)) as n
from (
  select assumeNotNull(cluster) as cluster, arrayJoin(range(assumeNotNull(day), assumeNotNull(day) + ${window})) as d
  from active_days where cluster_kind = 'customer' and cluster is not null and day between ${first - window + 1} and ${last}
) where d between ${first} and ${last}
group by d order by d`;
  return node.rows({ sql, params: {} }, null);
}

/** What one server reads alone, the busiest of three, and how much of it that is. */
function readingOf(question, spent) {
  const [one] = spent[`smac, ${question}`];
  const three = spent[`smac, ${question}, three shards`];
  const most = (what) => Math.max(...three.map((server) => server[what]));
  const busiest = { rows: most("rows"), bytes: most("bytes") };
  return { one, busiest, share: { rows: rounded(busiest.rows / one.rows), bytes: rounded(busiest.bytes / one.bytes) } };
}

const rounded = (number) => Math.round(number * 1000) / 1000;

function answered(results, read, rows) {
  return Object.entries(results).map(([name, { median, times }]) => {
    const question = Object.keys(definitions).find((one) => name.startsWith(`smac, ${one}`));
    const reading = question === undefined ? undefined : read[question];
    const told = name.endsWith("three shards") ? reading && { ...reading.busiest, share: reading.share } : reading?.one;
    return {
      name,
      ms: Math.round(median),
      least: Math.round(Math.min(...times)),
      perSecond: Math.round((rows / median) * 1000),
      ...(question === undefined ? {} : { timesFasterThanUsual: rounded(results[usual].median / median) }),
      ...(told === undefined ? {} : { read: told }),
    };
  });
}

function copyRows(copies) {
  return Object.entries(copies).map(([name, { rows, ms, perSecond }]) => ({
    name: `smac copy, ${name === "one" ? "one server" : "three shards"}`,
    ms: Math.round(ms),
    least: Math.round(ms),
    rows,
    perSecond,
  }));
}

function fasterNote(question, results) {
  const of = (name) => ratio(results[usual].median, results[name].median);
  return `faster than the usual shape of one series from the same table: ${question} ${of(`smac, ${question}`)} times, on three shards of the same machine ${of(`smac, ${question}, three shards`)} times`;
}

function readNote(question, { one, busiest, share }) {
  const told = ({ rows, bytes }) => `${rows.toLocaleString("en-US")} rows, ${Math.round(bytes / 1e6)} MB`;
  return `${question}, read on one server: ${told(one)}; on the busiest of three: ${told(busiest)}, ${share.rows.toFixed(3)} of the rows and ${share.bytes.toFixed(3)} of the bytes`;
}

function copyNote(name, { rows, ms, perSecond }) {
  return `copied to ${name === "one" ? "one server" : "three shards"}: ${rows.toLocaleString("en-US")} rows in ${Math.round(ms / 1000)} s, ${perSecond.toLocaleString("en-US")} a second, compared on both sides`;
}

/** Bytes a row of the large tables, and their parts. */
async function onDisk(node) {
  const rows = await node.rows(
    {
      sql: "select table, toInt64(sum(bytes_on_disk)) as bytes, toInt64(sum(rows)) as n, toInt64(count()) as parts from system.parts where active and database = currentDatabase() and table in ('active_days', 'stage_rows') group by table order by table",
      params: {},
    },
    null,
  );
  return Object.fromEntries(
    rows.map(({ table, bytes, n, parts }) => [
      table,
      { bytes: rounded(Number(bytes) / Number(n)), parts: Number(parts) },
    ]),
  );
}

/** Every answer is the file's, cell by cell; the series is that of the usual shape. */
/** Every answer is DuckDB's, cell by cell. */
export async function mustAgree(world, results) {
  const active = (report) => JSON.stringify(report.rows.map((row) => row.active));
  const cells = (report) => JSON.stringify([report.rows, report.totals, report.unattributed, report.warnings]);
  for (const [question, definition] of Object.entries(definitions)) {
    const inFile = await world.ask(world.engine, asked, definition);
    if (inFile.rows.length === 0) throw new Error(`clickhouse: ${question}: nothing was counted`);
    for (const [name, { answer }] of Object.entries(results))
      if (name.startsWith(`smac, ${question}`) && cells(answer) !== cells(inFile))
        throw new Error(`clickhouse: ${name} differs from DuckDB`);
  }
  if (results[usual] === undefined) return;
  const counted = JSON.stringify(results[usual].answer.map(({ n }) => Number(n)));
  if (active(results["smac, one series"].answer) !== counted)
    throw new Error("clickhouse: one series differs from the usual shape");
}
