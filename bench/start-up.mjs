import { fileURLToPath } from "node:url";
import { table } from "./ad-hoc.mjs";
import { inTurn, wholeProcess } from "./measure.mjs";

const engine = fileURLToPath(new URL("duckdb-query.mjs", import.meta.url));

/** What it takes until something is seen, against a bare Node (the limit). */
export function startUpBench(data) {
  return {
    name: "start",
    async run({ rounds, program, folder }) {
      const small = ["report", data.small, "--at", "at", "--cluster", "account", "--quiet"];
      const results = await inTurn(
        {
          "smac --help": () => wholeProcess([program, "--help"], folder),
          "smac report of 1,000 rows": () => wholeProcess([program, ...small], folder),
          "DuckDB, select 1": () => wholeProcess([engine, "select 1"], folder),
          "node -e 0": () => wholeProcess(["-e", "0"], folder),
        },
        rounds * 2 + 1,
      );
      return { title: "Start-up, whole processes", rows: table(results, undefined, "node -e 0"), notes: [] };
    },
  };
}
