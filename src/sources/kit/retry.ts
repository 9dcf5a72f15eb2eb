const BASE = 500;
const CAP = 60_000;

/** The answer's headers, names in lower case. */
type Headers = ReadonlyMap<string, string>;

/**
 * How long to wait before the next try, in milliseconds: anything from nothing
 * to twice as much as after the try before, at most a minute, so that many
 * callers do not come back together.
 */
export function backoff(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(CAP, BASE * 2 ** Math.min(attempt, 20)));
}

/**
 * How long the service asks to wait, in milliseconds: `Retry-After` in seconds
 * or as a date (held against the service's own clock when it tells it), or else
 * when the limit that is used up begins anew. Null when it does not say.
 */
export function askedToWait(headers: Headers, now: number): number | null {
  const after = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(after)) return Math.ceil(Number(after) * 1000);
  const until = after === "" ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(until)) return Math.max(0, until - serverClock(headers, now));
  const limit = rateLimit(headers, now);
  return limit?.remaining === 0 && limit.resets !== null ? limit.resets : null;
}

/** What a service says about its limit. */
export interface RateLimit {
  /** Calls in all; null: not said. */
  readonly limit: number | null;
  readonly remaining: number;
  /** Milliseconds until it begins anew; null: not said. */
  readonly resets: number | null;
}

/**
 * The limit as the headers tell it (`RateLimit`, `RateLimit-*`,
 * `X-RateLimit-*`, `X-Rate-Limit-*`), null when they do not. A reset is read as
 * seconds from now, or as a moment when it is too large for that.
 */
export function rateLimit(headers: Headers, now: number): RateLimit | null {
  const one = headers.get("ratelimit") ?? "";
  const remaining = inList(one, ["remaining", "r"]) ?? number(headers, "remaining");
  if (remaining === null) return null;
  const resets = inList(one, ["reset", "t"]) ?? number(headers, "reset");
  const limit = inList(one, ["limit"]) ?? number(headers, "limit");
  return { limit, remaining, resets: resets === null ? null : fromNow(resets, serverClock(headers, now)) };
}

function inList(header: string, names: readonly string[]): number | null {
  for (const part of header.split(/[;,]/)) {
    const [name = "", value = ""] = part.split("=").map((each) => each.trim());
    if (names.includes(name.toLowerCase()) && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  }
  return null;
}

function number(headers: Headers, name: string): number | null {
  for (const prefix of ["ratelimit-", "x-ratelimit-", "x-rate-limit-"]) {
    const value = /^\s*(\d+(?:\.\d+)?)/.exec(headers.get(`${prefix}${name}`) ?? "")?.[1];
    if (value !== undefined) return Number(value);
  }
  return null;
}

// Ten years in seconds: larger numbers are moments since 1970, in seconds or milliseconds. No limit lasts beyond a month.
function fromNow(reset: number, clock: number): number {
  const at = reset > 100_000_000_000 ? reset : reset * 1000;
  const wait = reset < 315_360_000 ? at : Math.max(0, at - clock);
  return Math.min(Math.ceil(wait), 32 * 86_400_000);
}

function serverClock(headers: Headers, now: number): number {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? now / 1000 : date;
}
