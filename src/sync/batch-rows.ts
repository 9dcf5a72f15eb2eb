import { SmacError } from "../errors.ts";
import { streamKey } from "../model/connection.ts";
import { rowCells } from "../sources/kit/cells.ts";
import type { Row } from "../sources/kit/row.ts";
import type { Batch } from "../sources/kit/source.ts";
import type { StagedRow } from "../store/stream-stage.ts";
import type { Drift } from "./drift.ts";
import { rowKey } from "./row-key.ts";

/** The rows of one reading of a stream on their way into the store. */
export interface BatchRows {
  /** The rows of a batch as the store takes them: those that exist, then those that are gone. */
  staged(batch: Batch): readonly StagedRow[];
  /** Rows that came so far. */
  readonly read: number;
  /** Rows left out so far. */
  readonly rejected: number;
  /** Where the first rows that were left out are, and why. */
  readonly notes: readonly string[];
}

const toldRejects = 3;

/** The rows of a reading of the stream `name` with these key columns. */
export function batchRows(name: string, key: readonly string[], drift: Drift): BatchRows {
  let read = 0;
  let rejected = 0;
  const notes: string[] = [];
  const reject = (why: string): null => {
    rejected += 1;
    if (notes.length < toldRejects) notes.push(`${name}: ${why}; it was left out`);
    return null;
  };
  const staged = (row: Row, place: string, gone: boolean): StagedRow | null => {
    const cells = cellsOf(row);
    if (cells === null) return reject(`${place} has a value that is nested too deep to be kept`);
    const of = rowKey(cells, key);
    if (of === null) return reject(`${place} has no “${missing(cells, key)}”`);
    if (!gone) drift.see(row, cells);
    return { key: of, gone, cells };
  };
  return {
    get read() {
      return read;
    },
    get rejected() {
      return rejected;
    },
    get notes() {
      return rejected > notes.length ? [...notes, `${name}: ${rejected} rows were left out in all`] : notes;
    },
    staged(batch) {
      const rows: (StagedRow | null)[] = [];
      for (const row of batch.rows) {
        read += 1;
        rows.push(staged(row, `row ${read}`, false));
      }
      for (const row of batch.gone ?? [])
        rows.push(staged(row, `news of a row that is gone (after row ${read})`, true));
      return rows.filter((row) => row !== null);
    },
  };
}

/** A column called like ours keeps its value under another name. */
function cellsOf(row: Row): ReadonlyMap<string, string | null> | null {
  try {
    const cells = rowCells(row);
    if (!cells.has(streamKey)) return cells;
    let name = `${streamKey} (2)`;
    while (cells.has(name)) name += "_";
    return new Map([...cells].map(([column, value]) => [column === streamKey ? name : column, value]));
  } catch (error) {
    if (error instanceof SmacError) return null;
    throw error;
  }
}

function missing(cells: ReadonlyMap<string, string | null>, key: readonly string[]): string {
  return key.find((column) => rowKey(cells, [column]) === null) ?? "";
}
