import fc from "fast-check";
import { expect, test } from "vitest";
import { type Ask, questionOf } from "../src/project/ask.ts";
import { timeline } from "../src/query/timeline.ts";
import { makeReady } from "../src/sweep/any-window.ts";
import { countTable } from "../src/sweep/count-table.ts";
import { type SweepInput, offsetsOf } from "../src/sweep/input.ts";
import { placesOf } from "../src/sweep/places.ts";
import type { SweepQuestion } from "../src/sweep/question.ts";
import { sweep } from "../src/sweep/sweep.ts";
import { openZone } from "../src/time/zone.ts";
import { propertyRuns, propertySeed } from "./property/runs.ts";

const micro = 86_400_000_000;
const origin = 20_000;
const zone = openZone("UTC");
const [first, last] = [origin, origin + 900];

/** Days on which a cluster acted, and from which day on it was which label, in order; close together, too. */
const clusters = fc.constantFrom(10, 90, last - first).chain((most) => {
  const day = fc.integer({ min: 0, max: most });
  return fc.array(
    fc.record({
      days: fc.uniqueArray(day, { maxLength: 12 }),
      labels: fc.uniqueArray(fc.tuple(day, fc.integer({ min: 0, max: 2 })), { maxLength: 6, selector: ([at]) => at }),
    }),
    { minLength: 1, maxLength: 8 },
  );
});
const asks = fc.record({
  definition: fc.constantFrom("customers", "stage-rate", "active-share", "customer-share", "monthly-mean"),
  stageAt: fc.constantFrom("end", "start", "any", undefined),
  denominator: fc.constantFrom("stage", "all", "none", undefined),
});
const windows = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(1, 2, 3, 400)), {
  minLength: 1,
  maxLength: 4,
});
const ranges = fc
  .tuple(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: last - first })), fc.integer({ min: 0, max: 120 }))
  .map(([from, length]) => ({
    range: { from: dateOf(first + from), to: dateOf(first + from + length) },
    around: { from: dateOf(first + from - (length % 5)), to: dateOf(first + from + length + (from % 3)) },
  }));

test("a window that is a sum of what was made ready gives what its own pass gives", () => {
  fc.assert(
    fc.property(clusters, asks, windows, ranges, (histories, about, lengths, { range, around }) => {
      const input = inputOf(histories);
      const asked = lengths.map((days) => asking({ ...about, ...range, period: `trailing:${days}d` }));
      const passes = asked.map((question) => sums(input, question));
      makeReady(input, asking({ ...about, ...around, period: "trailing:7d" }));
      expect(asked.map((question) => sums(input, question))).toEqual(passes);
    }),
    { seed: propertySeed(), numRuns: propertyRuns(600) },
  );
});

test("it is summed, not counted again", () => {
  const input = inputOf([{ days: [3, 40, 41], labels: [[0, 1]] }]);
  const range = { from: dateOf(first + 30), to: dateOf(first + 60) };
  const ask = (days: number) => asking({ definition: "stage-rate", ...range, period: `trailing:${days}d` });
  makeReady(input, ask(7));
  const before = sums(input, ask(9));
  input.activity.day.fill(0);
  expect(sums(input, ask(9))).toEqual(before);
});

function asking(ask: Ask): SweepQuestion {
  const question = questionOf(ask, {
    timezone: "UTC",
    weekStart: "monday",
    fiscalStart: 1,
    calendar: "gregorian",
    definition: { preset: ask.definition ?? "customers" },
    hasStages: true,
    hasProducts: false,
    clock: (last + 30) * micro,
  });
  const { definition } = question;
  const history = definition.unit === "stage" ? first : null;
  const periods = timeline(question, zone, { first, last, firstAt: first * micro, history });
  const window = definition.period.kind === "trailing" ? definition.period.days : null;
  return { definition, places: placesOf(periods, window), products: [] };
}

/** Every sum that is not 0 by what it is of. */
function sums(input: SweepInput, question: SweepQuestion): object {
  const { keys, key, i, n } = countTable(sweep(input, question));
  const named = Array.from(key, (at, k) => [JSON.stringify([keys[at], i[k]]), n[k] ?? 0] as const);
  return Object.fromEntries(named.filter(([, sum]) => sum !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function inputOf(
  histories: readonly { readonly days: readonly number[]; readonly labels: readonly [number, number][] }[],
): SweepInput {
  const days = histories.flatMap(({ days: own }, cluster) =>
    own.toSorted((a, b) => a - b).map((day) => ({ cluster, day: first + day })),
  );
  const states = histories.flatMap(({ labels }, cluster) => {
    const ordered = labels.toSorted(([a], [b]) => a - b);
    return ordered.map(([day, label], at) => ({
      cluster,
      label,
      from: first + day,
      to: first + (ordered[at + 1]?.[0] ?? 10_000),
    }));
  });
  const numbersOf = <T>(rows: readonly T[], of: (row: T) => number) => Int32Array.from(rows, of);
  return {
    clusters: histories.length,
    members: 0,
    products: 0,
    labels: [0, 1, 2].map((stage) => ({ stage, by: [] })),
    activity: {
      rows: days.length,
      offsets: offsetsOf(
        numbersOf(days, ({ cluster }) => cluster),
        histories.length,
      ),
      day: numbersOf(days, ({ day }) => day),
      events: new Float64Array(days.length).fill(1),
      labelEvents: null,
      member: null,
      product: null,
      label: null,
    },
    states: {
      rows: states.length,
      offsets: offsetsOf(
        numbersOf(states, ({ cluster }) => cluster),
        histories.length,
      ),
      fromAt: Float64Array.from(states, ({ from }) => from * micro),
      toAt: Float64Array.from(states, ({ to }) => to * micro),
      fromDay: numbersOf(states, ({ from }) => from),
      toDay: numbersOf(states, ({ to }) => to),
      label: numbersOf(states, ({ label }) => label),
      present: new Uint8Array(states.length).fill(1),
    },
    belonging: null,
    ownHistory: null,
    eventUnit: 1,
    unattributed: { day: new Int32Array(0), events: new Float64Array(0) },
  };
}

function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
