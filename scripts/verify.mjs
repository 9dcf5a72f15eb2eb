// `npm run verify`: installs, builds, checks and tests, whatever fails on the way;
// the last line is `N passed, N failed`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, buildWeb, checkNode, command, install, readJson, root } from "./prepare.mjs";

const results = [];
checkNode();
install({ tools: true });
record("build", build());
record("build:web", buildWeb());
await Promise.all(["format", "lint", "types", "types:web", "deadcode"].map(check));
const tests = await test();
summary();

/** Runs a package script and keeps its output until it ends, so that two never mix. */
async function check(name) {
  const { status, output } = await run(readJson("package.json").scripts[name], "pipe");
  if (status !== 0) process.stdout.write(`\n--- ${name}\n${output}\n`);
  record(name, status === 0);
}

async function test() {
  const folder = mkdtempSync(path.join(tmpdir(), "smac-verify-"));
  const file = path.join(folder, "tests.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { status } = await run(`${readJson("package.json").scripts.test}`, "inherit", reporters);
  const counted = existsSync(file)
    ? count(JSON.parse(readFileSync(file, "utf8")))
    : { passed: 0, failed: 0, skipped: [] };
  rmSync(folder, { recursive: true, force: true });
  // A run can fail without a failed test: an unhandled error, or no report at all.
  if (status !== 0 && counted.failed === 0) counted.failed = 1;
  return counted;
}

/** Counts tests; a file that could not be loaded is one failure. */
function count(report) {
  const cases = report.testResults.flatMap((file) => file.assertionResults);
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((each) => each.status === "failed"),
  );
  return {
    passed: cases.filter((each) => each.status === "passed").length,
    failed: cases.filter((each) => each.status === "failed").length + unloaded.length,
    skipped: cases.filter((each) => !["passed", "failed"].includes(each.status)).map((each) => each.fullName),
  };
}

function run(script, stdout, more = []) {
  const { file, args } = command(script);
  const child = spawn(file, [...args, ...more], {
    cwd: root,
    env: { ...process.env, CI: process.env.CI ?? "true" },
    stdio: ["ignore", stdout, stdout],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ status: 1, output: String(error) }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

function record(name, passed) {
  results.push({ name, passed });
}

function summary() {
  const passed = results.filter((each) => each.passed).length + tests.passed;
  const failed = results.filter((each) => !each.passed).length + tests.failed;
  const lines = results.map((each) => `${each.passed ? "ok    " : "FAILED"} ${each.name}`);
  lines.push(`${tests.failed === 0 ? "ok    " : "FAILED"} tests: ${tests.passed} passed, ${tests.failed} failed`);
  if (tests.skipped.length > 0) lines.push(`skipped: ${tests.skipped.join("; ")}`);
  process.stdout.write(`\n${lines.join("\n")}\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
