import type { Effects } from "../effects.ts";

/** The outside world of this process, for programs that use the library: silent, and stopped by the signal given. */
export function effectsHere(options: {
  readonly effects?: Partial<Pick<Effects, "now" | "cwd" | "stdin" | "env">>;
  readonly signal?: AbortSignal;
}): Effects {
  const silent = { write: () => {}, isTTY: false, columns: 80 };
  const { effects, signal } = options;
  return {
    now: effects?.now ?? (() => Date.now() * 1000),
    env: effects?.env ?? process.env,
    cwd: effects?.cwd ?? process.cwd(),
    stdin: effects?.stdin ?? process.stdin,
    stdout: silent,
    stderr: silent,
    signal: signal ?? new AbortController().signal,
  };
}
