import { SegmentRows } from "./active-query.ts";
import type { Admission } from "./admission.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { clusterAdmission } from "./cluster-admission.ts";
import { Counter } from "./counter.ts";
import type { SweepInput } from "./input.ts";
import type { PlaceRange, Places } from "./places.ts";
import { everything } from "./projection.ts";
import { type SweepQuestion, type SweptCount, isLabelled } from "./question.ts";
import { type LayersOf, Recency, fits, longestWindow } from "./recency.ts";

/** What makes the reports over some days sums, whatever their window. */
interface Ready {
  readonly places: Places;
  readonly admission: Admission | null;
  readonly cells: Cells;
  /** Null: it would be too much to keep. */
  readonly recency: Recency | null;
}

/** For columns, by what else it depends on. */
const made = new WeakMap<object, Map<string, Ready>>();

/** The sums of a report without a pass; null: nothing was made ready for it. */
export function readyCounts(input: SweepInput, question: SweepQuestion): Iterable<SweptCount> | null {
  const { definition, places } = question;
  const ready = isOfAnyWindow(input, question) ? made.get(input.activity)?.get(keyOf(question)) : undefined;
  const within = ready === undefined ? null : rangeIn(ready.places, places);
  if (ready === undefined || within === null || ready.recency === null) return null;
  const counter = new Counter(definition, ready.places, ready);
  counter.addRecency(ready.recency, places.window ?? 0, within);
  return counter.counts(within);
}

/**
 * Makes questions sums that differ from one in nothing but the length of their
 * trailing window, over its days or some of them: takes a pass, about as long as
 * a question does. False: it would take too much memory.
 */
export function makeReady(input: SweepInput, question: SweepQuestion): boolean {
  if (!isOfAnyWindow(input, question)) return true;
  const { definition, places } = question;
  const own = made.get(input.activity) ?? new Map<string, Ready>();
  const before = own.get(keyOf(question));
  if (before !== undefined && rangeIn(before.places, places) !== null) return true;
  const cells = cellsOf(input.labels, definition);
  const admission = clusterAdmission(input, { definition, places, cells });
  if (admission !== null && !admission.once) return true;
  const { layers } = new Counter(definition, places, { cells, admission });
  if (!fits(layers, places)) return false;
  own.set(keyOf(question), { places, admission, cells, recency: recencyOf(input, places, layers) });
  made.set(input.activity, own);
  return true;
}

function recencyOf(input: SweepInput, places: Places, layers: LayersOf): Recency | null {
  const recency = new Recency(places, layers);
  const rows = new SegmentRows(everything(input));
  for (let cluster = 0; cluster < input.clusters; cluster++) {
    rows.at(cluster);
    if (!recency.add(rows)) return null;
  }
  return recency.close();
}

/** Whether a unit counts by its last active day alone, and is let in by what it is at the end of a day. */
function isOfAnyWindow({ eventUnit }: SweepInput, { definition, places, products }: SweepQuestion): boolean {
  const { threshold, unit, over, stageAt } = definition;
  const plain = threshold.members === null && threshold.events <= 1 && threshold.days <= 1 && eventUnit === 1;
  const whole = places.cut.length === 0 && products.length === 0 && over !== "distinct" && !isLabelled(definition);
  const { window } = places;
  const isShort = window !== null && window <= longestWindow;
  return unit === "cluster" && stageAt === "end" && plain && whole && isShort;
}

function keyOf({ definition: { stages, denominator } }: SweepQuestion): string {
  return `${stages} ${denominator}`;
}

/** Where the places of a report are among others; null: not all are. */
function rangeIn({ first, reported, count }: Places, asked: Places): PlaceRange | null {
  const from = asked.first + asked.reported - first;
  const to = asked.first + asked.count - first;
  return from >= reported && to <= count ? { from, to } : null;
}
