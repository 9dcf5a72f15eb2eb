/**
 * What is asked ad hoc of files, each with the query that a user of DuckDB would
 * write for the same numbers (the peer), and the cells that must be equal.
 *
 * `request` and `ask` are what the library is given, `flags` the same on the
 * command line; `cells` takes from a report what the peer's rows say.
 */
export function questions(data) {
  const events = `'${data.events}'`;
  const month = `date_trunc('month', "at")`;
  const byMonth = `select ${month}, count(distinct account) from ${events} group by 1 order by 1`;
  const limit = `select max("at"), max(account) from ${events}`;
  const actives = (report) => report.rows.map((row) => [row.period.start, row.active]);
  return [
    {
      name: "month",
      title: "Monthly active clusters from Parquet",
      file: data.events,
      limit,
      peer: byMonth,
      cells: actives,
    },
    {
      name: "zone",
      title: "The same in New York's time",
      file: data.eventsUtc,
      request: { timezone: "America/New_York" },
      limit: limit.replace(events, `'${data.eventsUtc}'`),
      peer: byMonth.replace(events, `'${data.eventsUtc}'`).replaceAll(`"at")`, `timezone('America/New_York', "at"))`),
      cells: actives,
    },
    {
      name: "stages",
      title: "Stage by stage, with stages.csv",
      file: data.events,
      request: { stages: data.stages },
      limit,
      peer: stagesQuery(data, { events, month }),
      cells: (report) =>
        report.rows.map((row) => [row.period.start, row.stage, row.active, row.population]).sort(byText),
    },
    {
      name: "days",
      title: "Active on at least 2 days of the month",
      file: data.events,
      ask: { days: 2 },
      limit,
      peer: `select m, count(*) from (select ${month} as m, account from ${events} group by 1, 2 having count(distinct "at"::date) >= 2) group by 1 order by 1`,
      cells: actives,
    },
    {
      name: "products",
      title: "By product, and all of them together",
      file: data.events,
      request: { product: "product" },
      ask: { products: true },
      limit: `select max("at"), max(account), max(product) from ${events}`,
      peer: `select m, product, count(distinct account) from (select ${month} as m, product, account from ${events}) group by grouping sets ((m), (m, product)) order by 1, 2 nulls first`,
      cells: (report) => report.rows.map((row) => [row.period.start, row.product, row.active]),
    },
    {
      name: "trailing",
      title: "Trailing 30 days, a point for each day of 2025",
      file: data.events,
      ask: { period: "trailing:30d", from: "2025-01-01", to: "2025-12-31" },
      limit,
      peer: trailingQuery(events),
      rounds: 1,
      cells: (report) => report.rows.map((row) => [row.period.end, row.active]),
    },
    {
      name: "csv",
      title: "Monthly active clusters from CSV",
      file: data.csv,
      limit: `select max("at"), max(account) from read_csv('${data.csv}', all_varchar = true)`,
      peer: `select date_trunc('month', "at"::timestamp), count(distinct account) from read_csv('${data.csv}', all_varchar = true) group by 1 order by 1`,
      cells: actives,
    },
  ].map((question) => ({ request: {}, ask: {}, rounds: null, ...question }));
}

/** Orders rows of cells by their text. */
export function byText(a, b) {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : Number(x > y);
}

function stagesQuery({ stages }, { events, month }) {
  return `
with active as (select distinct ${month} as m, account from ${events}),
months as (select distinct m from active),
history as (select cluster, coalesce(stage, '') as stage, "from" from read_csv('${stages}', header = true, columns = {cluster: 'varchar', stage: 'varchar', "from": 'timestamp'})),
held as (select m, cluster, arg_max(stage, "from") as stage from months join history on "from" < m + interval 1 month group by 1, 2)
select held.m, stage, count(account), count(*)
from held left join active on active.m = held.m and account = cluster
where stage <> '' group by 1, 2 order by 1, 2`;
}

/** The usual shape: active days joined to a series of dates, counted distinct. The day after each window names it. */
function trailingQuery(events) {
  return `
with active as (select distinct account, "at"::date as day from ${events}),
series as (select range::date as day from range(date '2025-01-01', date '2026-01-01', interval 1 day))
select series.day + 1, count(distinct account)
from series join active on active.day between series.day - 29 and series.day group by 1 order by 1`;
}
