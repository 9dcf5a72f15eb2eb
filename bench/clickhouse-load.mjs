import { loadavg } from "node:os";
import { clickhouseWorld, points, window } from "./clickhouse-world.mjs";
import { asked, definitions, mustAgree } from "./clickhouse.mjs";
import { readTypeScript } from "./typescript.mjs";

/** A whole store on one server, every activity with its active days: how long until it is there, compared, and until it is reported. */
export function clickhouseLoadBench({ rows }) {
  return { name: "clickhouse-load", run: ({ dist, folder }) => run({ dist, events: rows, folder }) };
}

async function run({ dist, events, folder }) {
  readTypeScript();
  const { startShards, users } = await import("../test/clickhouse/server.ts");
  const began = loadavg()[0];
  const world = await clickhouseWorld(dist, events, folder, { every: true });
  const [server] = await startShards(1, { threads: 2 });
  const node = await world.connect(server, users.smac);
  try {
    const { value: copied, ms: copying } = await timed(() => world.copy([node]));
    const rows = [row("smac copy, compared on both sides", copying, { rows: copied.rows })];
    const results = {};
    for (const [name, definition] of Object.entries(definitions)) {
      const { value, ms } = await timed(() => world.ask(world.engineOf([node]), asked, definition));
      results[`smac, ${name}`] = { answer: value };
      rows.push(row(`smac, ${name}`, ms, { rows: world.rows }));
    }
    await mustAgree(world, results);
    const { value: repeated, ms: comparing } = await timed(() => world.copy([node]));
    if (repeated.changed) throw new Error("the second copy found something new");
    rows.push(row("smac copy once more: nothing new", comparing, { rows: copied.rows }));
    return {
      title: `ClickHouse, a store of ${events.toLocaleString("en-US")} activities with ${world.rows.toLocaleString("en-US")} active days on one server, ${points.last - points.first + 1} daily points, trailing ${window}`,
      rows,
      notes: [
        `${copied.rows.toLocaleString("en-US")} rows were sent`,
        `load at the beginning ${began.toFixed(1)}, at the end ${loadavg()[0].toFixed(1)}`,
      ],
    };
  } finally {
    await node.close();
    await server.close();
    await world.engine.close();
  }
}

async function timed(work) {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}

function row(name, ms, { rows }) {
  return { name, ms: Math.round(ms), least: Math.round(ms), perSecond: Math.round((rows / ms) * 1000) };
}
