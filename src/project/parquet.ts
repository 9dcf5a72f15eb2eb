import type { Engine } from "../engines/duckdb/engine.ts";
import { identifier, textLiteral } from "../sql/quote.ts";
import type { FlatColumn, FlatTable } from "../query/flat-table.ts";
import { distinctNames } from "../text/distinct-names.ts";

const types: Readonly<Record<FlatColumn["type"], string>> = {
  text: "VARCHAR",
  date: "DATE",
  number: "DOUBLE",
  share: "DOUBLE",
  boolean: "BOOLEAN",
};
const staging = "smac parquet export";
const dayMilliseconds = 86_400_000;

/**
 * Writes a flat table to a Parquet file through the engine: texts as strings,
 * dates as dates, numbers and rates as doubles, unrounded.
 *
 * @throws SmacError of the engine when the file cannot be written.
 */
export async function writeParquet(engine: Engine, path: string, table: FlatTable): Promise<void> {
  const names = distinctNames(table.columns.map((c) => c.name));
  const columns = table.columns.map((c, i) => `${identifier(names[i] ?? "")} ${types[c.type]}`).join(", ");
  await engine.run(`CREATE OR REPLACE TEMP TABLE ${identifier(staging)} (${columns})`);
  try {
    const rows = table.rows.map((row) =>
      row.map((value, i) => {
        const date = table.columns[i]?.type === "date" && typeof value === "string";
        return date ? Date.parse(`${value}T00:00:00Z`) / dayMilliseconds : value;
      }),
    );
    await engine.append(staging, names, rows);
    await engine.run(`COPY ${identifier(staging)} TO ${textLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`);
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${identifier(staging)}`);
  }
}
