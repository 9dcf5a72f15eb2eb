import { expect, test } from "vitest";
import type { Explanation } from "../../query/report.ts";
import { explanationTable } from "./explain-table.ts";

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join("");
const month = (start: string, end: string) => ({ kind: "month", start, end, complete: true });

/** The worked example of the specification: 3 to 3, three quarters to three quarters. */
const example: Explanation = {
  from: month("2026-01-01", "2026-02-01"),
  to: month("2026-02-01", "2026-03-01"),
  count: { behaviour: -1.5, mix: 0.5, entry: 1, exit: 0, restated: 0, definition: 0, change: 0 },
  rate: { behaviour: -0.5, mix: 1 / 6, entry: 1 / 12, exit: 0.25, restated: 0, definition: 0, change: 0 },
  clusters: { behaviour: { a: -0.5, b: -1, c: 0 }, mix: { a: 0.5 }, entry: { e: 1 }, exit: { d: 0 } },
};

test("a bar for each part, the whole below, and who weighs most", () => {
  expect(explanationTable(example, { colour: false, width: 80, names: new Map([["b", "Bright\nwater"]]) })).toBe(
    lines(
      "Jan 2026 to Feb 2026: 0 active, rate 0.0 pts",
      "",
      "           active       rate",
      "behaviour    −1.5  −50.0 pts  ████████│          did more, or less, than before",
      "mix          +0.5  +16.7 pts          │███       moved to another stage",
      "entry        +1.0   +8.3 pts          │█████     came in",
      "exit          0.0  +25.0 pts          │          left",
      "───────────────────────────────────────────────────────────────────────────────",
      "change        0.0    0.0 pts",
      "",
      "most of it, in clusters",
      "behaviour: Bright water −1, a −0.5",
      "mix: a +0.5",
      "entry: e +1",
    ),
  );
});

test("what was restated shows when there is any; no rate where there is none", () => {
  const restated = { ...example, rate: null, count: { ...example.count, restated: -2, change: -2 }, clusters: {} };
  const text = explanationTable(
    { ...restated, warnings: [{ code: "X", message: "mind this" }] },
    { colour: false, width: 60, unicode: false },
  );
  expect(text).toBe(
    lines(
      "Jan 2026 to Feb 2026: -2 active",
      "",
      "           active",
      "behaviour    -1.5    ######|",
      "mix          +0.5          |##",
      "entry        +1.0          |####",
      "exit          0.0          |",
      "restated     -2.0  ########|",
      "------------------------------------",
      "change       -2.0",
      "",
      "warning: mind this",
    ),
  );
});
