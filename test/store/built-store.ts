import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The program compiled to JavaScript, for tests that need a process of its own. */
export interface BuiltStore {
  /** Runs a script body in a new process; in its scope are `store` (the module), `model` and `effects` over a folder. */
  start(folder: string, body: string): Running;
  remove(): void;
}

/** A process of a test. */
export interface Running {
  readonly pid: number | undefined;
  kill(signal: "SIGKILL" | "SIGINT"): void;
  /** Resolves when the process has printed a line that contains `text`, or has ended. */
  said(text: string): Promise<void>;
  /** Resolves with what the process printed and how it ended. */
  readonly end: Promise<{ readonly code: number | null; readonly out: string; readonly error: string }>;
}

const root = resolve(import.meta.dirname, "../..");

/** Compiles the sources into a temporary folder. */
export function buildStore(): BuiltStore {
  const directory = mkdtempSync(join(tmpdir(), "smac-dist-"));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const built = spawnSync(
    process.execPath,
    [tsc, "-p", join(root, "tsconfig.build.json"), "--outDir", join(directory, "dist")],
    { encoding: "utf8" },
  );
  if (!existsSync(join(directory, "dist/store/store.js")))
    throw new Error(`the store was not compiled:\n${built.stdout}${built.stderr}`);
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"), "junction");
  writeFileSync(join(directory, "package.json"), `{ "type": "module" }`);
  return {
    start(folder, body) {
      const script = join(directory, `run-${process.hrtime.bigint()}.js`);
      writeFileSync(script, `${prelude(folder)}\n${body}\n`);
      return running(spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe"] }));
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function prelude(folder: string): string {
  return `
import { loadModel } from "./dist/model/load.js";
import { openStore } from "./dist/store/store.js";
const silent = { write() {}, isTTY: false, columns: 80 };
const stop = new AbortController();
process.on("SIGINT", () => stop.abort());
const effects = { now: () => Date.now() * 1000, env: {}, cwd: ${JSON.stringify(folder)}, stdin: process.stdin, stdout: silent, stderr: silent, signal: stop.signal };
const model = loadModel(${JSON.stringify(folder)});
const say = (text) => process.stdout.write(text + "\\n");`;
}

function running(child: ChildProcess): Running {
  let out = "";
  let error = "";
  const waiting = new Set<() => void>();
  child.stderr?.on("data", (chunk: Buffer) => (error += chunk.toString()));
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    for (const look of waiting) look();
  });
  const end = once(child, "close").then(([code]) => ({ code: code as number | null, out, error }));
  const said = async (text: string): Promise<void> => {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => {
        if (out.includes(text)) resolve();
      };
      waiting.add(look);
      look();
    });
    await Promise.race([seen, end]);
  };
  return { pid: child.pid, kill: (signal) => void child.kill(signal), said, end };
}
