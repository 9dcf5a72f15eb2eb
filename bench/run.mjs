// `npm run bench [-- name…] [--rows N] [--csv-rows N] [--sync-rows N] [--vendor-rows N] [--rounds N]`:
// how fast the program is, as ratios to what the same machine does at the same time.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build, program as built, root, say, stop } from "../scripts/prepare.mjs";
import { adHocBenches } from "./ad-hoc.mjs";
import { browserBenches } from "./browser.mjs";
import { clickhouseBench } from "./clickhouse.mjs";
import { clickhouseLoadBench } from "./clickhouse-load.mjs";
import { benchData } from "./data.mjs";
import { markdown } from "./markdown.mjs";
import { startUpBench } from "./start-up.mjs";
import { storeBenches } from "./store.mjs";
import { sweepLargeBench } from "./sweep-large.mjs";
import { sweepBench } from "./sweep.mjs";
import { vendorBenches } from "./sync-vendors.mjs";
import { syncBench } from "./sync.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: "string", default: "10000000" },
    "csv-rows": { type: "string", default: "2000000" },
    "sync-rows": { type: "string", default: "1000000" },
    "vendor-rows": { type: "string", default: "1000000" },
    rounds: { type: "string", default: "5" },
    dist: { type: "string" },
  },
});
const count = (name) => {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) stop(`--${name}: “${values[name]}” is no whole number above 0`);
  return number;
};
const [rows, csvRows, syncRows, vendorRows, rounds] = ["rows", "csv-rows", "sync-rows", "vendor-rows", "rounds"].map(
  count,
);

if (values.dist === undefined && !build()) stop("the program could not be built; the compiler's messages are above");
const dist = values.dist === undefined ? path.dirname(path.dirname(built)) : path.resolve(values.dist);
const needsFiles =
  positionals.length === 0 || positionals.some((name) => !/^(?:sync|sweep|browser|clickhouse)/.test(name));
const data = needsFiles ? await benchData({ rows, csvRows, say }) : {};
const benches = [
  ...adHocBenches(data),
  startUpBench(data),
  ...storeBenches(data),
  syncBench({ rows: syncRows }),
  ...vendorBenches({ rows: vendorRows }),
  sweepBench({ rows }),
  sweepLargeBench(),
  ...browserBenches({ activeDays: rows }),
  clickhouseBench({ rows }),
  clickhouseLoadBench({ rows }),
];
const isMeant = (bench, name) => bench.name === name || bench.group === name;
const unknown = positionals.find((name) => !benches.some((bench) => isMeant(bench, name)));
if (unknown !== undefined)
  stop(`there is no benchmark “${unknown}”; there are: ${benches.map((bench) => bench.name).join(", ")}`);

const folder = mkdtempSync(path.join(tmpdir(), "smac-bench-run-"));
const { openFiles } = await import(pathToFileURL(path.join(dist, "project", "open-files.js")).href);
const setting = {
  rounds,
  dist,
  openFiles,
  program: path.join(dist, "cli", "main.js"),
  duckdbQuery: fileURLToPath(new URL("duckdb-query.mjs", import.meta.url)),
  folder,
};
try {
  for (const bench of benches.filter(
    (one) => positionals.length === 0 || positionals.some((name) => isMeant(one, name)),
  )) {
    say(`measuring ${bench.name}`);
    const result = await bench.run(setting);
    keep({ name: bench.name, activities: rows, csvRows, ...result });
    process.stdout.write(`${markdown(result)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes a result down at once; what was not measured this time stays as it was measured last. */
function keep(result) {
  const file = path.join(root, "bench", "results.json");
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).benches : [];
  const latest = benches
    .map(({ name }) => [result, ...kept].find((bench) => bench.name === name))
    .filter((bench) => bench !== undefined);
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "",
    gigabytes: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
  writeFileSync(file, `${JSON.stringify({ machine, benches: latest }, null, 1)}\n`);
}
