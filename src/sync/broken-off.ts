import { SmacError } from "../errors.ts";

/**
 * What went wrong with a source as an error to tell. A mistake of ours is told
 * without its words, which may hold secrets; `doing` says what it broke off.
 */
export function brokenOff(error: unknown, doing: string): SmacError {
  if (error instanceof SmacError) return error;
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  return new SmacError("SYNC_BROKEN_OFF", `${doing} broke off by a mistake of the program`, {
    recovery: "abort",
    hint: ["please report it with these lines:", ...frames.slice(0, 4).map((line) => line.trim())].join("\n"),
    cause: error,
  });
}
