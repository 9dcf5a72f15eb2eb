import type { Effects } from "../effects.ts";

/** What a command works with: the outside world, and the exit code it leaves. */
export interface Context {
  readonly effects: Effects;
  /** 0 done, 1 failed, 2 wrong usage or input, 3 partly done. */
  exitCode: number;
  /** The files that are read, as given: nothing is written over them. */
  readonly inputs: string[];
}

/** Says something to the person, on stderr, a line of its own. */
export function say(context: Context, text: string): void {
  context.effects.stderr.write(`${text}\n`);
}
