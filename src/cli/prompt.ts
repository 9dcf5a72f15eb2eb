import { Writable } from "node:stream";
import type { Readable } from "node:stream";
import { SmacError } from "../errors.ts";
import type { Context } from "./context.ts";

/** Asks the person at the terminal; the flag is what answers without one. */
export interface Prompter {
  /** Null: nobody is there to ask. */
  text(ask: string, about?: { readonly fallback?: string; readonly optional?: boolean }): Promise<string>;
  /** Typed unseen. */
  secret(ask: string): Promise<string>;
  choice(ask: string, choices: readonly { readonly value: string; readonly label: string }[]): Promise<string>;
  confirm(ask: string): Promise<boolean>;
}

/** The person at the terminal; null when input or messages do not go to one. */
export async function prompter({ effects }: Context): Promise<Prompter | null> {
  const { stdin, stderr, signal } = effects;
  if (!stderr.isTTY || (stdin as { isTTY?: boolean }).isTTY !== true) return null;
  const { text, password, select, confirm, isCancel } = await import("@clack/prompts");
  const output = Object.assign(
    new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        stderr.write(chunk);
        done();
      },
    }),
    { isTTY: true, columns: stderr.columns },
  );
  const setting = { input: stdin as Readable, output, signal };
  const answer = <T extends string | boolean>(given: T | symbol): T => {
    if (isCancel(given)) throw new SmacError("USAGE_STOPPED", "stopped; nothing was kept", { recovery: "abort" });
    return given as T;
  };
  const needed = (given: string | undefined): string | undefined =>
    (given ?? "").trim() === "" ? "needed" : undefined;
  return {
    async text(ask, { fallback, optional } = {}) {
      const check = optional === true || fallback !== undefined ? {} : { validate: needed };
      const shown = fallback === undefined ? {} : { placeholder: fallback, defaultValue: fallback };
      return answer<string>(await text({ message: ask, ...setting, ...check, ...shown })).trim();
    },
    secret: async (ask) => answer<string>(await password({ message: ask, ...setting, validate: needed })).trim(),
    choice: async (ask, choices) => answer<string>(await select({ message: ask, options: [...choices], ...setting })),
    confirm: async (ask) => answer<boolean>(await confirm({ message: ask, ...setting })),
  };
}

/** What is missing when nobody is there to ask. */
export function needsAnswer(what: string, flag: string): SmacError {
  return new SmacError("USAGE_NEEDS_ANSWER", `${what} is needed, and nobody is here to ask`, {
    hint: `give it with ${flag}, or run this in a terminal`,
  });
}
