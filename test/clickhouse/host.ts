import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A command that runs ClickHouse's own command line, and its first arguments. */
export interface Host {
  readonly command: string;
  readonly first: readonly string[];
}

let found: Host | string | undefined;

/** How ClickHouse can be run on this machine, or why it cannot. */
export function host(): Host | string {
  found ??= findHost();
  return found;
}

/**
 * The library runs its calls on the thread's own stack, which calls out of Node
 * do not have, so a small program of its own loads it: compiled here, else in Python.
 */
function findHost(): Host | string {
  const library = libraryPath();
  if (library === null) return `the package chdb brings no ClickHouse for ${process.platform}-${process.arch}`;
  const program = join(mkdtempSync(join(tmpdir(), "smac-clickhouse-")), "host");
  if (works("cc", ["-O1", "-o", program, join(import.meta.dirname, "host.c"), "-ldl"]))
    return { command: program, first: [library] };
  const script = join(import.meta.dirname, "host.py");
  if (works("python3", ["-c", "import ctypes"])) return { command: "python3", first: [script, library] };
  return "there is neither a C compiler (cc) nor Python with ctypes to run ClickHouse's library with";
}

function libraryPath(): string | null {
  const { resolveLibchdb } = createRequire(import.meta.url)("chdb/libchdb") as {
    resolveLibchdb: () => string | { readonly path: string };
  };
  try {
    const at = resolveLibchdb();
    const path = typeof at === "string" ? at : at.path;
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
