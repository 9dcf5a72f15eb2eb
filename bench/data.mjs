import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "./engine.mjs";

/** Changes whenever the data below does, so that an old cache is not taken for it. */
const version = 3;
const accounts = 20_000;
const seed = 20_260_101;

/**
 * The files that everything is measured on, made once and kept in the system's
 * folder for temporary files: two years of activity of 20,000 accounts, in the
 * order of time, as a product's log is.
 */
export async function benchData({ rows, csvRows, say }) {
  const folder = path.join(tmpdir(), `smac-bench-v${version}`);
  mkdirSync(folder, { recursive: true });
  const inFolder = (name) => path.join(folder, name);
  const events = inFolder(`events-${rows}.parquet`);
  const files = {
    folder,
    rows,
    csvRows,
    events,
    eventsUtc: inFolder(`events-${rows}-utc.parquet`),
    csv: inFolder(`events-${csvRows}.csv`),
    csvParquet: inFolder(`events-${csvRows}.parquet`),
    csvMost: inFolder(`events-${csvRows}-first-99.csv`),
    csvLast: inFolder(`events-${csvRows}-last-1.csv`),
    stages: inFolder("stages.csv"),
    small: inFolder("small.csv"),
  };
  const sample = inFolder(`events-${csvRows}.parquet`);
  const csv = "(format csv, header true)";
  const cut = `row_number() over (order by "at", account, "user") <= ${Math.floor(csvRows * 0.99)}`;
  const steps = [
    [files.stages, `copy (${stagesSql()}) to $file ${csv}`],
    [events, `copy (${eventsSql(rows)}) to $file (format parquet)`],
    [
      files.eventsUtc,
      `copy (select * replace (make_timestamptz(epoch_us("at")) as "at") from '${events}') to $file (format parquet)`,
    ],
    [sample, `copy (${eventsSql(csvRows)}) to $file (format parquet)`],
    [files.csv, `copy (from '${sample}') to $file ${csv}`],
    [files.csvMost, `copy (from '${sample}' qualify ${cut}) to $file ${csv}`],
    [files.csvLast, `copy (from '${sample}' qualify not (${cut})) to $file ${csv}`],
    [files.small, `copy (from '${sample}' limit 1000) to $file ${csv}`],
  ];
  const missing = steps.filter(([file]) => !existsSync(file));
  if (missing.length === 0) return files;
  const { connection, close } = await connect();
  for (const [file, sql] of missing) {
    say(`generating ${path.basename(file)}`);
    const partial = `${file}.partial`;
    rmSync(partial, { force: true });
    await connection.run(sql.replace("$file", `'${partial}'`));
    renameSync(partial, file);
  }
  close();
  return files;
}

/** A number from 0 to 1 that depends on a row and a purpose only. */
function chance(row, purpose) {
  return `(hash(${row}::bigint * 1000 + ${purpose} + ${seed}) % 1000003 / 1000003.0)`;
}

const account = (n) => `'A-' || lpad((${n})::varchar, 6, '0')`;
/** When an account begins and ends, as parts of the two years; one in three stays to the end. */
const begins = (n) => `(0.75 * ${chance(n, 1)})`;
const ends = (n) => `least(1, ${begins(n)} + 0.05 + 1.2 * ${chance(n, 2)})`;
/** A part of the two years as a timestamp, to the millisecond. */
const moment = (part) =>
  `make_timestamp((epoch_us(timestamp '2024-01-01') + (${part} * 731 * 86400000)::bigint * 1000))`;

/** Activities: few accounts do much, many do little. */
function eventsSql(rows) {
  return `
select ${moment(`(begins + (ends - begins) * ${chance("i", 11)})`)} as "at", ${account("n")} as account,
  'U-' || lpad((n * 20 + floor(pow(${chance("i", 12)}, 2) * 20)::bigint)::varchar, 7, '0') as "user",
  ['editor', 'reports', 'api', 'mobile', 'admin'][1 + floor(pow(${chance("i", 13)}, 2) * 5)::bigint] as product,
  ['login', 'view', 'edit', 'share', 'export', 'comment'][1 + floor(${chance("i", 14)} * 6)::bigint] as kind
from (select i, n, ${begins("n")} as begins, ${ends("n")} as ends
  from (select i, floor(pow(${chance("i", 10)}, 3) * ${accounts})::bigint as n from range(${rows}) r(i)))
order by 1, 2, 3`;
}

/** The journey: every account a prospect, some go on to lead, opportunity and customer, some of those leave. */
function stagesSql() {
  const steps = [
    ["prospect", 0, "true"],
    ["lead", 0.1, `${chance("n", 20)} < 0.8`],
    ["opportunity", 0.2, `${chance("n", 20)} < 0.6`],
    ["customer", 0.3, `${chance("n", 20)} < 0.45`],
    ["", 0.9, `${chance("n", 20)} < 0.45 and ${chance("n", 21)} < 0.2`],
  ];
  const each = steps.map(
    ([stage, part, when], step) =>
      `select n, ${step} as step, '${stage}' as stage, ${moment(`(${begins("n")} + (${ends("n")} - ${begins("n")}) * ${part})`)} as "from" from accounts where ${when}`,
  );
  return `with accounts as (select n from range(${accounts}) r(n))
select ${account("n")} as cluster, stage, "from" from (${each.join(" union all ")}) order by n, step`;
}
