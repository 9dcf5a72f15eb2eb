import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { SmacError } from "../errors.ts";
import { type Instant, formatInstant } from "../time/instant.ts";

/** A change, an export or a sign-in: who did what. */
export interface Deed {
  /** The name and id of a token or person, `local`, or `nobody`. */
  readonly who: string;
  readonly address: string;
  /** The method and path. */
  readonly what: string;
  /** The checked parameters, or what was posted. */
  readonly asked: unknown;
  readonly status: number;
  readonly format?: string;
}

/** A deed as it was noted. */
export interface NotedDeed extends Deed {
  /** In UTC. */
  readonly at: string;
}

/** What was noted. */
export interface AuditLog {
  /** The latest first. */
  readonly deeds: readonly NotedDeed[];
  /** Whether the file has older ones that are not read. */
  readonly cut: boolean;
}

const fileName = "audit.jsonl";
/** So many bytes of the end are read. */
const mostBytes = 4 * 1024 * 1024;

/**
 * Adds a line to `audit.jsonl` in the store's folder.
 *
 * @throws SmacError `STORE_NO_PERMISSION`: what cannot be noted is not answered.
 */
export function audit(folder: string, deed: Deed, now: Instant): void {
  try {
    mkdirSync(folder, { recursive: true });
    appendFileSync(join(folder, fileName), `${JSON.stringify({ at: formatInstant(now), ...deed })}\n`, {
      mode: 0o600,
    });
  } catch (cause) {
    throw new SmacError("STORE_NO_PERMISSION", "the audit log cannot be written", {
      hint: "check who may write in the store's folder, and that the disk has room",
      cause,
    });
  }
}

/**
 * The end of `audit.jsonl`, the latest deed first; lines that somebody wrote into it by hand are left out.
 *
 * @throws SmacError `STORE_NO_PERMISSION`.
 */
export function readAudit(folder: string): AuditLog {
  const { text, cut } = endOf(join(folder, fileName));
  const lines = text.split("\n").slice(cut ? 1 : 0);
  return { deeds: lines.flatMap((line) => deedOf(line) ?? []).toReversed(), cut };
}

function endOf(path: string): { readonly text: string; readonly cut: boolean } {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, mostBytes));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return { text: bytes.toString("utf8", 0, read), cut: size > bytes.length };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { text: "", cut: false };
    throw new SmacError("STORE_NO_PERMISSION", "the audit log cannot be read", {
      hint: "check who may read in the store's folder",
      cause,
    });
  } finally {
    if (file !== null) closeSync(file);
  }
}

function deedOf(line: string): NotedDeed | null {
  try {
    const deed = JSON.parse(line) as Partial<NotedDeed> | null;
    const texts = [deed?.at, deed?.who, deed?.address, deed?.what];
    return texts.every((text) => typeof text === "string") && typeof deed?.status === "number"
      ? (deed as NotedDeed)
      : null;
  } catch {
    return null;
  }
}
