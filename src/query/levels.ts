import { SmacError } from "../errors.ts";
import type { Grid } from "./assemble.ts";
import {
  type MeasuredCell,
  type MeasuredDefinition,
  type MeasuredRows,
  clustersOf,
  measuredRows,
} from "./measured-rows.ts";
import { add, divide, toNumber, zero } from "./rational.ts";
import type { Warning } from "./report.ts";

/** The activity-level curve: `smac levels --format json`. */
export interface Levels extends MeasuredRows<LevelNumbers> {
  readonly definition: MeasuredDefinition;
  /** The levels, fewest days first. */
  readonly levels: readonly Level[];
  /** From how many activities on a day counts as active. */
  readonly day_events: number;
  readonly warnings?: readonly Warning[];
}

/** A stretch of numbers of active days: `from` to (not including) `to`; null: no end. */
export interface Level {
  readonly name: string;
  readonly from: number;
  readonly to: number | null;
}

/** The numbers of one cell. */
export interface LevelNumbers {
  /** Everybody the cell is about: the population; without one, the clusters of the row; without those, all seen until the period's end. */
  readonly clusters: number;
  /** Clusters by level, in the order of the levels; they add up to `clusters`. */
  readonly counts: readonly number[];
  /** The same as shares of `clusters`; null: there is nobody. */
  readonly shares: readonly (number | null)[];
  /** Clusters by their exact number of active days, those that occur. */
  readonly curve: readonly { readonly days: number; readonly clusters: number }[];
}

/** One line of the statement. */
export interface LevelCell extends MeasuredCell {
  readonly days: number;
  readonly n: bigint;
}

const usualCuts = "1,4,15";
const usualNames = ["light", "regular", "power"];

/**
 * The levels that cut points make: `1,4,15` is dormant (fewer than 1 day), light
 * (1 to 3), regular (4 to 14) and power (15 and more); other cut points name
 * their levels by their days; `some:1,many:10` gives names.
 *
 * @throws SmacError `QUERY_BAD_LEVELS` when they are not rising numbers of days.
 */
export function parseLevels(text: string = usualCuts): readonly Level[] {
  const cuts = text.split(",").map((piece) => {
    const [, name, from] = /^(?:([^:]+):)?(\d{1,4})$/.exec(piece.trim()) ?? [];
    return { name: name?.trim(), from: Number(from ?? Number.NaN) };
  });
  const rising = cuts.every(({ from }, i) => from >= 1 && from > (cuts[i - 1]?.from ?? 0));
  if (!rising) {
    throw new SmacError("QUERY_BAD_LEVELS", `“${text}” are no cut points between levels of activity`, {
      hint: "write rising numbers of active days, for example 1,4,15 or some:1,many:10",
    });
  }
  const named = cuts.length === usualNames.length && cuts.every((cut) => cut.name === undefined);
  const levels = cuts.map(({ name, from }, i): Level => {
    const to = cuts[i + 1]?.from ?? null;
    return { name: name ?? (named ? (usualNames[i] ?? "") : rangeName(from, to)), from, to };
  });
  const all = [{ name: "dormant", from: 0, to: cuts[0]?.from ?? null }, ...levels];
  const twice = all.find((level, i) => all.findIndex((other) => other.name === level.name) !== i);
  if (twice === undefined) return all;
  throw new SmacError("QUERY_BAD_LEVELS", `two levels are called “${twice.name}”`, {
    hint: "give each level a name of its own; “dormant” is those below the first cut point",
  });
}

function rangeName(from: number, to: number | null): string {
  if (to === null) return `${from}+`;
  return to === from + 1 ? String(from) : `${from}–${to - 1}`;
}

/** The curve of every cell. */
export function assembleLevels(
  grid: Grid,
  cells: readonly LevelCell[],
  levels: readonly Level[],
): MeasuredRows<LevelNumbers> {
  return measuredRows(grid, cells, (lines) => {
    const counted = lines.map((line) => ({ days: line.days, n: clustersOf(grid, line, line.n) }));
    const within = (from: number, to: number | null) =>
      counted
        .filter(({ days }) => days >= from && (to === null || days < to))
        .map(({ n }) => n)
        .reduce(add, zero);
    const all = within(0, null);
    const counts = levels.map(({ from, to }) => within(from, to));
    return {
      clusters: toNumber(all),
      counts: counts.map(toNumber),
      shares: counts.map((n) => (all.numerator === 0n ? null : toNumber(divide(n, all)))),
      curve: counted.toSorted((a, b) => a.days - b.days).map(({ days, n }) => ({ days, clusters: toNumber(n) })),
    };
  });
}
