import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openEngine } from "../engines/duckdb/engine.ts";
import type { FlatTable } from "../query/flat-table.ts";
import { writeParquet } from "./parquet.ts";

/** A flat table as the bytes of a Parquet file. */
export async function parquetBytes(table: FlatTable): Promise<Uint8Array> {
  const engine = await openEngine({ path: null });
  try {
    const path = join(engine.scratch, "table.parquet");
    await writeParquet(engine, path, table);
    return await readFile(path);
  } finally {
    await engine.close();
  }
}
