import type { CellList, MoveList } from "../query/cell-list.ts";
import type { Conversion, ConversionRow } from "../query/conversion.ts";
import type { FlatColumn, FlatTable, FlatValue } from "../query/flat-table.ts";
import type { Levels } from "../query/levels.ts";
import type { Matrix } from "../query/matrix.ts";
import type { MeasuredPlace, MeasuredRows } from "../query/measured-rows.ts";
import type { PrintedPeriod } from "../query/report.ts";
import type { Retention } from "../query/retention.ts";
import type { Stickiness } from "../query/stickiness.ts";
import type { Held, Transitions } from "../query/transitions.ts";

type Columns = readonly (readonly [FlatColumn["type"], readonly string[]])[];

/** Stickiness as a flat table, rows and totals as in a report's. */
export function flatStickiness(answer: Stickiness): FlatTable {
  return flatRows(
    answer,
    [
      ["number", ["active", "active_days", "days_per_active", "period_days"]],
      ["share", ["stickiness"]],
    ],
    (n) => [[n.active, n.active_days, n.days_per_active, n.period_days, n.stickiness]],
  );
}

/** The activity-level curve as a flat table: a line for each cell and level. */
export function flatLevels(answer: Levels): FlatTable {
  return flatRows(
    answer,
    [
      ["text", ["level"]],
      ["number", ["days_from", "days_to", "clusters"]],
      ["share", ["share"]],
    ],
    (n) =>
      answer.levels.map(({ name, from, to }, i) => [
        name,
        from,
        to === null ? null : to - 1,
        n.counts[i] ?? null,
        n.shares[i] ?? null,
      ]),
  );
}

/** Retention as a flat table: a line for each cohort and age; the period is the cohort's. */
export function flatRetention(answer: Retention): FlatTable {
  return flatRows(
    answer,
    [
      ["number", ["size", "age"]],
      ["boolean", ["age_complete"]],
      ["number", ["kept"]],
      ["share", ["rate"]],
    ],
    (n) => n.ages.map(({ age, complete, kept, rate }) => [n.size, age, complete, kept, rate]),
  );
}

/** Transitions as a flat table: `scope` is `move`, or `stage` for its balance. */
export function flatTransitions({ rows, stages }: Transitions): FlatTable {
  const by = Object.keys(rows[0]?.by ?? {});
  const held = ({ known, mean, median }: Held) => [known, mean, median];
  const columns = columnsOf([
    ["text", ["scope", "period_kind"]],
    ["date", ["period_start", "period_end"]],
    ["boolean", ["complete"]],
    ["text", ["from", "to", ...by.map((name) => `by.${name}`)]],
    ["number", ["moves", "clusters", "could"]],
    ["share", ["rate"]],
    ["text", ["stage"]],
    ["number", ["opening", "entered", "exited", "closing", "held_known", "held_mean_days", "held_median_days"]],
  ]);
  const moves = rows.map((r): FlatValue[] => {
    const values = by.map((name) => r.by[name] ?? null);
    const counts = [r.moves, r.clusters, r.could, r.rate];
    return ["move", ...periodValues(r.period), r.from, r.to, ...values, ...counts, ...nulls(5), ...held(r.held)];
  });
  const balances = stages.map((s): FlatValue[] => {
    const counts = [s.stage, s.opening, s.entered, s.exited, s.closing];
    return ["stage", ...periodValues(s.period), ...nulls(6 + by.length), ...counts, ...held(s.held)];
  });
  return { columns, rows: [...moves, ...balances] };
}

/** Conversion as a flat table: a line for each period of entry and stage. */
export function flatConversion({ rows, days }: Conversion): FlatTable {
  const columns = columnsOf([
    ["text", ["period_kind"]],
    ["date", ["period_start", "period_end"]],
    ["boolean", ["period_complete"]],
    ["text", ["stage"]],
    ["number", ["days", "entered", "converted"]],
    ["share", ["rate"]],
    ["number", ["median_days"]],
    ["boolean", ["complete"]],
  ]);
  const line = (r: ConversionRow) => [r.stage, days, r.entered, r.converted, r.rate, r.median_days, r.complete];
  return { columns, rows: rows.map((r) => [...periodValues(r.period), ...line(r)]) };
}

/** The matrix as a flat table: a line for each cluster and product; the rest and all together have no cluster. */
export function flatMatrix(answer: Matrix): FlatTable {
  const { clusters, products, rest, columns: all, cells } = answer;
  const columns = columnsOf([
    ["text", ["scope", "period_kind"]],
    ["date", ["period_start", "period_end"]],
    ["boolean", ["complete"]],
    ["number", ["rank"]],
    ["text", ["cluster", "name", "owner", "product"]],
    ["number", [cells, "clusters"]],
  ]);
  const period = periodValues(answer.period);
  const lines = clusters.flatMap((row) =>
    products.map((product, i): FlatValue[] => {
      const who = [row.rank, row.cluster, row.name, row.owner];
      return ["cluster", ...period, ...who, product, row.cells[i] ?? 0, 1];
    }),
  );
  const several = (scope: string, list: Matrix["columns"]) =>
    list.map((c): FlatValue[] => [scope, ...period, ...nulls(4), c.product, c.sum, c.clusters]);
  return { columns, rows: [...lines, ...several("rest", rest.columns), ...several("all", all)] };
}

/** The clusters of a cell, one a line. */
export function flatCellList({ clusters }: CellList): FlatTable {
  const columns = columnsOf([
    ["text", ["cluster", "name", "owner"]],
    ["number", ["weight", "days", "events"]],
  ]);
  return { columns, rows: clusters.map((c) => [c.cluster, c.name, c.owner, c.weight, c.days, c.events]) };
}

/** The moves of a number, one a line. */
export function flatMoveList({ clusters }: MoveList): FlatTable {
  const columns = columnsOf([
    ["text", ["cluster", "name", "owner", "at", "from", "to"]],
    ["number", ["held_days"]],
  ]);
  return { columns, rows: clusters.map((c) => [c.cluster, c.name, c.owner, c.at, c.from, c.to, c.held_days]) };
}

/** Rows, then totals, as a report's flat table has them, with a line for each list of numbers. */
function flatRows<T>(
  { rows, totals }: MeasuredRows<T>,
  columns: Columns,
  lines: (numbers: T) => readonly (readonly FlatValue[])[],
): FlatTable {
  const by = Object.keys(rows[0]?.by ?? {});
  const place = (row: MeasuredPlace) => [row.stage, row.product, ...by.map((name) => row.by[name] ?? null)];
  return {
    columns: columnsOf([
      ["text", ["scope", "period_kind"]],
      ["date", ["period_start", "period_end"]],
      ["boolean", ["complete"]],
      ["text", ["stage", "product", ...by.map((name) => `by.${name}`)]],
      ...columns,
      ["text", ["history"]],
    ]),
    rows: [
      ...rows.flatMap((row) =>
        lines(row).map((n) => ["row", ...periodValues(row.period), ...place(row), ...n, row.period.history ?? null]),
      ),
      ...totals.flatMap(({ period, ...total }) =>
        lines(total as T).map((n) => [
          "total",
          ...periodValues(period),
          ...nulls(2 + by.length),
          ...n,
          period.history ?? null,
        ]),
      ),
    ],
  };
}

function columnsOf(columns: Columns): FlatColumn[] {
  return columns.flatMap(([type, names]) => names.map((name) => ({ name, type })));
}

function periodValues({ kind, start, end, complete }: PrintedPeriod): FlatValue[] {
  return [kind, start, end, complete];
}

function nulls(count: number): null[] {
  return Array.from({ length: count }, () => null);
}
