import fc from "fast-check";
import { expect, test } from "vitest";
import type { CellList, MoveList } from "../../src/query/cell-list.ts";
import type { Levels } from "../../src/query/levels.ts";
import type { Matrix } from "../../src/query/matrix.ts";
import type { MeasuredPlace, MeasuredRows } from "../../src/query/measured-rows.ts";
import type { Retention } from "../../src/query/retention.ts";
import type { Stickiness } from "../../src/query/stickiness.ts";
import type { Transitions } from "../../src/query/transitions.ts";
import { runSmac } from "../run-smac.ts";
import { questionFlags } from "./arbitraries-files.ts";
import { type Scenario, scenarios } from "./arbitraries.ts";
import type { OracleQuestion } from "./history.ts";
import type { Cell } from "./oracle-cell.ts";
import { toNumber } from "./oracle-fraction.ts";
import {
  cohortAt,
  curveOf,
  levelledOf,
  matrixOf,
  measuredCells,
  retentionOf,
  stickinessOf,
} from "./oracle-measures.ts";
import type { Period } from "./oracle-range.ts";
import { printDay } from "./oracle-time.ts";
import { balanceOf, couldMove, heldOf, movesIn, movesQuestion, oracleMoves } from "./oracle-transitions.ts";
import { propertyRuns, propertySeed } from "./runs.ts";
import { inScenario } from "./scenario-run.ts";

const seed = propertySeed();
const settings = (runs: number) => ({ seed, numRuns: propertyRuns(runs), endOnFailure: process.env["CI"] === "true" });
const timeout = 3_600_000;
const named = (what: string, runs: number) =>
  `${what}, on ${propertyRuns(runs)} random histories (SMAC_PROPERTY_SEED=${seed})`;

/** Numbers to nine decimals, deep inside. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Math.round(value * 1e9) / 1e9;
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}

function commandOf(word: string, { told, where }: Scenario, asked: OracleQuestion, more: readonly string[] = []) {
  const split = asked.definition === "project-stages" && asked.by.length > 0;
  const question = split ? { ...asked, definition: "stage-rate" as const } : asked;
  const filter = where === null ? [] : ["--where", where];
  return [word, "activities.csv", ...questionFlags(told, question), ...filter, ...more, "--format", "json"];
}

async function answers(scenario: Scenario, commands: readonly (readonly string[])[]): Promise<unknown[]> {
  return inScenario(scenario, async (cwd) => {
    const found: unknown[] = [];
    for (const command of commands) {
      const { code, stdout, stderr } = await runSmac(command, { cwd });
      if (code !== 0) throw new Error(`smac ${command.join(" ")}\n${stderr}`);
      found.push(JSON.parse(stdout));
    }
    return found;
  });
}

/** Clusters and members are what measures are asked of. */
function isMeasured({ question }: Scenario): boolean {
  return !["segment", "project-stages", "interaction-groups"].includes(question.definition);
}

const placeKey = (start: string, end: string, rest: readonly unknown[]) => JSON.stringify([start, end, ...rest]);

function cellKey(cell: Cell, total: boolean): string {
  const { period: p, stage, product, by } = cell;
  return placeKey(printDay(p.first), printDay(p.end), total ? ["total"] : [stage, product, by]);
}

function rowKey(row: MeasuredPlace, question: OracleQuestion): string {
  const by = question.by.map((name) => row.by[name] ?? null);
  return placeKey(row.period.start, row.period.end, [row.stage, row.product, by]);
}

/** What the program says of each cell, by its place; what it has too much or too little must say nothing. */
function compareCells<T>(
  scenario: Scenario,
  answer: MeasuredRows<T>,
  {
    pick,
    expected,
    isEmpty,
  }: {
    readonly pick: (numbers: T) => unknown;
    readonly expected: (cell: Cell, total: boolean) => unknown;
    readonly isEmpty: (value: never) => boolean;
  },
): void {
  const { question, history } = scenario;
  const all = measuredCells(history, question);
  const ours = new Map<string, unknown>([
    ...answer.rows.map((row) => [rowKey(row, question), rounded(pick(row))] as const),
    ...answer.totals.map(
      (total) => [placeKey(total.period.start, total.period.end, ["total"]), rounded(pick(total))] as const,
    ),
  ]);
  const theirs = new Map<string, unknown>([
    ...all.rows.map((cell) => [cellKey(cell, false), rounded(expected(cell, false))] as const),
    ...all.totals.map((cell) => [cellKey(cell, true), rounded(expected(cell, true))] as const),
  ]);
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [our, their] = [ours.get(key), theirs.get(key)];
    const silent = [our, their].every((value) => value === undefined || isEmpty(value as never));
    if (!silent) expect({ [key]: our }).toEqual({ [key]: their });
  }
}

