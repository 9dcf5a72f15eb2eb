import { afterAll, beforeAll, test, vi } from "vitest";
import { type ClickHouseServer, noClickHouse, startServer } from "./server.ts";
import { through } from "./through-clickhouse.ts";

vi.mock("../../src/project/project.ts", async (original) =>
  (await import("./through-clickhouse.ts")).throughClickHouse(await original()),
);

const without = noClickHouse();
let server: ClickHouseServer | undefined;
beforeAll(async () => {
  if (without !== null) return;
  server = await startServer();
  through.servers = [server];
});
afterAll(() => server?.close());

if (without === null) await import("../property/measures.property.test.ts");
else test.skip(`through ClickHouse: ${without}`);
