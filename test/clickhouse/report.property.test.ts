import { afterAll, beforeAll, test, vi } from "vitest";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { reportsAgree } from "./agrees.ts";
import { through } from "./through-clickhouse.ts";
import { type ClickHouseServer, noClickHouse, startServer } from "./server.ts";

vi.mock("../../src/project/project.ts", async (original) =>
  (await import("./through-clickhouse.ts")).throughClickHouse(await original()),
);

const without = noClickHouse();
const seed = propertySeed();
const runs = propertyRuns(50);
let server: ClickHouseServer | undefined;

beforeAll(async () => {
  if (without !== null) return;
  server = await startServer();
  through.servers = [server];
});
afterAll(() => server?.close());

test.skipIf(without !== null)(
  `ClickHouse's answer is the oracle's, on ${runs} random histories (SMAC_PROPERTY_SEED=${seed})${without === null ? "" : `: ${without}`}`,
  { timeout: 3_600_000 },
  () => reportsAgree(seed, runs),
);