/** The flags that name a cell's list. */
function cellFlags({ stage, product, by }: Cell, total: boolean, question: OracleQuestion): string[] {
  if (total) return [];
  return [
    ...(stage === null ? [] : ["--of-stage", stage]),
    ...(product === null ? [] : ["--of-product", product]),
    ...(by.length === 0 ? [] : ["--of", question.by.map((name, i) => `${name}=${by[i] ?? ""}`).join(",")]),
  ];
}

/** The question about one period alone. */
function alone(question: OracleQuestion, p: Period): OracleQuestion {
  const [first, last] = [printDay(p.first), printDay(p.end - 1)];
  const from = question.period.kind === "trailing" ? last : first;
  return { ...question, from, to: last, range: p.clipped ? "clip" : "expand" };
}

const draws = fc.record({ cell: fc.nat({ max: 9999 }), more: fc.nat({ max: 99 }), total: fc.boolean() });
type Draw = typeof draws extends fc.Arbitrary<infer T> ? T : never;

function drawnCell(scenario: Scenario, { cell, total }: Draw): { cell: Cell; total: boolean } | null {
  const all = measuredCells(scenario.history, scenario.question);
  const cells = total ? all.totals : all.rows;
  const found = cells[cell % Math.max(cells.length, 1)];
  return found === undefined ? null : { cell: found, total };
}

const weightsIn = (list: CellList) => Object.fromEntries(list.clusters.map((c) => [c.cluster, rounded(c.weight)]));

test(named("retention is the oracle's, and so are its lists", 60), { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, draws, async (scenario, draw) => {
      if (!isMeasured(scenario)) return;
      const { question, history } = scenario;
      const all = measuredCells(history, question);
      const drawn = drawnCell(scenario, draw);
      const later = all.periods.filter((p) => drawn !== null && p.first >= drawn.cell.period.first);
      const age = draw.more % Math.max(later.length, 1);
      const cohort =
        drawn === null
          ? []
          : [
              "--cohort",
              printDay(
                drawn.cell.period[question.period.kind === "trailing" ? "end" : "first"] -
                  (question.period.kind === "trailing" ? 1 : 0),
              ),
            ];
      const place =
        drawn === null ? [] : [...cohort, "--age", String(age), ...cellFlags(drawn.cell, drawn.total, question)];
      const [answer, list, lost] = (await answers(scenario, [
        commandOf("retention", scenario, question),
        ...(drawn === null
          ? []
          : [
              commandOf("retention", scenario, question, place),
              commandOf("retention", scenario, question, [...place, "--lost"]),
            ]),
      ])) as [Retention, CellList, CellList];
      compareCells(scenario, answer, {
        pick: ({ size, ages }) => ({ size, ages }),
        expected: (cell) => retentionOf(all, cell),
        isEmpty: ({ size }: { size: number }) => size === 0,
      });
      if (drawn === null) return;
      const kept = cohortAt(all, drawn.cell, later[age]!);
      expect(weightsIn(list)).toEqual(Object.fromEntries([...kept].map(([unit, w]) => [unit, rounded(toNumber(w))])));
      const gone = [...drawn.cell.lifecycle!.new].filter(([unit]) => !kept.has(unit));
      expect(weightsIn(lost)).toEqual(Object.fromEntries(gone.map(([unit, w]) => [unit, rounded(toNumber(w))])));
      expect(rounded(list.count + lost.count)).toBe(rounded(retentionOf(all, drawn.cell).size));
    }),
    settings(60),
  );
});

