#!/usr/bin/env node
import { readFileSync } from "node:fs";
import type { Terminal } from "../effects.ts";
import { errorText } from "./print-error.ts";
import { run } from "./run.ts";
import { cannotWrite } from "../project/whole-file.ts";

const stop = new AbortController();
let asked = 0;
process.on("SIGINT", () => {
  asked += 1;
  if (asked > 1) process.exit(130);
  stop.abort();
});
process.on("SIGTERM", () => stop.abort());
process.stderr.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`${errorText(cannotWrite("standard output", error))}\n`);
  process.exit(1);
});

function terminal(stream: NodeJS.WriteStream): Terminal {
  return { write: (text) => void stream.write(text), isTTY: stream.isTTY, columns: stream.columns || 120 };
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};
process.exitCode = await run(
  process.argv.slice(2),
  {
    now: () => Date.now() * 1000,
    env: process.env,
    cwd:
      process.env["INIT_CWD"] !== undefined && process.env["npm_lifecycle_event"] === "start"
        ? process.env["INIT_CWD"]
        : process.cwd(),
    stdin: process.stdin,
    stdout: terminal(process.stdout),
    stderr: terminal(process.stderr),
    signal: stop.signal,
  },
  version,
);
