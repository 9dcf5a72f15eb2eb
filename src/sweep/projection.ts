import type { ActivityColumns, SweepInput } from "./input.ts";
import { keptFor } from "./kept.ts";

/**
 * Activities in segments that are counted by themselves: all of a cluster, or
 * those of one product or label. Segments are ordered by cluster, product,
 * label; the rows of each by day. −1: not split by that.
 */
export interface Projection {
  readonly segments: number;
  readonly cluster: Int32Array;
  readonly product: Int32Array;
  readonly label: Int32Array;
  /** Where the rows of each segment begin; one more than there are segments. */
  readonly offsets: Int32Array;
  readonly day: Int32Array;
  readonly events: Float64Array;
  readonly member: Int32Array | null;
}

/** All that each cluster did. */
export function everything(input: SweepInput): Projection {
  const { activity, clusters } = input;
  return keptFor(activity, "everything", () => ({
    segments: clusters,
    cluster: Int32Array.from({ length: clusters }, (_, k) => k),
    product: new Int32Array(clusters).fill(-1),
    label: new Int32Array(clusters).fill(-1),
    offsets: activity.offsets,
    day: activity.day,
    events: activity.events,
    member: activity.member,
  }));
}

/** What each cluster did by product, by label, or both; rows without a product are of no segment then. */
export function splitBy(input: SweepInput, by: { readonly product: boolean; readonly label: boolean }): Projection {
  return keptFor(input.activity, `split ${by.product} ${by.label}`, () => split(input, by));
}

/** The segments while they are being made. */
interface Segments {
  readonly cluster: number[];
  readonly product: number[];
  readonly label: number[];
  readonly begins: number[];
}

function split(
  { activity, clusters, labels }: SweepInput,
  by: { readonly product: boolean; readonly label: boolean },
): Projection {
  const { rows, offsets } = activity;
  const width = Math.max(labels.length, 1);
  const order = new Int32Array(rows);
  const found: Segments = { cluster: [], product: [], label: [], begins: [] };
  const keys = new Float64Array(longest(offsets));
  let count = 0;
  for (let cluster = 0; cluster < clusters; cluster++) {
    const from = offsets[cluster] as number;
    const length = (offsets[cluster + 1] as number) - from;
    // Sorted by group, then by where a row stands: one number holds both.
    for (let k = 0; k < length; k++) keys[k] = groupOf(activity, from + k, { ...by, width }) * length + k;
    let before = -1;
    for (const key of keys.subarray(0, length).sort()) {
      if (key < 0) continue;
      const group = Math.floor(key / length);
      if (group !== before) {
        found.cluster.push(cluster);
        found.product.push(by.product ? Math.floor(group / width) : -1);
        found.label.push(by.label ? group % width : -1);
        found.begins.push(count);
        before = group;
      }
      order[count++] = from + (key % length);
    }
  }
  found.begins.push(count);
  return {
    segments: found.cluster.length,
    cluster: Int32Array.from(found.cluster),
    product: Int32Array.from(found.product),
    label: Int32Array.from(found.label),
    offsets: Int32Array.from(found.begins),
    ...reordered(activity, order.subarray(0, count), by.label),
  };
}

/** The number of what a row is split by; −1: it is of no product. */
function groupOf(
  { product, label }: ActivityColumns,
  row: number,
  by: { readonly product: boolean; readonly label: boolean; readonly width: number },
): number {
  const [what, which] = [by.product ? (product?.[row] ?? -1) : 0, by.label ? (label?.[row] ?? 0) : 0];
  return what < 0 ? -1 : what * by.width + which;
}

function reordered(
  { day, events, labelEvents, member }: ActivityColumns,
  order: Int32Array,
  byLabel: boolean,
): Pick<Projection, "day" | "events" | "member"> {
  const counts = byLabel ? (labelEvents ?? events) : events;
  return {
    day: order.map((row) => day[row] as number),
    events: Float64Array.from(order, (row) => counts[row] as number),
    member: member === null ? null : order.map((row) => member[row] as number),
  };
}

function longest(offsets: Int32Array): number {
  let most = 0;
  for (let k = 1; k < offsets.length; k++) most = Math.max(most, (offsets[k] as number) - (offsets[k - 1] as number));
  return most;
}
