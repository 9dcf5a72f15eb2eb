// node killed-sync.mjs JOB, once it is in one file with what it imports: one sync of a system, as a process that can be killed.
// JOB is JSON: { folder, type, epoch, now, full, url } for the loopback
// system, and for another one also { credentials, tokens, streams }.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { modelFrom } from "../../src/model/load.ts";
import { httpWorld } from "../../src/sources/kit/effects-world.ts";
import { sourceTypes as systems } from "../../src/sources/source-types.ts";
import { openStore } from "../../src/store/store.ts";
import { syncConnections } from "../../src/sync/sync.ts";
import * as loopback from "./loopback-books.mjs";

const job = JSON.parse(process.argv[2]);
const isLoopback = job.type === "loopback";
const sourceTypes = isLoopback ? [loopback.system] : systems.filter((one) => one.type === job.type);
const silent = { write() {}, isTTY: false, columns: 80 };
const stop = new AbortController();
process.on("SIGINT", () => stop.abort());
const started = performance.now();
const effects = {
  now: () => job.now + Math.round((performance.now() - started) * 1000),
  env: {},
  cwd: job.folder,
  stdin: process.stdin,
  stdout: silent,
  stderr: silent,
  signal: stop.signal,
};
const file = path.join(job.folder, "smac.yml");
const model = modelFrom(readFileSync(file, "utf8"), { file, directory: job.folder, systems: sourceTypes });

/** All syncs of a state of the system happen at one moment, so that they read the same; waiting takes no time. */
function stillWorld(signal) {
  let ahead = 0;
  return {
    ...httpWorld({ signal }),
    now: () => job.now + ahead,
    random: () => 0.5,
    sleep: async (milliseconds, stopped) => {
      stopped.throwIfAborted();
      ahead += milliseconds * 1000;
    },
  };
}

/** Access tokens are kept between runs, as those of a vault are. */
function fileTokens() {
  const read = () => {
    try {
      return JSON.parse(readFileSync(job.tokens, "utf8"));
    } catch {
      return {};
    }
  };
  const write = (tokens) => {
    writeFileSync(`${job.tokens}.${process.pid}`, JSON.stringify(tokens));
    renameSync(`${job.tokens}.${process.pid}`, job.tokens);
  };
  return {
    get: async (name) => {
      const known = read()[name];
      return known !== undefined && known.expires - job.now > 60_000_000 ? known.token : null;
    },
    set: async (name, token, expires) => write({ ...read(), [name]: { token, expires } }),
    forget: async (name) => write({ ...read(), [name]: undefined }),
  };
}

const opener = async (connection, { signal }) => {
  const type = sourceTypes.find((one) => one.type === connection.type);
  const { name, settings } = connection;
  const { credentials } = job;
  const about = { timezone: "Europe/Berlin", tokens: fileTokens(), note() {} };
  return {
    streams: type.streams,
    source: type.open({ name, settings, credentials, world: stillWorld(signal), ...about }),
  };
};

process.stdout.write("opening\n");
const store = await openStore(model, { mode: "create", effects, waitSeconds: 20 });
const open = isLoopback ? loopback.opener({ url: job.url, epoch: job.epoch, size: 40 }) : opener;
const keepEvery = { rows: 30, microseconds: 0 };
const context = { store, model, effects, open, note() {} };
const { state, streams } = await syncConnections(context, {
  keepEvery,
  full: job.full,
  ...(job.streams === undefined ? {} : { streams: job.streams }),
});
for (const { stream, error } of streams) if (error !== null) process.stderr.write(`${stream}: ${error.message}\n`);
process.stdout.write(`done ${state}\n`);
await store.close();
