import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The built program, for tests that need a process of its own. */
export interface BuiltStore {
  /** Runs a script body in a new process; in its scope are `store` (the module), `model` and `effects` over a folder. */
  start(folder: string, body: string): Running;
  /** Runs the program itself in a folder. */
  smac(folder: string, ...args: readonly string[]): Running;
  /** Where the program is, for shells. */
  readonly program: string;
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

/** Builds the program where it is older than its sources. */
export function buildStore(): BuiltStore {
  const done = spawnSync(process.execPath, [join(root, "scripts", "build.mjs")], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the program was not built:\n${done.stdout}${done.stderr}`);
  const directory = mkdtempSync(join(tmpdir(), "smac-scripts-"));
  return {
    start(folder, body) {
      const script = join(directory, `run-${process.hrtime.bigint()}.mjs`);
      writeFileSync(script, `${prelude(folder)}\n${body}\n`);
      return running(spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe"] }));
    },
    smac: (folder, ...args) =>
      running(
        spawn(process.execPath, [join(root, "dist", "cli", "main.js"), ...args], {
          cwd: folder,
          stdio: ["ignore", "pipe", "pipe"],
        }),
      ),
    program: join(root, "dist", "cli", "main.js"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function built(file: string): string {
  return JSON.stringify(pathToFileURL(join(root, "dist", file)).href);
}

function prelude(folder: string): string {
  return `
import { loadModel } from ${built("model/load.js")};
import { openStore } from ${built("store/store.js")};
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
