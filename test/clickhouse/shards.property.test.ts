import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { reportsAgree } from "./agrees.ts";
import { through } from "./through-clickhouse.ts";
import { type ClickHouseServer, noClickHouse, startShards } from "./server.ts";

vi.mock("../../src/project/project.ts", async (original) =>
  (await import("./through-clickhouse.ts")).throughClickHouse(await original()),
);

const without = noClickHouse();
const seed = propertySeed();
const runs = propertyRuns(25);
// Each question is asked of three servers: a tenth of the histories.
const fewer = String(0.1 * Number(process.env["SMAC_PROPERTY_RUNS"] ?? 1));
let servers: readonly ClickHouseServer[] = [];

beforeAll(async () => {
  if (without !== null) return;
  servers = await startShards(3);
  through.servers = servers;
});
afterAll(async () => {
  for (const server of servers) await server.close();
});

describe.skipIf(without !== null)(`on three shards${without === null ? "" : `: ${without}`}`, async () => {
  test(
    `reports are the oracle's, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})`,
    { timeout: 3_600_000 },
    () => reportsAgree(seed, runs),
  );
  vi.stubEnv("SMAC_PROPERTY_RUNS", fewer);
  if (without !== null) return;
  await import("../property/lists.property.test.ts");
  await import("../property/explain.property.test.ts");
  await import("../property/measures.property.test.ts");
});
