import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ratio, table } from "./ad-hoc.mjs";
import { connect } from "./engine.mjs";
import { inTurn, wholeProcess } from "./measure.mjs";

/** Imports and reports from the store. */
export function storeBenches(data) {
  return [
    { name: "import", run: (setting) => ifImports(setting, () => importBench(data, setting, data.csv)) },
    { name: "import-parquet", run: (setting) => ifImports(setting, () => importBench(data, setting, data.csvParquet)) },
    { name: "incremental", run: (setting) => ifImports(setting, () => incrementalBench(data, setting)) },
    { name: "store-report", run: (setting) => ifImports(setting, () => storeReportBench(data, setting)) },
  ];
}

/** Older programs have no store: then there is nothing to measure. */
async function ifImports({ program, folder }, work) {
  const { answer } = await wholeProcess([program, "--help"], folder);
  if (/^\s+import\b/m.test(answer)) return work();
  return { title: "The store", rows: [], notes: ["This program has no `smac import`"] };
}

async function importBench({ csvRows }, { program, folder, rounds }, file) {
  const source = file.endsWith(".csv") ? `read_csv('${file}', all_varchar = true)` : `'${file}'`;
  const results = await inTurn(
    {
      "smac import": async () => {
        const project = newProject(folder, [file]);
        const { ms, megabytes } = await wholeProcess([program, "import"], project);
        rmSync(project, { recursive: true });
        return { ms, megabytes };
      },
      "DuckDB, create table as": () => createTable(folder, source),
    },
    Math.min(rounds, 3),
  );
  const rows = table(results, "DuckDB, create table as").map((row) => ({
    ...row,
    perSecond: Math.round((csvRows / row.ms) * 1000),
  }));
  return {
    title: `Import of ${path.extname(file).slice(1).toUpperCase()}, ${csvRows.toLocaleString("en-US")} rows`,
    rows,
    notes: ["DuckDB keeps the rows; smac also derives keys, instants and active days from them and starts a process"],
  };
}

async function incrementalBench({ csvMost, csvLast }, { program, folder, rounds }) {
  const names = ["full import of 99 %", "import of 1 % more", "import of nothing new"];
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    const project = newProject(folder, [csvMost]);
    const step = async (name) => times[name].push((await wholeProcess([program, "import"], project)).ms);
    await step(names[0]);
    copyFileSync(csvLast, path.join(project, "events", path.basename(csvLast)));
    await step(names[1]);
    await step(names[2]);
    rmSync(project, { recursive: true });
  }
  const results = await inTurn(
    Object.fromEntries(names.map((name) => [name, async () => ({ ms: times[name].shift() })])),
    times[names[0]].length - 1,
  );
  return { title: "Incremental import", rows: table(results, undefined, names[0]), notes: [] };
}

async function storeReportBench({ csvParquet }, { program, folder, rounds }) {
  const project = newProject(folder, [csvParquet]);
  await wholeProcess([program, "import"], project);
  const file = path.join(folder, "peer.duckdb");
  await createTable(folder, `'${csvParquet}'`, file);
  const sql = `select m::date::varchar, n from (select date_trunc('month', "at") as m, count(distinct account) as n from events group by 1) order by 1`;
  const report = (flags) =>
    wholeProcess([program, "report", ...flags, "--now", "2026-11-22", "--format", "json"], project);
  const results = await inTurn(
    {
      "smac report from the store": () => report([]),
      "smac report, trailing 30 days": () => report(["--period", "trailing:30d"]),
      "smac report from the Parquet file": () => report([csvParquet, "--at", "at", "--cluster", "account", "--quiet"]),
      "DuckDB, the same numbers from its own table": () => asked(file, sql),
    },
    rounds,
  );
  const [first, , ad] = Object.values(results).map(({ answer }) => answer);
  const cells = (json) => JSON.stringify(JSON.parse(json).rows.map((row) => [row.period.start, row.active]));
  const peer = JSON.stringify(
    Object.values(results)[3].answer.map((row) =>
      Object.values(row).map((cell) => (typeof cell === "bigint" ? Number(cell) : cell)),
    ),
  );
  if (cells(first) !== peer || cells(ad) !== peer)
    throw new Error("store-report: the store, the file and DuckDB give different numbers");
  rmSync(project, { recursive: true });
  rmSync(file);
  const rows = table(results, "DuckDB, the same numbers from its own table");
  return {
    title: "Reports from the store, whole processes",
    rows,
    notes: [`the store's answer is ${ratio(1, rows[0].ms / rows[2].ms)} times as fast as the file's`],
  };
}

function newProject(folder, files) {
  const project = mkdtempSync(path.join(folder, "project-"));
  mkdirSync(path.join(project, "events"));
  for (const file of files) copyFileSync(file, path.join(project, "events", path.basename(file)));
  const pattern = files[0].endsWith(".csv") ? "*.csv" : "*.parquet";
  writeFileSync(
    path.join(project, "smac.yml"),
    `sources:
  events: { type: files, files: "events/${pattern}" }
clusters:
  customer: { from: events, key: account }
activities:
  event:
    from: events
    at: at
    member: user
    kind: { column: kind }
    product: { column: product }
    clusters: { customer: account }
`,
  );
  return project;
}

async function createTable(folder, source, file = path.join(folder, "copy.duckdb")) {
  if (existsSync(file)) rmSync(file);
  const { connection, close } = await connect(file);
  const began = performance.now();
  await connection.run(`create table events as select * from ${source}`);
  await connection.run("checkpoint");
  const ms = performance.now() - began;
  close();
  return { ms };
}

async function asked(file, sql) {
  const { rows, close } = await connect(file);
  const began = performance.now();
  const answer = await rows(sql);
  const ms = performance.now() - began;
  close();
  return { answer, ms };
}