test(named("stickiness is the oracle's, and so are its lists", 60), { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, draws, async (scenario, draw) => {
      if (!isMeasured(scenario)) return;
      const { question, history } = scenario;
      const all = measuredCells(history, question);
      const dayEvents = 1 + (draw.more % 3);
      const day = ["--day-events", String(dayEvents)];
      const drawn = drawnCell(scenario, draw);
      const [answer, list] = (await answers(scenario, [
        commandOf("stickiness", scenario, question, day),
        ...(drawn === null
          ? []
          : [
              commandOf("stickiness", scenario, alone(question, drawn.cell.period), [
                ...day,
                ...cellFlags(drawn.cell, drawn.total, question),
                "--list",
              ]),
            ]),
      ])) as [Stickiness, CellList];
      compareCells(scenario, answer, {
        pick: ({ active, active_days, days_per_active, period_days, stickiness }) => ({
          active,
          active_days,
          days_per_active,
          period_days,
          stickiness,
        }),
        expected: (cell, total) => stickinessOf(all, cell, total, dayEvents),
        isEmpty: ({ active }: { active: number }) => active === 0,
      });
      if (drawn === null) return;
      const numbers = stickinessOf(all, drawn.cell, drawn.total, dayEvents);
      expect(rounded(list.count)).toBe(rounded(numbers.active));
      expect(list.clusters.map((c) => c.cluster).sort()).toEqual([...drawn.cell.active.keys()].sort());
      const days = list.clusters.reduce((sum, c) => sum + c.weight * c.days, 0);
      expect(rounded(days)).toBe(rounded(numbers.active_days));
    }),
    settings(60),
  );
});

test(named("levels are the oracle's, and so are their lists", 60), { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, draws, async (scenario, draw) => {
      if (!isMeasured(scenario)) return;
      const { question, history } = scenario;
      const all = measuredCells(history, question);
      const dayEvents = 1 + (draw.more % 2);
      const cuts = [1, 2 + (draw.more % 2), 4];
      const flags = ["--day-events", String(dayEvents), "--levels", cuts.join(",")];
      const names = ["dormant", "light", "regular", "power"];
      const level = draw.cell % 4;
      const drawn = drawnCell(scenario, draw);
      const [answer, list] = (await answers(scenario, [
        commandOf("levels", scenario, question, flags),
        ...(drawn === null
          ? []
          : [
              commandOf("levels", scenario, alone(question, drawn.cell.period), [
                ...flags,
                ...cellFlags(drawn.cell, drawn.total, question),
                "--level",
                names[level]!,
              ]),
            ]),
      ])) as [Levels, CellList];
      const levelOf = (days: number) => cuts.filter((cut) => cut <= days).length;
      compareCells(scenario, answer, {
        pick: ({ clusters, counts, curve }) => ({
          clusters,
          counts,
          curve: Object.fromEntries(curve.map(({ days, clusters: n }) => [String(days), n])),
        }),
        expected: (cell, total) => {
          const curve = curveOf(all, cell, total, dayEvents);
          const counts = names.map((_, i) =>
            Object.entries(curve).reduce((sum, [days, n]) => (levelOf(Number(days)) === i ? sum + n : sum), 0),
          );
          return { clusters: counts.reduce((a, b) => a + b, 0), counts, curve };
        },
        isEmpty: ({ clusters }: { clusters: number }) => clusters === 0,
      });
      if (drawn === null) return;
      const expected: Record<string, number> = {};
      for (const { unit, weight, days } of levelledOf(all, drawn.cell, drawn.total, dayEvents))
        if (levelOf(days) === level) expected[unit] = (expected[unit] ?? 0) + toNumber(weight);
      expect(weightsIn(list)).toEqual(rounded(expected));
    }),
    settings(60),
  );
});

