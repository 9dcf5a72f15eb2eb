import { SmacError } from "../../errors.ts";
import type { HttpRequest } from "./http.ts";

/**
 * The address of a call with its query.
 *
 * @throws SmacError `SOURCE_SETTING` when it is no address, is not https (but on
 * this machine itself), or has a sign-in in it.
 */
export function callAddress(request: HttpRequest, name: string): URL {
  if (!URL.canParse(request.url)) throw unfit(name, "is not a web address", "it begins with https://");
  const url = new URL(request.url);
  checkAddress(url, name);
  for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.append(key, value);
  return url;
}

/**
 * Where a redirect leads.
 *
 * @throws SmacError `SOURCE_BAD_ANSWER` when it leads to another host or cannot
 * be followed: a sign-in is never sent to a host that was not asked for.
 */
export function redirected(from: URL, location: string, message: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to === null) throw misled(`${message}: it was redirected to something that is no address`);
  const sameHost = to.host === from.host || (to.hostname === from.hostname && to.port === "" && from.port === "");
  if (!sameHost) throw misled(`${message}: it was redirected to another host, “${to.hostname}”`);
  if (to.protocol !== from.protocol && to.protocol !== "https:")
    throw misled(`${message}: it was redirected to an address that is not encrypted`);
  return to;
}

/** The error for a redirect that a call cannot follow. */
export function unfollowed(message: string): SmacError {
  return misled(`${message}: it was redirected where it cannot follow`);
}

// Whether a host is this machine itself.
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function checkAddress(url: URL, name: string): void {
  if (url.username !== "" || url.password !== "")
    throw unfit(name, "has a user name or password in it", "give the sign-in as credentials instead");
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return;
  throw unfit(name, "is not encrypted", "it begins with https://");
}

function unfit(name: string, what: string, hint: string): SmacError {
  return new SmacError("SOURCE_SETTING", `${name}: the address of the service ${what}`, { hint });
}

function misled(message: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", message, { hint: "check the address of the service" });
}
