import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { table } from "./ad-hoc.mjs";
import { inTurn, wholeProcess } from "./measure.mjs";

const reader = fileURLToPath(new URL("sync-process.mjs", import.meta.url));
const pageRows = 200;

/**
 * A first sync and one without changes, from a bare server on this machine,
 * against what the server can serve and a loop that only parses the answers.
 */
export function syncBench({ rows }) {
  return { name: "sync", run: ({ program, rounds }) => run({ rows, program, rounds: Math.min(rounds, 3) }) };
}

async function run({ rows, program, rounds }) {
  const tables = { invoices: rows, contacts: Math.ceil(rows / 10) };
  const server = await serve(tables);
  const spent = {};
  const contestant = (what) => async () => {
    const process = await wholeProcess([reader, what, program, server.url, String(pageRows)], ".");
    const answer = JSON.parse(process.answer);
    for (const { name, ms, calls } of answer.parts) spent[name] = { ms, calls };
    mustHold(answer, tables);
    return { answer, ms: answer.parts[0].ms, megabytes: process.megabytes };
  };
  try {
    const results = await inTurn(
      {
        "smac sync, first": contestant("sync"),
        "fetch and parse": contestant("parse"),
        "fetch alone": contestant("drain"),
      },
      rounds,
    );
    const [first, again] = [spent["first"], spent["again"]];
    const total = tables.invoices + tables.contacts;
    const lines = table(results, "fetch and parse", "fetch alone");
    return {
      title: `Sync of ${total.toLocaleString("en-US")} rows in pages of ${pageRows}`,
      rows: lines.map((line) => ({ ...line, perSecond: Math.round((total / line.ms) * 1000) })),
      notes: [
        `the first sync made ${first.calls.toLocaleString("en-US")} calls; one without changes ${again.calls}, in ${Math.round(again.ms)} ms`,
        "the first sync includes deriving the facts; the server generates its pages while it is asked, in another process",
      ],
    };
  } finally {
    server.close();
  }
}

function mustHold({ parts, rows }, tables) {
  const expected = tables.invoices + tables.contacts;
  for (const { name, read } of parts) {
    const wanted = name === "again" ? 0 : expected;
    if (read !== wanted) throw new Error(`sync: “${name}” read ${read} rows instead of ${wanted}`);
  }
  if (rows !== null && rows !== expected) throw new Error(`sync: ${rows} rows stand instead of ${expected}`);
}

/** `/STREAM?from=N&size=S&since=…`: a page of rows; with `since`, nothing has changed. */
async function serve(tables) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://loopback");
    const stream = url.pathname.slice(1);
    const total = url.searchParams.has("since") ? 0 : tables[stream];
    const from = Number(url.searchParams.get("from"));
    const last = Math.min(total, from + Number(url.searchParams.get("size")));
    const make = stream === "invoices" ? invoice : contact;
    const rows = [];
    for (let id = from; id < last; id += 1) rows.push(make(id));
    response.setHeader("content-type", "application/json");
    response.end(`{"total":${total},"rows":[${rows.join(",")}]}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

function invoice(id) {
  const day = `2026-${String(1 + (id % 10)).padStart(2, "0")}-${String(1 + (id % 28)).padStart(2, "0")}`;
  return `{"invoice_id":"46000000${id}","customer_id":"c${id % 100_000}","number":"INV-${id}","status":"${id % 17 === 0 ? "void" : "paid"}","date":"${day}","due_date":"${day}","total":${(id % 9000) + 0.5},"balance":0,"currency":"EUR","created":"${day}T10:15:00+0200","modified":"${day}T10:15:00+0200","note":null,"address":{"city":"Town ${id % 300}","country":"DE"}}`;
}

function contact(id) {
  return `{"contact_id":"c${id}","name":"Customer ${id}","type":"customer","status":"active","created":"2025-06-01T09:00:00+0200","modified":"2025-06-01T09:00:00+0200","email":"mail${id}@example.com","tags":["a","b"]}`;
}
