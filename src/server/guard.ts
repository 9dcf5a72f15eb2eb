import { SmacError } from "../errors.ts";

/** Which hosts a server goes by. */
export interface Hosts {
  /** Whether it can only be reached from this computer. */
  readonly loopback: boolean;
  /** Further names it goes by, as behind a proxy. */
  readonly allowed: readonly string[];
}

/** Whether an address is that of this computer alone. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Refuses a request that names another host: a page elsewhere whose name was made to lead here.
 *
 * @throws SmacError `API_HOST`.
 */
export function checkHost(header: string | undefined, { loopback, allowed }: Hosts): void {
  const name = hostName(header ?? "");
  const known = allowed.some((one) => one.toLowerCase() === name);
  if (known || (loopback ? name !== null && isLoopback(name) : allowed.length === 0)) return;
  throw new SmacError("API_HOST", "the Host header names another server", {
    hint: "ask for http://127.0.0.1 or http://localhost, or allow the name with --allow-host",
  });
}

/**
 * Refuses a change that a page of another site asks for.
 *
 * @throws SmacError `API_ORIGIN`.
 */
export function checkOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const own = origin === null || originHost(origin) === (headers.get("host") ?? "").toLowerCase();
  if (own && (site === null || site === "same-origin" || site === "none")) return;
  throw new SmacError("API_ORIGIN", "changes cannot be asked for by pages of other sites", {
    hint: "send the request from a program, or from a page of this server",
  });
}

/** The token of an `Authorization: Bearer` header; null: there is no such header. */
export function bearerOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? "";
}

/** Headers of every answer: nothing of it is run, framed, kept by others or told to them. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "cache-control": "private, no-cache",
};

function hostName(header: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header);
  return match?.[1]?.toLowerCase() ?? null;
}

function originHost(origin: string): string {
  return /^https?:\/\/([^/?#]+)$/i.exec(origin)?.[1]?.toLowerCase() ?? "?";
}
