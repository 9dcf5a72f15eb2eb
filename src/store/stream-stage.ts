import type { Cell, Engine } from "../engines/duckdb/engine.ts";
import { streamKey } from "../model/connection.ts";
import { identifier } from "../sql/quote.ts";
import { roomForColumns } from "./little-memory.ts";
import type { RawTable } from "./raw-table.ts";
import { addColumns, streamColumns, withColumns } from "./stream-table.ts";

/** A row of a stream on its way into the store, or news that it is gone. */
export interface StagedRow {
  readonly key: string;
  readonly gone: boolean;
  /** Cells by column; of a row that is gone they do not matter. */
  readonly cells: ReadonlyMap<string, string | null>;
}

/** Rows that were read and are not kept yet: they wait in a temporary table of the engine. */
export interface Stage {
  /** The stream's table as it will be, new columns included. */
  readonly raw: RawTable;
  /** How many rows wait. */
  readonly rows: number;
  /** Adds rows whose columns are among those that stand and `columns`. */
  add(rows: readonly StagedRow[], columns: Iterable<string>): Promise<void>;
  /** Puts every row that waits into the table, to be looked at. */
  settle(): Promise<void>;
  /** Starts again, with the columns that stand. */
  empty(): void;
}

/** The temporary table's name, which needs no quoting. */
export const stageTable = "smac_stage";

/** Fewer rows at a time are slow for the engine; more would only take memory. */
const rowsAtOnce = 4096;

/** A stage for one stream. There is one at a time. */
export function openStage(engine: Engine, standing: RawTable): Stage {
  let raw = standing;
  let rows = 0;
  let pending: StagedRow[] = [];
  /** How many columns the table has; null: it is to be made anew. */
  let made: number | null = null;
  const settle = async (): Promise<void> => {
    if (made !== raw.columns.length) await roomForColumns(engine, raw.columns.length);
    if (made === null) {
      const cells = raw.columns.map(({ physical }) => `${identifier(physical)} VARCHAR`);
      const all = ["_n BIGINT", "_gone BOOLEAN", ...cells].join(", ");
      await engine.run(`CREATE OR REPLACE TEMP TABLE ${stageTable} (${all})`);
    } else await addColumns(engine, stageTable, raw.columns.slice(made), "TEMP");
    made = raw.columns.length;
    if (pending.length === 0) return;
    const columns = [streamColumns.order, streamColumns.gone, ...raw.columns.map(({ physical }) => physical)];
    const names = raw.columns.map(({ name }) => name);
    await engine.append(stageTable, columns, cellsOf(pending, { names, first: rows - pending.length + 1 }));
    pending = [];
  };
  return {
    get raw() {
      return raw;
    },
    get rows() {
      return rows;
    },
    settle,
    async add(added, columnNames) {
      if (added.length === 0) return;
      raw = withColumns(raw, columnNames);
      for (const row of added) pending.push(row);
      rows += added.length;
      if (pending.length >= rowsAtOnce) await settle();
    },
    empty() {
      made = null;
      pending = [];
      rows = 0;
    },
  };
}

function* cellsOf(
  rows: readonly StagedRow[],
  { names, first }: { readonly names: readonly string[]; readonly first: number },
): Generator<readonly Cell[]> {
  let n = first;
  for (const { key, gone, cells } of rows) {
    yield [n, gone, ...names.map((name) => (name === streamKey ? key : gone ? null : (cells.get(name) ?? null)))];
    n += 1;
  }
}
