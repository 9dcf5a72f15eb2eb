import { loadavg } from "node:os";
import { pathToFileURL } from "node:url";
import path from "node:path";
import { ratio } from "./ad-hoc.mjs";
import { inTurn } from "./measure.mjs";
import { days, sweepingOf } from "./sweep-world.mjs";

const activeDays = 100_000_000;
const window = 30;

/** One series of a hundred million active days, made up in memory, against a pass that only reads them. */
export function sweepLargeBench() {
  return { name: "sweep-large", run: ({ dist, rounds }) => run({ dist, rounds }) };
}

async function run({ dist, rounds }) {
  const began = loadavg()[0];
  const { openZone } = await import(pathToFileURL(path.join(dist, "time", "zone.js")).href);
  const sweeping = await sweepingOf(dist);
  const date = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
  const ask = { from: date(days.first), to: date(days.last), period: `trailing:${window}d` };
  const question = sweeping.question(ask, "customers");
  const input = madeUp();
  const { day } = input.activity;
  const known = { first: days.origin, last: days.last, firstAt: days.origin * 86_400_000_000, history: null };
  const places = sweeping.placesOf(sweeping.timeline(question, openZone("UTC"), known), window);
  const results = await inTurn(
    {
      "one series, 30 days": () => ({
        answer: sweeping.sweep(input, { definition: question.definition, places, products: [] }),
      }),
      "a pass that only sums the days": () => ({ answer: sum(day) }),
    },
    Math.max(rounds, 3),
  );
  mustAgree(results["one series, 30 days"].answer, input, places);
  const gigabytes = process.memoryUsage().rss / 2 ** 30;
  const ms = (name) => results[name].median;
  return {
    title: `The sweep, ${activeDays.toLocaleString("en-US")} active days of ${input.clusters.toLocaleString("en-US")} clusters, ${days.last - days.first + 1} daily points`,
    rows: Object.entries(results).map(([name, { median, times }]) => ({
      name,
      ms: Math.round(median * 10) / 10,
      least: Math.round(Math.min(...times) * 10) / 10,
    })),
    notes: [
      `to the pass that only sums: ${ratio(ms("one series, 30 days"), ms("a pass that only sums the days"))}`,
      `${gigabytes.toFixed(1)} GB held by the whole process`,
      `load at the beginning ${began.toFixed(1)}, at the end ${loadavg()[0].toFixed(1)}`,
    ],
  };
}

/** Few clusters do much, most little; each on different days, in order. */
function madeUp() {
  const span = days.last - days.origin + 1;
  const day = new Int32Array(activeDays);
  const events = new Float64Array(activeDays).fill(1);
  const offsets = [0];
  let state = 20_260_203;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let row = 0;
  while (row < activeDays) {
    const often = chance() ** 12;
    const begins = Math.floor(chance() * 0.5 * span);
    for (let d = begins; d < span && row < activeDays; d++) if (chance() < often) day[row++] = days.origin + d;
    offsets.push(row);
  }
  const none = { day: new Int32Array(0), events: new Float64Array(0) };
  return {
    clusters: offsets.length - 1,
    members: 0,
    products: 0,
    labels: [],
    activity: {
      rows: activeDays,
      offsets: Int32Array.from(offsets),
      day,
      events,
      labelEvents: null,
      member: null,
      product: null,
      label: null,
    },
    states: null,
    belonging: null,
    ownHistory: null,
    eventUnit: 1,
    unattributed: none,
  };
}

function sum(day) {
  let all = 0;
  for (let row = 0; row < day.length; row++) all += day[row];
  return all;
}

/** The clusters of a few of the windows, counted one by one. */
function mustAgree(counts, { activity: { day, offsets } }, { periods, reported }) {
  for (const at of [reported, Math.floor((reported + periods.length) / 2), periods.length - 1]) {
    const { index, end } = periods[at];
    let expected = 0;
    for (let cluster = 0; cluster + 1 < offsets.length; cluster++)
      for (let row = offsets[cluster]; row < offsets[cluster + 1]; row++)
        if (day[row] >= end - window && day[row] < end) {
          expected += 1;
          break;
        }
    const told = counts
      .filter(
        ({ part, i, status }) => part === "total" && i === index && ["new", "retained", "resurrected"].includes(status),
      )
      .reduce((all, { n }) => all + n, 0);
    if (told !== expected)
      throw new Error(`sweep-large: ${told} and ${expected} clusters in the window that ends on day ${end}`);
  }
}
