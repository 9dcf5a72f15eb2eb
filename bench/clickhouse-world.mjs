import path from "node:path";
import { pathToFileURL } from "node:url";
import { activitiesSql, chance, days, stagesSql, sweepingOf } from "./sweep-world.mjs";

/** The days that are asked about, and how many each of them looks back on. */
export const points = { first: days.last - 274, last: days.last };
export const window = 30;

const micros = 86_400_000_000;
const project = `timezone: UTC
sources: { events: { files: events.csv }, journey: { files: stages.csv } }
stages: { history: { from: journey, cluster: account, stage: stage, at: since } }
activities: { event: { from: events, at: at, cluster: account, member: user, kind: { column: kind }, product: { column: product } } }
`;

/**
 * A store in a file, with the tables that the program makes, and what sends it
 * to ClickHouse: the program's own copy. Its active days and stages are as an
 * import leaves them; of the activities they are made from, a question about a
 * series asks when the first and the last were, so that only these two are there, unless `every` one is to be.
 */
export async function clickhouseWorld(dist, events, folder, { every = false } = {}) {
  const load = (...file) => import(pathToFileURL(path.join(dist, ...file)).href);
  const [{ openEngine }, { migrate }, { resetTable }, { writeMeta }, { modelFrom }, { factsOf }, { askReport }] =
    await Promise.all([
      load("engines", "duckdb", "engine.js"),
      load("store", "schema.js"),
      load("store", "canonical-table.js"),
      load("store", "meta.js"),
      load("model", "load.js"),
      load("store", "facts.js"),
      load("project", "ask-report.js"),
    ]);
  const model = modelFrom(project, { file: "smac.yml", directory: folder });
  const engine = await openEngine({ path: path.join(folder, "clickhouse.duckdb") });
  await migrate(engine, "clickhouse.duckdb", false);
  await resetTable(engine, "activities", model);
  const activityRows = every ? everyActivitySql(events) : twoActivitiesSql;
  for (const sql of [activeDaysSql(events), stageRowsSql, activityRows]) await engine.run(sql);
  await writeMeta(engine, "stage_versions", "one");
  const [{ rows, days: clusterDays }] = await engine.rows(
    "select count(*) as rows, count(distinct (cluster, day)) as days from active_days",
  );
  const { question } = await sweepingOf(dist);
  /** As the program does, with what it looks up before. */
  const ask = async (of, asked, definition) => {
    const facts = await factsOf(of, model, { kind: "customer", asOf: null });
    return askReport({ engine: of, trace: [] }, question(asked, definition), facts);
  };
  return { engine, rows, clusterDays, ask, ...(await servers(load, engine)) };
}

/** What opens and fills servers, as the program does. */
async function servers(load, store) {
  const [{ openNode }, { engineOn }, { engineOver }, { copyOut }, { placementOf }] = await Promise.all([
    load("engines", "clickhouse", "node.js"),
    load("engines", "clickhouse", "engine.js"),
    load("engines", "clickhouse", "shards.js"),
    load("store", "clickhouse", "copy-out.js"),
    load("store", "clickhouse", "placement.js"),
  ]);
  const spread = {
    isParted: (table) => ["by-cluster", "spread"].includes(placementOf(table)),
    isShared: (table) => placementOf(table) === "where-needed",
  };
  return {
    async connect({ http }, password) {
      const open = (database) => openNode({ url: `http://${http}`, database, user: "smac", password });
      const server = open("default");
      await server.run({ sql: "create database smac", params: {} }, null);
      await server.close();
      return open("smac");
    },
    engineOf: (nodes) => (nodes.length === 1 ? engineOn(nodes[0]) : engineOver(nodes, spread)),
    copy: (nodes) =>
      copyOut(
        store,
        nodes.map((node) => [node]),
        { signal: new AbortController().signal, data: "bench", expiry: null },
      ),
  };
}

const cluster = "'C-' || lpad(n::varchar, 7, '0')";

/** Of each cluster a few members, of whom one does most; what they do is of three kinds, in two products. */
function deedsSql(events) {
  const one = (purpose, of) => `floor(pow(${chance("i", purpose)}, 2) * ${of})::integer`;
  return `select i, n, day, ${one(30, 5)} as member, ${one(31, 3)} as kind, ${one(32, 2)} as product, floor(${chance("i", 33)} * 86400)::integer as moment
  from (${activitiesSql(events)})`;
}

const at = (moment) => `make_timestamp(day::bigint * ${micros} + (${moment})::bigint * 1000000)`;
const named = `'U-' || lpad((n * 5 + d.member)::varchar, 7, '0') as member, ['view', 'edit', 'share'][1 + d.kind] as kind, ['editor', 'reports'][1 + d.product] as product`;

function activeDaysSql(events) {
  return `insert into active_days
select 'customer', ${cluster}, day, ${named}, 1, true, events, ${at("first")}, ${at("last")}
from (select n, day, member, kind, product, count(*) as events, min(moment) as first, max(moment) as last
  from (${deedsSql(events)}) group by all) d
order by 2, 3`;
}

const stageRowsSql = `insert into stage_rows
select 1, row_number() over (), 'journey', 'customer', ${cluster}, stage, "at", "at", null, null from (${stagesSql()}) order by n`;

const intoActivities = `insert into activities (_load, _row, _mapping, _current, source, "at", member, "cluster:customer", kind, product)`;

const twoActivitiesSql = `${intoActivities}
select 1, row_number() over (), 'event', true, 'events', "at", member, cluster, kind, product
from (select min_by(a, first_at) as a, min(first_at) as "at" from active_days a union all select max_by(a, last_at), max(last_at) from active_days a) t(a, "at"),
  lateral (select a.member as member, a.cluster as cluster, a.kind as kind, a.product as product)`;

function everyActivitySql(events) {
  return `${intoActivities}
select 1, i, 'event', true, 'event', ${at("moment")}, u.member, ${cluster}, u.kind, u.product
from (${deedsSql(events)}) d, lateral (select ${named}) u`;
}