test(named("transitions are the oracle's, and so are their lists", 60), { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, draws, async (scenario, draw) => {
      const { history } = scenario;
      if (history.stages === null) return;
      const question = movesQuestion(scenario.question);
      const { world, periods, moves } = oracleMoves(history, question);
      const p = periods[draw.cell % Math.max(periods.length, 1)];
      const stage = world.stageNames[draw.more % Math.max(world.stageNames.length, 1)];
      const [answer, list, could] = (await answers(scenario, [
        commandOf("transitions", scenario, question),
        ...(p === undefined || stage === undefined
          ? []
          : [
              commandOf("transitions", scenario, alone(question, p), ["--out-of", stage]),
              commandOf("transitions", scenario, alone(question, p), ["--out-of", stage, "--could"]),
            ]),
      ])) as [Transitions, MoveList, MoveList];
      const expected = periods.flatMap((each) => {
        const inside = movesIn(moves, each);
        const kinds = new Map(inside.map((m) => [JSON.stringify([m.from, m.to, m.by]), m]));
        return [...kinds].map(([key, { from, to, by }]) => {
          const some = inside.filter((m) => JSON.stringify([m.from, m.to, m.by]) === key);
          const clusters = new Set(some.map((m) => m.cluster)).size;
          const base = from === null || by.length > 0 ? null : couldMove(world, moves, each, from).size;
          const numbers = { moves: some.length, clusters, could: base, rate: base === null ? null : clusters / base };
          return JSON.stringify(rounded([printDay(each.first), from, to, by, numbers, heldOf(some)]));
        });
      });
      const told = answer.rows.map(({ period, from, to, by, moves: n, clusters, could: base, rate, held }) => {
        const values = question.by.map((name) => by[name] ?? null);
        return JSON.stringify(
          rounded([period.start, from, to, values, { moves: n, clusters, could: base, rate }, held]),
        );
      });
      expect(told.sort()).toEqual(expected.sort());
      for (const { period, stage: name, ...numbers } of answer.stages) {
        const each = periods.find((one) => printDay(one.first) === period.start && printDay(one.end) === period.end)!;
        expect(rounded(numbers)).toEqual(rounded(balanceOf(world, moves, each, name)));
        expect(numbers.opening + numbers.entered - numbers.exited).toBe(numbers.closing);
      }
      if (p === undefined || stage === undefined) return;
      const left = movesIn(moves, p).filter((m) => m.from === stage);
      expect(list.clusters.map((c) => JSON.stringify([c.cluster, Date.parse(c.at!), c.to])).sort()).toEqual(
        left.map((m) => JSON.stringify([m.cluster, Math.floor(m.at / 1000), m.to])).sort(),
      );
      expect(list.count).toBe(left.length);
      expect(could.clusters.map((c) => c.cluster).sort()).toEqual([...couldMove(world, moves, p, stage)].sort());
    }),
    settings(60),
  );
});

test(named("the matrix is the oracle's", 60), { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, draws, async (scenario, draw) => {
      const { question, history } = scenario;
      if (!isMeasured(scenario) || !question.products) return;
      const all = measuredCells(history, question);
      const everything = all.rows.filter((cell) => cell.product === null);
      const cells = draw.total ? all.totals : everything;
      const cell = cells[draw.cell % Math.max(cells.length, 1)];
      if (cell === undefined) return;
      const top = draw.more % 4;
      const command = (cellsAre: string) =>
        commandOf("matrix", scenario, alone(question, cell.period), [
          ...cellFlags(cell, draw.total, question),
          "--cells",
          cellsAre,
          "--top",
          String(top),
        ]);
      const whole = (cellsAre: string) => [...command(cellsAre), "--all"];
      const [days, daysOfAll, events] = (await answers(scenario, [
        command("days"),
        whole("days"),
        whole("events"),
      ])) as [Matrix, Matrix, Matrix];
      const expected = matrixOf(all, cell, draw.total);
      const at = (matrix: Matrix) =>
        Object.fromEntries(
          matrix.clusters.map((row) => [
            row.cluster,
            Object.fromEntries(matrix.products.map((p, i) => [p ?? "", row.cells[i]!]).filter(([, n]) => n !== 0)),
          ]),
        );
      const wanted = (place: 0 | 1) =>
        Object.fromEntries(
          expected.map(({ unit, cells: own }) => [
            unit,
            Object.fromEntries(Object.entries(own).map(([product, did]) => [product, did[place]])),
          ]),
        );
      expect(rounded(at(daysOfAll))).toEqual(rounded(wanted(0)));
      expect(rounded(at(events))).toEqual(rounded(wanted(1)));
      expect(days.count).toBe(expected.length);
      expect(days.clusters).toEqual(daysOfAll.clusters.slice(0, top));
      expect(days.rest.clusters).toBe(Math.max(0, expected.length - top));
      days.columns.forEach((column, i) => {
        const shown = days.clusters.map((row) => row.cells[i]!);
        expect(shown.filter((n) => n > 0).length + days.rest.columns[i]!.clusters).toBe(column.clusters);
        expect(shown.reduce((a, b) => a + b, 0) + days.rest.columns[i]!.sum).toBe(column.sum);
      });
    }),
    settings(60),
  );
});
