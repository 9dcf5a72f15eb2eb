import { tmpdir } from "node:os";
import path from "node:path";
import duckdb from "@duckdb/node-api";

/** A DuckDB of its own, as a user of it would have: what the program is measured against. */
export async function connect(file = ":memory:") {
  const instance = await duckdb.DuckDBInstance.create(file, {
    temp_directory: path.join(tmpdir(), "smac-bench-spill"),
  });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, rows, close };
}
