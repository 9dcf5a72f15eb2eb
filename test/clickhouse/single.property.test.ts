import { vi } from "vitest";
import { agreesWithOracle } from "./agrees.ts";

vi.mock("../../src/project/project.ts", async (original) =>
  (await import("./through-clickhouse.ts")).throughClickHouse(await original()),
);

await agreesWithOracle("on one server", { servers: 1, reports: 60, others: 0.15 });
