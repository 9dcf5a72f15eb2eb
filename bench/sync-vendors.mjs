import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { table } from "./ad-hoc.mjs";
import { inTurn, wholeProcess } from "./measure.mjs";

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const systems = { "zoho-books": "Zoho Books", ajera: "Ajera", salesforce: "Salesforce" };

/**
 * A first sync of each system by its own source, from a stand-in in another process,
 * against the same calls made by a loop that parses, and by one that drops the
 * answers; and how much memory a tenth of the rows takes.
 */
export function vendorBenches({ rows }) {
  return Object.keys(systems).map((type) => ({
    name: `sync-${type}`,
    group: "sync-vendors",
    run: ({ dist, folder, rounds }) => run({ type, rows, dist, folder, rounds: Math.min(rounds, 3) }),
  }));
}

async function run({ type, rows, dist, folder, rounds }) {
  const tenth = await measured({ type, rows: Math.ceil(rows / 10), dist, folder, rounds: 0 });
  const whole = await measured({ type, rows, dist, folder, rounds });
  const total = Object.values(whole.expected).reduce((sum, count) => sum + count, 0);
  const few = Object.values(tenth.expected).reduce((sum, count) => sum + count, 0);
  const [first, again] = whole.results[synced].answer.parts;
  const lines = table(whole.results, "the same calls, parsed", "the same calls, dropped");
  const [less] = table(tenth.results);
  return {
    title: `Sync of ${systems[type]}: ${counts(whole.expected)}`,
    rows: [
      ...lines.map((line) => ({ ...line, perSecond: Math.round((total / line.ms) * 1000) })),
      { ...less, name: `${synced}, a tenth of the rows`, perSecond: Math.round((few / less.ms) * 1000) },
    ],
    notes: [
      `the first sync took ${(first.ms / 1000).toFixed(1)} s, ${(first.reading / 1000).toFixed(1)} s of it reading, the rest deriving the facts and recording the numbers`,
      `calls of the first sync: ${counts(first.calls)}; of one without changes: ${counts(again.calls)}, in ${Math.round(again.ms)} ms`,
      `${Math.round(whole.results["the same calls, dropped"].answer.bytes / 2 ** 20)} MB of answers`,
    ],
  };
}

const synced = "smac sync, first";

async function measured({ type, rows, dist, folder, rounds }) {
  const server = await serve([dist, type, String(rows)]);
  const callsFile = path.join(folder, `${type}-${rows}.jsonl`);
  const contestant = (what) => async () => {
    const about = JSON.stringify({ ...server.about, type });
    const process = await wholeProcess([here("vendor-process.mjs"), what, dist, about, callsFile], ".");
    const answer = JSON.parse(process.answer);
    if (what === "sync") mustHold(answer.rows, server.about.expected);
    return { answer, ms: answer.parts[0].ms, megabytes: process.megabytes };
  };
  try {
    const others =
      rounds === 0
        ? {}
        : { "the same calls, parsed": contestant("parse"), "the same calls, dropped": contestant("drain") };
    const results = await inTurn({ [synced]: contestant("sync"), ...others }, rounds);
    return { results, expected: server.about.expected };
  } finally {
    server.close();
    rmSync(callsFile, { force: true });
  }
}

function mustHold(rows, expected) {
  for (const [stream, wanted] of Object.entries(expected))
    if (rows[stream] !== wanted) throw new Error(`${stream}: ${rows[stream]} rows stand instead of ${wanted}`);
}

/** In a process of its own, so that its memory and its processor time are. */
async function serve(args) {
  const child = spawn(process.execPath, ["--max-old-space-size=8192", here("vendor-server.mjs"), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit").then(([code]) => {
    throw new Error(`the stand-in ended with ${code}`);
  });
  exit.catch(() => undefined);
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), exit]);
  return { about: JSON.parse(line), close: () => child.kill() };
}

function counts(numbers) {
  return Object.entries(numbers)
    .map(([name, count]) => `${name} ${count.toLocaleString("en-US")}`)
    .join(", ");
}
