// A DuckDB query as a process of its own: prints its rows as JSON.
import { connect } from "./engine.mjs";

const { rows, close } = await connect();
const found = await rows(process.argv[2]);
process.stdout.write(
  JSON.stringify(found.map(Object.values), (_, value) => (typeof value === "bigint" ? Number(value) : value)),
);
close();
