import duckdb from "@duckdb/node-api";

/** Databases in memory that stay open, by how they were to be opened. */
const kept = new Map<string, Promise<duckdb.DuckDBInstance>>();

/**
 * From here on, engines in memory are connections to one database: to open and close one for each of thousands of
 * histories takes a fifth of all their time. What the program makes there is temporary, thus its connection's alone.
 */
export function keepOneDatabase(): void {
  const create = duckdb.DuckDBInstance.create.bind(duckdb.DuckDBInstance);
  duckdb.DuckDBInstance.create = async (path, given) => {
    if (path !== ":memory:") return create(path, given);
    // The folder to spill to is the engine's own, and goes with it.
    const config = { ...given, temp_directory: "" };
    const key = JSON.stringify(config);
    const one = kept.get(key) ?? create(path, config);
    kept.set(key, one);
    const instance = await one;
    instance.closeSync = () => undefined;
    return instance;
  };
}

/** The names of what lies in the kept databases, which should be nothing once their connections are closed. */
export async function leftInDatabases(): Promise<readonly string[]> {
  const left: string[] = [];
  for (const one of kept.values()) {
    const connection = await (await one).connect();
    const result = await connection.runAndReadAll(
      "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal" +
        " UNION ALL SELECT function_name FROM duckdb_functions() WHERE NOT internal" +
        " UNION ALL SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'",
    );
    left.push(...result.getRows().map(([name]) => String(name)));
    connection.closeSync();
  }
  return left;
}
