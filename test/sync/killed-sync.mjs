// node killed-sync.mjs DIST FOLDER URL EPOCH: one sync of a loopback system, as a process that can be killed.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { opener, system } from "./loopback-books.mjs";

const [dist, folder, url, epoch] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(dist, file)).href);
const [{ modelFrom }, { openStore }, { syncConnections }] = await Promise.all(
  ["model/load.js", "store/store.js", "sync/sync.js"].map(load),
);
const silent = { write() {}, isTTY: false, columns: 80 };
const stop = new AbortController();
process.on("SIGINT", () => stop.abort());
const effects = {
  now: () => Date.now() * 1000,
  env: {},
  cwd: folder,
  stdin: process.stdin,
  stdout: silent,
  stderr: silent,
  signal: stop.signal,
};
const file = path.join(folder, "smac.yml");
const model = modelFrom(readFileSync(file, "utf8"), { file, directory: folder, systems: [system] });
process.stdout.write("opening\n");
const store = await openStore(model, { mode: "create", effects, waitSeconds: 20 });
process.stdout.write("syncing\n");
const open = opener({ url, epoch: Number(epoch), size: 40 });
const keepEvery = { rows: 1, microseconds: 0 };
const { state } = await syncConnections({ store, model, effects, open, note: () => {} }, { keepEvery });
process.stdout.write(`done ${state}\n`);
await store.close();
