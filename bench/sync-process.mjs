// node sync-process.mjs drain|parse|sync PROGRAM URL ROWS-A-PAGE: reads a bare
// server as a process of its own, and prints what that took.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";

const [what, program, url, size] = process.argv.slice(2);
const dist = path.dirname(path.dirname(path.resolve(program)));
const load = (file) => import(pathToFileURL(path.join(dist, file)).href);
const tables = ["invoices", "contacts"];
const parts = [];
let rows = null;

if (what === "sync") await sync();
else {
  const began = performance.now();
  let read = 0;
  let calls = 0;
  for (const name of tables) {
    for (let from = 0, total = 1; from < total; from += Number(size)) {
      const answer = await fetch(`${url}/${name}?from=${from}&size=${size}`);
      const page = what === "parse" ? await answer.json() : counted(await answer.text());
      calls += 1;
      total = page.total;
      read += page.rows.length;
    }
  }
  parts.push({ name: what, ms: performance.now() - began, calls, read });
}
process.stdout.write(JSON.stringify({ parts, rows }));

/** As much of a page as is known without parsing it. */
function counted(text) {
  const total = Number(/"total":(\d+)/.exec(text)[1]);
  return { total, rows: { length: text.split('"status":').length - 1 } };
}

async function sync() {
  const [{ modelFrom }, { openStore }, { syncConnections }, { httpClient }, { httpWorld }] = await Promise.all(
    ["model/load.js", "store/store.js", "sync/sync.js", "sources/kit/client.js", "sources/kit/effects-world.js"].map(
      load,
    ),
  );
  const folder = mkdtempSync(path.join(tmpdir(), "smac-bench-sync-"));
  const streams = [
    { name: "invoices", about: "", key: ["invoice_id"], columns: ["customer_id", "date", "status"], needs: "" },
    { name: "contacts", about: "", key: ["contact_id"], columns: ["name"], needs: "" },
  ];
  const meaning = {
    yaml: `
clusters: { customer: { from: contacts, key: contact_id, name: name } }
activities: { invoice: { from: invoices, at: date, cluster: customer_id, where: "status <> 'void'" } }
`,
  };
  const system = { type: "bare", aliases: [], title: "Bare", settings: z.object({}), streams, meaning };
  const silent = { write() {}, isTTY: false, columns: 80 };
  const { signal } = new AbortController();
  const effects = {
    now: () => Date.now() * 1000,
    env: {},
    cwd: folder,
    stdin: process.stdin,
    stdout: silent,
    stderr: silent,
    signal,
  };
  const place = { file: path.join(folder, "smac.yml"), directory: folder, systems: [system] };
  const model = modelFrom("sources: { books: { type: bare } }\n", place);
  let calls = 0;
  const world = httpWorld({ signal, onCall: () => (calls += 1) });
  const limits = { perMinute: 1e9, atOnce: 1, tries: 1, timeout: 60_000, largest: 1e8 };
  const client = httpClient({ name: "books", verdict: () => ({ is: "done" }), limits, secrets: () => [] }, world);
  async function* read({ name }, { cursor }) {
    for (let from = 0, total = 1; from < total; from += Number(size)) {
      const query = { from: String(from), size, ...(cursor === null ? {} : { since: cursor }) };
      const { json } = await client.send({ url: `${url}/${name}`, label: name, query });
      total = json.total;
      yield { rows: json.rows, expected: total, ...(from + Number(size) >= total ? { cursor: "2026" } : {}) };
    }
  }
  const source = { read, timezone: async () => null, budget: () => null, close: async () => {} };
  const store = await openStore(model, { mode: "create", effects });
  for (const name of ["first", "again"]) {
    const before = calls;
    const began = performance.now();
    const context = { store, model, effects, open: async () => ({ source, streams }), note: () => {} };
    const receipt = await syncConnections(context, {});
    if (receipt.state !== "complete") throw receipt.streams.find(({ error }) => error !== null).error;
    const sum = receipt.streams.reduce((all, one) => all + one.read, 0);
    parts.push({ name, ms: performance.now() - began, calls: calls - before, read: sum });
  }
  const { connections } = await store.status();
  rows = connections[0].streams.reduce((all, one) => all + one.rows, 0);
  await store.close();
  rmSync(folder, { recursive: true });
}
