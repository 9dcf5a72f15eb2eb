import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, say } from "../scripts/prepare.mjs";
import { connect } from "./engine.mjs";
import { wholeProcess } from "./measure.mjs";

/** Changes whenever the data below does, so that an old cache is not taken for it. */
const version = 1;
const clusters = 200_000;
const seed = 20_260_203;
/** Days from 1970: activities lie from the first to the last, of which the page shows a month that is not over. */
const days = { first: 19_783, last: 20_441 };
const chance = (row, purpose) => `(hash(${row}::bigint * 1000 + ${purpose} + ${seed}) % 1000003 / 1000003.0)`;

/** A folder with the demo company. */
export async function demoProject({ program, folder }) {
  await wholeProcess([program, "demo", "browser-demo"], folder);
  return path.join(folder, "browser-demo");
}

/**
 * A folder with a store of so many active days of 200,000 clusters in four stages: each activity is a day of its own.
 * It is made once and kept in the system's folder for temporary files.
 */
export async function storeProject({ program, activeDays }) {
  const kept = path.join(tmpdir(), `smac-bench-browser-v${version}`);
  const project = path.join(kept, `days-${activeDays}`);
  if (existsSync(project)) return project;
  const partial = `${project}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  say(`making a store of ${activeDays.toLocaleString("en-US")} active days (once)`);
  const { connection, close } = await connect();
  const inFolder = (name) => path.join(partial, name);
  await connection.run(`copy (${activitySql(activeDays)}) to '${inFolder("events.parquet")}' (format parquet)`);
  await connection.run(`copy (${stageSql()}) to '${inFolder("stages.csv")}' (format csv, header true)`);
  await connection.run(`copy (${accountSql()}) to '${inFolder("accounts.csv")}' (format csv, header true)`);
  close();
  writeFileSync(inFolder("smac.yml"), projectFile());
  await wholeProcess([program, "import"], partial);
  rmSync(inFolder("events.parquet"));
  renameSync(partial, project);
  return project;
}

/** `smac serve` in a project, from a copy of the program that has an empty page beside the page: its address, and its end. */
export async function servedWithBare({ dist, folder, project }) {
  const copy = path.join(folder, "served");
  if (!existsSync(copy)) {
    mkdirSync(copy);
    cpSync(dist, path.join(copy, "dist"), { recursive: true });
    cpSync(path.join(root, "package.json"), path.join(copy, "package.json"));
    symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"), "junction");
    writeFileSync(path.join(copy, "dist", "web", "bare.html"), "<!doctype html><title>bare</title><h1>Bare</h1>");
  }
  const program = path.join(copy, "dist", "cli", "main.js");
  const server = spawn(process.execPath, [program, "serve", "--port", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const address = await addressOf(server);
  return {
    address,
    async close() {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}

function addressOf(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk) => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found !== null) resolve(found[0]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("exit", (code) => reject(new Error(`smac serve ended with ${code}: ${said}`)));
  });
}

/** Clusters begin and end; few do much, many do little. About four in ten draws are a day that is there already. */
function activitySql(activeDays) {
  const span = days.last - days.first + 1;
  return `select account, make_timestamp((day::bigint * 86400 + 36000) * 1000000) as "at"
from (select distinct 'C-' || lpad(n::varchar, 7, '0') as account,
    (${days.first} + floor((begins + (1 - begins) * ${chance("i", 3)}) * ${span}))::integer as day
  from (select i, n, 0.5 * ${chance("n", 1)} as begins
    from (select i, floor(pow(${chance("i", 2)}, 2.6) * ${clusters})::bigint as n from range(${activeDays * 2}) r(i))))
order by hash(account, day) limit ${activeDays}`;
}

function stageSql() {
  const steps = ["prospect", "lead", "opportunity", "customer"];
  const span = days.last - days.first + 1;
  return steps
    .map(
      (stage, step) =>
        `select 'C-' || lpad(n::varchar, 7, '0') as account, '${stage}' as stage, make_timestamp(((${days.first} + ${span} * 0.3 * ${step} * ${chance("n", 10 + step)}) * 86400)::bigint * 1000000) as "from" from range(${clusters}) r(n) where ${chance("n", 20)} >= ${step * 0.2}`,
    )
    .join(" union all ");
}

function accountSql() {
  return `select 'C-' || lpad(n::varchar, 7, '0') as account, 'Account ' || n as name,
  ['EMEA', 'Americas', 'APAC'][1 + floor(${chance("n", 30)} * 3)::integer] as region, 'Team ' || (1 + n % 40) as owner from range(${clusters}) r(n)`;
}

function projectFile() {
  const through = new Date((days.last + 1) * 86_400_000 - 1000).toISOString().replace(".000", "");
  const source = (files) => `{ type: files, files: ${files}, through: "${through}" }`;
  return `sources:
  accounts: ${source("accounts.csv")}
  stages: ${source("stages.csv")}
  events: ${source("events.parquet")}
clusters:
  customer: { from: accounts, key: account, name: name, owner: owner, attributes: [region] }
stages:
  cluster: customer
  order: [prospect, lead, opportunity, customer]
  history: { from: stages, cluster: account, stage: stage, at: from }
activities:
  event: { from: events, at: at, clusters: { customer: account } }
definitions:
  stage-rate: { preset: stage-rate }
`;
}
