import { Readable } from "node:stream";
import { run } from "../src/cli/run.ts";
import type { Terminal } from "../src/effects.ts";

/** What a command line printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The outside world of one run. */
export interface RunOptions {
  readonly cwd: string;
  readonly stdin?: string;
  /** Now, as an ISO instant; default: a fixed one. */
  readonly now?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly signal?: AbortSignal;
  /** Told of what is written to stderr, as it is. */
  readonly onStderr?: (text: string) => void;
}

/** Runs one command line of the real program within this process, with a held clock and its output kept. */
export async function runSmac(args: readonly string[], options: RunOptions): Promise<Ran> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const terminal = (to: Buffer[]): Terminal => ({
    write: (text) => {
      to.push(Buffer.from(text));
      if (to === chunks.stderr) options.onStderr?.(Buffer.from(text).toString("utf8"));
    },
    isTTY: options.tty ?? false,
    columns: options.columns ?? 120,
  });
  const code = await run(
    args,
    {
      now: () => Date.parse(options.now ?? "2026-11-22T12:00:00Z") * 1000,
      env: options.env ?? {},
      cwd: options.cwd,
      stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
      stdout: terminal(chunks.stdout),
      stderr: terminal(chunks.stderr),
      signal: options.signal ?? new AbortController().signal,
    },
    "0.0.0-test",
  );
  return {
    code,
    stdout: Buffer.concat(chunks.stdout).toString("utf8"),
    stderr: Buffer.concat(chunks.stderr).toString("utf8"),
  };
}
