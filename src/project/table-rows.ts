import {
  type ClusterTable,
  type SortValue,
  type TableCluster,
  type TableRequest,
  comparedValues,
  sortColumns,
  sortValues,
  tableChoice,
} from "../query/cluster-table.ts";
import { sortedInTurns } from "./in-turns.ts";

type Lines = ClusterTable["clusters"];

/** Where each line of a table stands in a column, from 0; lines that show the same stand alike, those that show nothing at −1. */
interface Places {
  readonly of: Int32Array;
  readonly count: number;
}

/** Of each table the columns that it was sorted by: a hundred thousand names are put in order once. */
const known = new WeakMap<Lines, Map<string, Promise<Places>>>();

/**
 * The lines of a table that are asked for, in order. What has no value in a
 * column comes last; equals stay in the order of the table, which is that of their keys.
 */
export async function tableRows(
  { clusters }: Pick<ClusterTable, "clusters">,
  request: TableRequest,
): Promise<readonly TableCluster[]> {
  const chosen = tableChoice(request);
  let order = new Uint32Array(clusters.length).map((_, index) => index);
  order = order.filter((index) => chosen(clusters[index] as TableCluster));
  // The last column first: each keeps the order of the ones before where its values are alike.
  for (const text of request.sort?.toReversed() ?? []) {
    const places = await placesIn(clusters, text.replace(/^-/, ""));
    if (places !== null) order = ordered(order, places, text.startsWith("-"));
  }
  const rows: TableCluster[] = [];
  for (const index of order) rows.push(clusters[index] as TableCluster);
  return rows;
}

/** Puts a table's columns in order ahead, one after the other, for who sorts by them next; as long as the table is of use. */
export async function readyToSort({ clusters }: Pick<ClusterTable, "clusters">, isOfUse: () => boolean): Promise<void> {
  for (const column of sortColumns) if (isOfUse()) await placesIn(clusters, column);
}

function placesIn(clusters: Lines, column: string): Promise<Places> | null {
  const value = Object.hasOwn(sortValues, column) ? sortValues[column] : undefined;
  if (value === undefined) return null;
  const columns = known.get(clusters) ?? new Map<string, Promise<Places>>();
  known.set(clusters, columns);
  const found = columns.get(column) ?? placed(clusters, value);
  columns.set(column, found);
  return found;
}

async function placed(clusters: Lines, value: (row: TableCluster) => SortValue): Promise<Places> {
  const values = clusters.map(value);
  const distinct = await sortedInTurns(
    [...new Set(values)].filter((one) => one !== null),
    comparedValues,
  );
  const place = new Map<SortValue, number>();
  let count = 0;
  distinct.forEach((one, index) => {
    const before = distinct[index - 1];
    if (before === undefined || comparedValues(before, one) !== 0) count += 1;
    place.set(one, count - 1);
  });
  return { of: Int32Array.from(values, (one) => place.get(one) ?? -1), count };
}

/** By counting, which keeps the order of what stands alike. */
function ordered(order: Uint32Array, { of, count }: Places, down: boolean): Uint32Array<ArrayBuffer> {
  const bucket = (index: number): number => {
    const place = of[index] as number;
    return place < 0 ? count : down ? count - 1 - place : place;
  };
  const next = new Uint32Array(count + 2);
  for (const index of order) next[bucket(index) + 1] = (next[bucket(index) + 1] as number) + 1;
  for (let k = 0; k <= count; k++) next[k + 1] = (next[k + 1] as number) + (next[k] as number);
  const sorted = new Uint32Array(order.length);
  for (const index of order) {
    const at = bucket(index);
    sorted[next[at] as number] = index;
    next[at] = (next[at] as number) + 1;
  }
  return sorted;
}
