import { loadavg } from "node:os";
import { ratio } from "./ad-hoc.mjs";
import { inTurn } from "./measure.mjs";
import { days, sweepWorld } from "./sweep-world.mjs";

/** The sweep in memory against the same numbers in SQL, the usual shape, and a pass that only reads. */
export function sweepBench({ rows }) {
  return { name: "sweep", run: ({ dist, rounds }) => run({ dist, events: rows, rounds }) };
}

const date = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const range = { from: date(days.first), to: date(days.last) };

async function run({ dist, events, rounds }) {
  const began = loadavg()[0];
  const world = await sweepWorld(dist, events);
  const asked = Object.fromEntries(
    [7, 30, 90].flatMap((window) => {
      const ask = { ...range, period: `trailing:${window}d` };
      return [
        [`one series, ${window} days`, world.question(ask, "customers")],
        [`all stages, ${window} days`, world.question(ask, "stage-rate")],
      ];
    }),
  );
  const timed = {};
  const built = await build(world, asked["one series, 30 days"], rounds);
  const stages = await columns(world, asked["all stages, 30 days"]);
  const sweeps = await inTurn(
    {
      ...Object.fromEntries(
        Object.entries(asked).map(([name, question]) => [name, () => swept(world, question, { built, stages, timed })]),
      ),
      "a pass that only sums the days": () => ({ answer: plainPass(built.input) }),
    },
    Math.max(rounds, 5),
  );
  const sql = await inTurn(bySql(world, asked), 0);
  const usual = await inTurn({ "the usual shape, 30 days": () => usualShape(world.engine) }, 0);
  mustAgree(world, { asked, sql, sweeps, usual: usual["the usual shape, 30 days"].answer });
  await world.engine.close();
  const every = { ...usual, ...sql, ...built.results, ...sweeps };
  const ms = (name) => every[name].median;
  const one = "one series, 30 days";
  return {
    title: `The sweep, ${world.rows.toLocaleString("en-US")} active days, ${days.last - days.first + 1} daily points`,
    rows: Object.entries(every).map(([name, { median: middle, times }]) => ({
      name,
      ms: Math.round(middle * 10) / 10,
      least: Math.round(Math.min(...times) * 10) / 10,
    })),
    notes: [
      `faster than the usual shape: ${ratio(ms("the usual shape, 30 days"), ms(one))} times`,
      `faster than our own SQL: ${ratio(ms(`SQL, ${one}`), ms(one))} times, all stages ${ratio(ms("SQL, all stages, 30 days"), ms("all stages, 30 days"))} times`,
      `90 days to 7 days: ${ratio(ms("one series, 90 days"), ms("one series, 7 days"))}`,
      `all stages to one series, 30 days: ${ratio(ms("all stages, 30 days"), ms(one))}; asked for the first time ${Math.round(timed["all stages, 30 days"])} ms`,
      `one series to the pass that only sums: ${ratio(ms(one), ms("a pass that only sums the days"))}`,
      `columns from the engine to the engine ordering the same rows: ${ratio(ms("columns from the engine"), ms("DuckDB ordering the same rows"))}`,
      `load at the beginning ${began.toFixed(1)}, at the end ${loadavg()[0].toFixed(1)}`,
    ],
  };
}

async function columns(world, question) {
  const session = world.session();
  const prepared = await world.prepare(session, question, world.facts, "days");
  return { prepared, input: (await world.sweepInput(session, prepared)).input };
}

/** Makes the columns, in turn with the engine ordering the same rows into a table. */
async function build(world, question, rounds) {
  const session = world.session();
  const prepared = await world.prepare(session, question, world.facts, "days");
  let input;
  const results = await inTurn(
    {
      "columns from the engine": async () => {
        ({ input } = await world.sweepInput(session, prepared));
        return { answer: input.activity.rows };
      },
      "DuckDB ordering the same rows": async () => {
        await world.engine.run(
          "create or replace temp table in_order as select cluster, day, events from active_day order by cluster, day",
        );
        return { answer: null };
      },
    },
    Math.min(rounds, 3),
  );
  return { prepared, input, results };
}

async function swept(world, question, { built, stages, timed }) {
  const staged = question.definition.stages;
  const { prepared, input } = staged ? stages : built;
  const periods = periodsOf(world, question, prepared);
  const began = performance.now();
  const answer = world.sweep(input, {
    definition: question.definition,
    places: world.placesOf(periods, question.definition.period.days),
    products: [],
  });
  const ms = performance.now() - began;
  timed[`${staged ? "all stages" : "one series"}, ${question.definition.period.days} days`] ??= ms;
  return { answer, ms };
}

/** The periods of another window, of the same days. */
function periodsOf(world, question, { periods, setting }) {
  const span = setting.facts.span;
  const [first, last] = [span.first, span.last].map((at) => Math.floor(at / 86_400_000_000));
  const known = { first, last, firstAt: span.first, history: null };
  return periods.length === 0 ? periods : world.timeline(question, setting.clock.zone, known);
}

function plainPass({ activity }) {
  const { day, offsets } = activity;
  let sum = 0;
  for (let cluster = 0; cluster < offsets.length - 1; cluster++)
    for (let row = offsets[cluster]; row < offsets[cluster + 1]; row++) sum += day[row];
  return sum;
}

function bySql(world, asked) {
  return Object.fromEntries(
    ["one series, 30 days", "all stages, 30 days"].map((name) => [
      `SQL, ${name}`,
      async () => ({ answer: await world.askReport(world.session(), asked[name], world.facts) }),
    ]),
  );
}

/** Active days joined to a series of dates, counted distinct; clusters are whole numbers here, which is the best case. */
async function usualShape(engine) {
  const answer = await engine.rows(`
select d as day, count(distinct n) as n
from range(${days.first}, ${days.last + 1}) s(d) join numbered_day on day between d - 29 and d
group by d order by d`);
  return { answer };
}

/** Every cell of the reports, and every point of the usual shape. */
function mustAgree(world, { asked, sql, sweeps, usual }) {
  for (const name of ["one series, 30 days", "all stages, 30 days"]) {
    const told = sql[`SQL, ${name}`].answer;
    const cells = told.rows.map((row) => [
      row.period.end,
      row.stage,
      row.active,
      row.new,
      row.retained,
      row.resurrected,
      row.dormant,
      row.population,
    ]);
    const found = cellsOf(sweeps[name].answer, { report: told, stages: asked[name].definition.stages });
    if (JSON.stringify(cells) !== JSON.stringify(found)) throw new Error(`sweep: ${name}: SQL and the sweep differ`);
  }
  const one = sql["SQL, one series, 30 days"].answer.rows.map((row) => row.active);
  if (JSON.stringify(one) !== JSON.stringify(usual.map(({ n }) => Number(n))))
    throw new Error("sweep: the usual shape gives other numbers");
}

function cellsOf(counts, { report, stages }) {
  const sums = new Map(counts.map((c) => [[c.part, c.i, c.stage, c.status].join(" "), c.n]));
  const order = [...new Set(report.rows.map((row) => row.stage))];
  return report.rows.map((row) => {
    const i = Math.round(Date.parse(`${row.period.end}T00:00:00Z`) / 86_400_000) - 1;
    const stage = stages ? order.indexOf(row.stage) + 1 : 0;
    const of = (part, status) => sums.get([part, i, stage, status].join(" ")) ?? 0;
    const [fresh, retained, back, dormant] = ["new", "retained", "resurrected", "dormant"].map((s) => of("row", s));
    const population = row.population === null ? null : of("population", "population");
    return [row.period.end, row.stage, fresh + retained + back, fresh, retained, back, dormant, population];
  });
}
