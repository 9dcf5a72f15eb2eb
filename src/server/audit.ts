import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { SmacError } from "../errors.ts";
import { type Instant, formatInstant } from "../time/instant.ts";

/** A change or an export: who did what. */
export interface Deed {
  /** The name and id of a token, or `local`. */
  readonly who: string;
  readonly address: string;
  /** The method and path. */
  readonly what: string;
  /** The checked parameters, or what was posted. */
  readonly asked: unknown;
  readonly status: number;
  readonly format?: string;
}

/**
 * Adds a line to `audit.jsonl` in the store's folder.
 *
 * @throws SmacError `STORE_NO_PERMISSION`: what cannot be noted is not answered.
 */
export function audit(folder: string, deed: Deed, now: Instant): void {
  try {
    mkdirSync(folder, { recursive: true });
    appendFileSync(join(folder, "audit.jsonl"), `${JSON.stringify({ at: formatInstant(now), ...deed })}\n`, {
      mode: 0o600,
    });
  } catch (cause) {
    throw new SmacError("STORE_NO_PERMISSION", "the audit log cannot be written", {
      hint: "check who may write in the store's folder, and that the disk has room",
      cause,
    });
  }
}
