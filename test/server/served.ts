import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import type { Effects } from "../../src/effects.ts";
import { type ApiAround, apiApp } from "../../src/server/app.ts";
import { openJobs } from "../../src/server/jobs.ts";
import { shareProject } from "../../src/server/shared-project.ts";
import { openTokens } from "../../src/server/tokens.ts";

/** When the tests are. */
export const now = "2026-11-22T12:00:00Z";

/** The API over a copy of an example, without a port. */
export interface Served {
  readonly folder: string;
  readonly around: ApiAround;
  /** Errors of the program that were told. */
  readonly failures: unknown[];
  ask(address: string, init?: RequestInit): Promise<Response>;
  /** The JSON of an answer that is 200. */
  json<T = Record<string, unknown>>(address: string): Promise<T>;
  close(): Promise<void>;
}

/** A copy of an example's folder. */
export function copyOf(example: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "smac-server-"));
  cpSync(path.join(import.meta.dirname, "../../examples", example), folder, { recursive: true });
  return folder;
}

/** An outside world that is silent and whose clock stands. */
export function effectsIn(folder: string, signal = new AbortController().signal): Effects {
  const silent = { write: () => {}, isTTY: false, columns: 80 };
  return {
    now: () => Date.parse(now) * 1000,
    env: {},
    cwd: folder,
    stdin: Readable.from([]),
    stdout: silent,
    stderr: silent,
    signal,
  };
}

/** Opens the API over an example; `how` changes what it is made over; `imported`: whether its files were read. */
export async function served(how: Partial<ApiAround> = {}, example = "saas", imported = true): Promise<Served> {
  const folder = copyOf(example);
  const effects = effectsIn(folder);
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);
  const around: ApiAround = {
    project: await shareProject(".", effects),
    jobs: openJobs(() => effects.now(), failed),
    tokens: openTokens(folder),
    tokenNeeded: false,
    hosts: { loopback: true, allowed: [] },
    rate: { burst: 1_000_000, perSecond: 1_000_000 },
    now: () => effects.now(),
    failed,
    ending: new AbortController().signal,
    ...how,
  };
  if (imported) await around.project.hold(effects.signal, (project) => project.import());
  const app = apiApp(around);
  const ask = async (address: string, init?: RequestInit): Promise<Response> => app.request(address, init);
  return {
    folder,
    around,
    failures,
    ask,
    async json<T>(address: string) {
      const response = await ask(address);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${address}: ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
    async close() {
      await around.jobs.close();
      await around.project.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
