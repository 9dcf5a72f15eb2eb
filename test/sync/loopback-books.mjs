// A small system behind a real server, and a source that reads it: for tests and
// measurements that need a process of their own. Plain JavaScript, so that a
// process can run it without the tests' tools.
import { once } from "node:events";
import { createServer } from "node:http";
import { z } from "zod";

/** Streams: `invoices` is read whole in a pass that can be gone on with, `contacts` since a bookmark. */
export const streams = [
  { name: "invoices", about: "", key: ["id"], columns: ["customer", "date", "status"], needs: "" },
  { name: "contacts", about: "", key: ["id"], columns: ["name"], needs: "" },
];

/** The system as smac.yml knows it. */
export const system = {
  type: "loopback",
  aliases: [],
  title: "Loopback",
  settings: z.object({ url: z.string() }),
  streams,
  meaning: {
    yaml: `
clusters:
  customer: { from: contacts, key: id, name: name }
stages:
  rules:
    - { enter: customer, from: invoices, cluster: customer, at: date, where: "status <> 'void'" }
activities:
  invoice: { from: invoices, at: date, cluster: customer }
`,
  },
};

/**
 * Serves tables by page: `/STREAM?epoch=E&from=N&size=S[&since=E]`. `tables(epoch)`
 * gives `{ invoices, contacts, gone, merged }`; rows of contacts have `changed`, an epoch.
 */
export async function serve(tables, { delay = 0 } = {}) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://loopback");
    const asked = (name) => Number(url.searchParams.get(name) ?? 0);
    const table = tables(asked("epoch"));
    const all = table[url.pathname.slice(1)].filter(
      (row) => url.searchParams.get("since") === null || row.changed > asked("since"),
    );
    const from = asked("from");
    const size = asked("size");
    const body = JSON.stringify({
      rows: all.slice(from, from + size),
      total: all.length,
      gone: table.gone,
      merged: table.merged,
    });
    const send = () => {
      response.setHeader("content-type", "application/json");
      response.end(body);
    };
    if (delay > 0) setTimeout(send, delay);
    else send();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

/** Opens the source over a server, as of an epoch. */
export function opener({ url, epoch, size, onPage = () => {} }) {
  async function page(stream, query, signal) {
    const address = `${url}/${stream}?${new URLSearchParams({ epoch, size, ...query })}`;
    const answer = await (await fetch(address, { signal })).json();
    onPage(stream);
    return answer;
  }
  async function* invoices({ cursor, full, signal }) {
    const going = !full && cursor !== null && cursor.epoch === epoch;
    if (going && cursor.done) return;
    for (let from = going ? cursor.from : 0; ; from += size) {
      const { rows, total } = await page("invoices", { from }, signal);
      const last = from + size >= total;
      yield {
        rows,
        cursor: { epoch, from: from + size },
        expected: total,
        ...(from === 0 ? { pass: "begins" } : {}),
      };
      if (!last) continue;
      yield { rows: [], cursor: { epoch, done: true }, pass: "ends" };
      return;
    }
  }
  async function* contacts({ cursor, full, signal }) {
    const since = full || cursor === null ? {} : { since: cursor };
    for (let from = 0; ; from += size) {
      const { rows, total, gone, merged } = await page("contacts", { from, ...since }, signal);
      const last = from + size >= total;
      yield { rows, expected: total, ...(last ? { cursor: epoch, gone, merged } : {}) };
      if (last) return;
    }
  }
  return async () => ({
    streams,
    source: {
      async *check() {},
      calls: async () => null,
      read: ({ name }, request) => (name === "invoices" ? invoices(request) : contacts(request)),
      timezone: async () => null,
      budget: () => null,
      close: async () => {},
    },
  });
}
