import { vi } from "vitest";
import { agreesWithOracle } from "./agrees.ts";

vi.mock("../../src/project/project.ts", async (original) =>
  (await import("./through-clickhouse.ts")).throughClickHouse(await original()),
);

// Each question is asked of three servers: of fewer histories.
await agreesWithOracle("on three shards", { servers: 3, reports: 25, others: 0.06 });
