import path from "node:path";
import { pathToFileURL } from "node:url";

const clusters = 200_000;
/** Days are counted from 1970: the activities lie in the 401 days from the first of these to the last. */
export const days = { origin: 19_783, first: 20_089, last: 20_453, all: 671 };
const seed = 20_260_203;
/** A number from 0 to 1 that depends on a row and a purpose only. */
export const chance = (row, purpose) => `(hash(${row}::bigint * 1000 + ${purpose} + ${seed}) % 1000003 / 1000003.0)`;

/**
 * An engine of the program's own with activities counted by day, as a store
 * keeps them, and what each cluster was: four stages, in order, at random times.
 */
export async function sweepWorld(dist, events) {
  const load = loader(dist);
  const [{ openEngine }, { askReport }, { sweepInput }, { prepare }, sweeping] = await Promise.all([
    load("engines", "duckdb", "engine.js"),
    load("project", "ask-report.js"),
    load("project", "sweep-input.js"),
    load("project", "prepare.js"),
    sweepingOf(dist),
  ]);
  const engine = await openEngine({ path: null });
  await engine.run(activitySql(events));
  await engine.run(stageSql());
  await engine.run("create table numbered_day as select substr(cluster, 3)::integer as n, day from active_day");
  const [{ rows }] = await engine.rows("select count(*) as rows from active_day");
  return {
    engine,
    rows,
    facts: factsOf(),
    session: () => ({ engine, trace: [] }),
    askReport,
    sweepInput,
    prepare,
    ...sweeping,
  };
}

function loader(dist) {
  return (...file) => import(pathToFileURL(path.join(dist, ...file)).href);
}

/** What a sweep is asked with and answered by. */
export async function sweepingOf(dist) {
  const load = loader(dist);
  const [{ questionOf }, { sweep }, { placesOf }, { timeline }] = await Promise.all([
    load("project", "ask.js"),
    load("sweep", "sweep.js"),
    load("sweep", "places.js"),
    load("query", "timeline.js"),
  ]);
  return { question: (ask, definition) => questionOf(ask, setting(definition)), sweep, placesOf, timeline };
}

function activitySql(events) {
  return `create table active_day as
select 'C-' || lpad(n::varchar, 7, '0') as cluster, day, count(*)::integer as events from (${activitiesSql(events)}) group by all`;
}

/** Activities `i, n, day`, as SQL: clusters begin and end; few do much, many do little. */
export function activitiesSql(events) {
  return `select i, n, (${days.origin} + floor((begins + (1 - begins) * ${chance("i", 3)}) * ${days.all}))::integer as day
from (select i, n, 0.5 * ${chance("n", 1)} as begins
  from (select i, floor(pow(${chance("i", 2)}, 3.4) * ${clusters})::bigint as n from range(${events}) r(i)))`;
}

function stageSql() {
  return `create table stage_at as select 'C-' || lpad(n::varchar, 7, '0') as cluster, stage, "at" from (${stagesSql()})`;
}

/** When each cluster entered each of four stages, `n, stage, at`, as SQL. */
export function stagesSql() {
  const steps = ["prospect", "lead", "opportunity", "customer"];
  const each = steps.map(
    (stage, step) =>
      `select n, '${stage}' as stage, make_timestamp(((${days.origin} + ${days.all} * least(1, 0.3 * ${step} * ${chance("n", 10 + step)})) * 86400)::bigint * 1000000) as "at" from range(${clusters}) r(n)`,
  );
  return each.join(" union all ");
}

function factsOf() {
  const relation = (sql) => ({ sql, params: [] });
  const text = (...names) => names.map((name) => `cast(null as varchar) as ${name}`).join(", ");
  const never = "cast(null as timestamp) as learned, cast(null as timestamp) as forgotten";
  const at = (part) => `make_timestamp(day::bigint * 86400000000 + ${part})`;
  const first = days.origin * 86_400_000_000;
  return {
    activity: relation(
      `select ${text("source", "id", "member", "kind", "product", "other", "stage", "version")}, ${at(0)} as "at", cluster, ${never} from active_day`,
    ),
    membership: null,
    stage: relation(`select cluster, stage, "at", ${never} from stage_at`),
    attribute: null,
    record: null,
    activityHas: {
      id: false,
      learned: false,
      cluster: true,
      member: false,
      product: false,
      other: false,
      stage: false,
      undated: false,
    },
    activityAttributes: [],
    activityColumns: [],
    attributes: [],
    stageSource: "history",
    stageOrder: null,
    activeDays: {
      relation: relation(
        `select cluster, day, ${text("member", "kind", "product")}, 1 as parts, true as is_primary, events, ${at(0)} as first_at, ${at(1)} as last_at from active_day`,
      ),
      timezone: "UTC",
    },
    span: { first, last: first + days.all * 86_400_000_000 },
  };
}

function setting(definition) {
  return {
    timezone: "UTC",
    weekStart: "monday",
    fiscalStart: 1,
    calendar: "gregorian",
    definition: { preset: definition, exclude: [] },
    hasStages: true,
    hasProducts: false,
    clock: (days.last + 30) * 86_400_000_000,
  };
}
