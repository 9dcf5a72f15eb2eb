import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LibraryOptions, openProject } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "smac-library-"));
beforeAll(() => {
  cpSync(join(import.meta.dirname, "../examples/saas"), folder, { recursive: true });
  const project = readFileSync(join(folder, "smac.yml"), "utf8").replace(/^store: .*\n/, "");
  // Nobody listens there.
  writeFileSync(
    join(folder, "smac.yml"),
    `store: "clickhouse://smac:\${env:SMAC_TEST_PASSWORD}@127.0.0.1:9/smac"\n${project}`,
  );
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function told(options: LibraryOptions = {}): Promise<unknown> {
  const project = await openProject(folder, options);
  const report = await project.report().catch((error: unknown) => error);
  await project.close();
  return report;
}

test("a program's environment has the secrets that smac.yml names, unless it gives another", async () => {
  expect(await told()).toMatchObject({ code: "SECRET_MISSING" });
  expect(await told({ effects: { env: { SMAC_TEST_PASSWORD: "canary" } } })).toMatchObject({
    code: "ENGINE_UNREACHABLE",
  });
  vi.stubEnv("SMAC_TEST_PASSWORD", "canary");
  expect(await told()).toMatchObject({ code: "ENGINE_UNREACHABLE" });
  expect(await told({ effects: { env: {} } })).toMatchObject({ code: "SECRET_MISSING" });
});
