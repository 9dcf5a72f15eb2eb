import type { Cell, Engine } from "../engines/duckdb/engine.ts";
import { streamKey } from "../model/connection.ts";
import { identifier } from "../sql/quote.ts";
import type { RawTable } from "./raw-table.ts";
import { streamColumns, withColumns } from "./stream-table.ts";

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
  /** Starts again, with the columns that stand. */
  empty(): Promise<void>;
}

/** The temporary table's name, which needs no quoting. */
export const stageTable = "smac_stage";

/** A stage for one stream. There is one at a time. */
export async function openStage(engine: Engine, standing: RawTable): Promise<Stage> {
  let raw = standing;
  let rows = 0;
  const create = (): Promise<void> =>
    engine.run(
      `CREATE OR REPLACE TEMP TABLE ${stageTable} (_n BIGINT, _gone BOOLEAN${raw.columns.map(({ physical }) => `, ${identifier(physical)} VARCHAR`).join("")})`,
    );
  await create();
  return {
    get raw() {
      return raw;
    },
    get rows() {
      return rows;
    },
    async add(added, columnNames) {
      if (added.length === 0) return;
      const grown = withColumns(raw, columnNames);
      for (const { physical } of grown.columns.slice(raw.columns.length))
        await engine.run(`ALTER TABLE ${stageTable} ADD COLUMN ${identifier(physical)} VARCHAR`);
      raw = grown;
      const columns = [streamColumns.order, streamColumns.gone, ...raw.columns.map(({ physical }) => physical)];
      const names = raw.columns.map(({ name }) => name);
      await engine.append(stageTable, columns, cellsOf(added, { names, first: rows + 1 }));
      rows += added.length;
    },
    async empty() {
      await create();
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
