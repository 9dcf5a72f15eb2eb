import type { Json } from "../kit/row.ts";
import { isId, isMoment } from "./soql.ts";
import type { Place } from "./soql.ts";

/** Where the reading of a stream stands, as it is kept between runs. */
export interface Cursor {
  /** Everything that changed before this moment was read; null: nothing was read to its end. */
  readonly read: string | null;
  /** Deletions were heard until this moment; null: never. */
  readonly heard: string | null;
  /** A reading that is under way; null: none is. */
  readonly under: UnderWay | null;
}

/** A reading that is under way. */
export interface UnderWay {
  /** When it began, by the clock of the service. */
  readonly began: string;
  /** Whether it is of all rows. */
  readonly full: boolean;
  /** The last row that was read; null: none, or it is a job. */
  readonly after: Place | null;
  /** The bulk job; null: it is read by pages. */
  readonly job: Job | null;
}

/** A bulk job and where its results are gone on with. */
export interface Job {
  readonly id: string;
  /** The version it was made in. */
  readonly version: string;
  /** Null: from the beginning. */
  readonly locator: string | null;
}

/** The cursor that was kept; null when there is none, or when it is not one of ours. */
export function readCursor(kept: Json): Cursor | null {
  const data = recordOf(kept);
  if (data === null) return null;
  const read = momentOrNull(data["read"]);
  const heard = momentOrNull(data["heard"]);
  const under = data["under"] === null || data["under"] === undefined ? null : readUnderWay(data["under"]);
  if (read === undefined || heard === undefined || under === undefined) return null;
  return read === null && under === null ? null : { read, heard, under };
}

/** The cursor as it is kept. */
export function keptCursor({ read, heard, under }: Cursor): Json {
  if (under === null) return { read, heard };
  const { began, full, after, job } = under;
  return { read, heard, under: { began, full, after: after && { ...after }, job: job && { ...job } } };
}

function readUnderWay(value: Json): UnderWay | undefined {
  const data = recordOf(value);
  const began = momentOrNull(data?.["began"] ?? null);
  if (data === null || typeof began !== "string" || typeof data["full"] !== "boolean") return undefined;
  const after = recordOf(data["after"] ?? null);
  const job = recordOf(data["job"] ?? null);
  const { at, id } = after ?? {};
  const place = typeof at === "string" && typeof id === "string" && isMoment(at) && isId(id) ? { at, id } : null;
  return { began, full: data["full"], after: place, job: job === null ? null : readJob(job) };
}

function readJob({ id, version, locator }: Readonly<Record<string, Json>>): Job | null {
  if (typeof id !== "string" || !isId(id) || typeof version !== "string" || !/^\d\d\.0$/.test(version)) return null;
  return { id, version, locator: typeof locator === "string" ? locator : null };
}

function momentOrNull(value: Json | undefined): string | null | undefined {
  if (value === null || value === undefined) return null;
  return typeof value === "string" && isMoment(value) ? value : undefined;
}

function recordOf(value: Json): Readonly<Record<string, Json>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : null;
}
