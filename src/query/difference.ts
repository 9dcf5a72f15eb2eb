import type { ListedCluster, PrintedPeriod, Report, Warning } from "./report.ts";

/** Which clusters: active by the first definition only, by the second only, or by both. */
export type DifferencePart = "only_a" | "only_b" | "both";

/** Two definitions over the same data, and where they differ. */
export interface Difference {
  readonly a: DifferenceSide;
  readonly b: DifferenceSide;
  /** All stages together first (stage null), then each. */
  readonly rows: readonly {
    readonly stage: string | null;
    readonly a: number;
    readonly b: number;
    readonly only_a: number;
    readonly only_b: number;
    readonly both: number;
  }[];
  /** Why the other one does not count them, and how many there are of each. */
  readonly why: readonly {
    readonly part: DifferencePart;
    readonly reason: DifferenceReason;
    readonly clusters: number;
  }[];
  readonly warnings?: readonly Warning[];
}

/** One of two definitions that are compared. */
export interface DifferenceSide {
  readonly definition: Report["definition"];
  readonly period: PrintedPeriod;
}

/** Why a definition does not count a cluster that the other one counts. */
export type DifferenceReason = "nothing-qualifies" | "below-threshold" | "not-in-population";

/** A cluster that both or one of two definitions count. */
export interface DifferingCluster {
  readonly cluster: string;
  readonly name: string | null;
  readonly owner: string | null;
  readonly part: DifferencePart;
  /** Null: counted by both. */
  readonly why: DifferenceReason | null;
  readonly a: DifferingLine;
  readonly b: DifferingLine;
}

/** How a cluster stands by one definition. */
export interface DifferingLine {
  readonly counts: boolean;
  readonly status: ListedCluster["status"] | null;
  readonly stage: string | null;
  readonly events: number;
  readonly days: number;
  readonly members: number;
  readonly reason: string;
}

type Lines = ReadonlyMap<string, ListedCluster>;

/** The clusters that at least one of two lists counts, in the order of their keys. */
export function differing(a: Lines, b: Lines): readonly DifferingCluster[] {
  const keys = [...new Set([...a.keys(), ...b.keys()])].toSorted((x, y) => (x < y ? -1 : 1));
  return keys.flatMap((cluster): DifferingCluster[] => {
    const [one, other] = [a.get(cluster), b.get(cluster)];
    const [inA, inB] = [counts(one), counts(other)];
    if (!inA && !inB) return [];
    const part = inA && inB ? "both" : inA ? "only_a" : "only_b";
    return [
      {
        cluster,
        name: one?.name ?? other?.name ?? null,
        owner: one?.owner ?? other?.owner ?? null,
        part,
        why: part === "both" ? null : whyNot(inA ? other : one),
        a: lineOf(one),
        b: lineOf(other),
      },
    ];
  });
}

function counts(row: ListedCluster | undefined): boolean {
  return row !== undefined && ["new", "retained", "resurrected"].includes(row.status);
}

function whyNot(row: ListedCluster | undefined): DifferenceReason {
  if (row === undefined) return "not-in-population";
  return row.events > 0 ? "below-threshold" : "nothing-qualifies";
}

function lineOf(row: ListedCluster | undefined): DifferingLine {
  if (row === undefined)
    return {
      counts: false,
      status: null,
      stage: null,
      events: 0,
      days: 0,
      members: 0,
      reason: "not in the population",
    };
  const { status, stage, events, days, members, reason } = row;
  return { counts: counts(row), status, stage, events, days, members, reason };
}
