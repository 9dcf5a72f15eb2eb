import { connect } from "./engine.mjs";
import { inTurn, wholeProcess } from "./measure.mjs";
import { byText, questions } from "./questions.mjs";

/** Ad-hoc reports against the limit (reading the columns) and the peer (the query one would write in DuckDB). */
export function adHocBenches(data) {
  return questions(data).map((question) => ({ name: question.name, run: (setting) => adHoc(question, setting) }));
}

async function adHoc(question, { rounds, openFiles, program, folder, duckdbQuery }) {
  const turns = question.rounds === null ? rounds : Math.min(rounds, question.rounds);
  const inner = await inTurn(
    {
      "smac report": () => report(openFiles, question),
      "DuckDB, the same numbers": () => query(question.peer),
      "DuckDB, reading the columns": () => query(question.limit),
    },
    turns,
  );
  const expected = normal(inner["DuckDB, the same numbers"].answer.map(Object.values));
  mustEqual(question, normal(question.cells(inner["smac report"].answer)), expected);
  const whole = await inTurn(
    {
      "smac report, whole process": () => wholeProcess([program, "report", ...argumentsOf(question)], folder),
      "DuckDB, whole process": () => wholeProcess([duckdbQuery, question.peer], folder),
    },
    Math.min(turns, 3),
  );
  mustEqual(question, normal(question.cells(JSON.parse(whole["smac report, whole process"].answer))), expected);
  return {
    title: question.title,
    rows: [
      ...table(inner, "DuckDB, the same numbers", "DuckDB, reading the columns"),
      ...table(whole, "DuckDB, whole process"),
    ],
    notes: [`${expected.length} cells equal`],
  };
}

/** One line for each contestant, with its ratio to the peer and to the limit. */
export function table(results, peer, limit) {
  return Object.entries(results).map(([name, { median, times, megabytes }]) => ({
    name,
    ms: Math.round(median),
    least: Math.round(Math.min(...times)),
    ...(peer === undefined ? {} : { toPeer: ratio(median, results[peer].median) }),
    ...(limit === undefined ? {} : { toLimit: ratio(median, results[limit].median) }),
    ...(megabytes > 0 ? { megabytes: Math.round(megabytes) } : {}),
  }));
}

/** A ratio to two digits after the point. */
export function ratio(value, to) {
  return Math.round((value / to) * 100) / 100;
}

/** Everything between opening the files and the numbers, within this process. */
async function report(openFiles, { file, request, ask }) {
  const effects = {
    cwd: ".",
    stdin: process.stdin,
    now: () => Date.UTC(2026, 10, 22) * 1000,
    signal: new AbortController().signal,
  };
  const asked = { files: [file], at: "at", cluster: "account", badRows: "fail", by: [], timezone: "UTC", ...request };
  const began = performance.now();
  const opened = await openFiles(asked, effects, () => {});
  const { answer } = await opened.report({ timezone: asked.timezone, ...ask });
  await opened.close();
  return { answer, ms: performance.now() - began };
}

/** The query alone, on a DuckDB that is open already. */
async function query(sql) {
  const { rows, close } = await connect();
  const began = performance.now();
  const answer = await rows(sql);
  const ms = performance.now() - began;
  close();
  return { answer, ms };
}

function argumentsOf({ file, request, ask }) {
  const said = { ...request, ...ask };
  const flags = Object.entries(said).filter(([name]) => name !== "products");
  return [
    file,
    "--at",
    "at",
    "--cluster",
    "account",
    ...flags.flatMap(([name, value]) => [`--${name}`, String(value)]),
    "--now",
    "2026-11-22",
    "--format",
    "json",
    "--quiet",
  ];
}

function normal(rows) {
  return rows.map((row) => row.map(plain)).sort(byText);
}

/** What DuckDB gives as it stands in a report: days as text, counts as numbers. */
function plain(cell) {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === "bigint" ? Number(cell) : cell;
}

function mustEqual({ name }, found, expected) {
  const at = expected.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(found[index]));
  if (at < 0 && found.length === expected.length) return;
  const position = at < 0 ? expected.length : at;
  throw new Error(
    `${name}: the numbers differ: ${found.length} and ${expected.length} cells, the first at ${position}: ${JSON.stringify(found[position])}, DuckDB ${JSON.stringify(expected[position])}`,
  );
}
