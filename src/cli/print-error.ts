import { SmacError, SmacErrors } from "../errors.ts";
import { tame } from "../format/display-width.ts";

/** The exit code of an error: 1 when something failed, 2 when what we were given is wrong. */
export function exitCodeOf(error: unknown): number {
  return error instanceof SmacError && error.recovery === "fix-input" ? 2 : 1;
}

/** An error as a person reads it: what, where, why, and the next step; never a stack trace for what they gave us. */
export function errorText(error: unknown): string {
  if (error instanceof SmacErrors) return error.errors.map(errorText).join("\n");
  if (!(error instanceof SmacError)) return bugText(error);
  const { at } = error;
  const place =
    at === undefined || error.message.startsWith(`${at.file}:${at.line}`) ? "" : `${at.file}:${at.line}:${at.column}: `;
  const hint = error.hint === undefined ? "" : `\n  ${lines(error.hint)}`;
  return `smac: ${place}${lines(error.message)}${hint}\n  [${error.code}]`;
}

function lines(text: string): string {
  return text.split("\n").map(tame).join("\n  ");
}

function bugText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `smac: this is a mistake of the program, not yours; please report it with these lines:\n${text}`;
}
