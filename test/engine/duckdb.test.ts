import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll } from "vitest";
import { openEngine } from "../../src/engines/duckdb/engine.ts";
import { describeEngine } from "./describe-engine.ts";
import type { EngineRig, Limit } from "./rig.ts";

const folder = mkdtempSync(join(tmpdir(), "smac-engine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** It works in this process: whether that uses half a processor or more. */
async function working(): Promise<readonly boolean[]> {
  const before = process.cpuUsage();
  await setTimeout(100);
  const { user, system } = process.cpuUsage(before);
  return [user + system > 50_000];
}

const memory: Limit = {
  what: "a limit of memory",
  meets: "large",
  open: () => openEngine({ path: null, memoryLimit: "20MB" }),
  code: "ENGINE_OUT_OF_MEMORY",
  hint: /raise the memory limit/,
};

const embedded: Omit<EngineRig, "open"> = {
  without: null,
  working,
  own: "true",
  limits: [memory],
  mistakes: { syntax: null, "unknown table": null, "unknown column": null },
  lacks: {
    "infinite instants as values": "the driver takes whole numbers only",
    "texts after a byte order mark": "the driver leaves the mark out",
  },
};

describeEngine("DuckDB in memory", { ...embedded, open: () => openEngine({ path: null }) });

describeEngine("DuckDB in a file", { ...embedded, open: () => openEngine({ path: join(folder, "store.duckdb") }) });
