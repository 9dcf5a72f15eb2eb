import type { Projection } from "./projection.ts";
import type { Stretches } from "./stretches.ts";

/** The rows of one segment, ordered by day: a place that is used again for the next. */
export class SegmentRows {
  cluster = 0;
  from = 0;
  to = 0;
  readonly day: Int32Array;
  readonly events: Float64Array;
  readonly member: Int32Array | null;
  private readonly projection: Projection;

  constructor(projection: Projection) {
    this.projection = projection;
    this.day = projection.day;
    this.events = projection.events;
    this.member = projection.member;
  }

  /** Moves to another segment. */
  at(segment: number): void {
    const { cluster, offsets } = this.projection;
    this.cluster = cluster[segment] as number;
    this.from = offsets[segment] as number;
    this.to = offsets[segment + 1] as number;
  }
}

/** Finds the places in which a segment meets the threshold, into `found`, in order. */
export type ActiveFinder = (rows: SegmentRows, found: Stretches) => void;

/** The finders for periods taken whole, and for those that the range cut; null: none was cut. */
export interface ActiveFinders {
  readonly whole: ActiveFinder;
  readonly cut: ActiveFinder | null;
}
