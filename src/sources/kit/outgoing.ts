import { SmacError } from "../../errors.ts";
import { callAddress } from "./address.ts";
import type { HttpRequest } from "./http.ts";
import type { Outgoing } from "./transport.ts";

const ACCEPTED = { json: "application/json", text: "*/*", stream: "*/*" };

/**
 * A call as it goes out.
 *
 * @throws SmacError `SOURCE_SETTING` for an address that is not to be called,
 * `SOURCE_SIGN_IN` for a sign-in that a header cannot hold.
 */
export function outgoing(request: HttpRequest, name: string, signed: Readonly<Record<string, string>>): Outgoing {
  const { type, body } = written(request);
  const expects = request.expects ?? "json";
  const headers = new Map([
    ["accept", ACCEPTED[expects]],
    ["user-agent", "smac"],
    ...(type === null ? [] : [["content-type", type] as const]),
    ...[...Object.entries(request.headers ?? {}), ...Object.entries(signed)].map(
      ([header, value]) => [header.toLowerCase(), value] as const,
    ),
  ]);
  const message = `${name}: ${request.label}`;
  for (const value of headers.values()) {
    // `fetch` would tell the value in its error.
    if (!/^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value)) throw unsendable(message);
  }
  return {
    url: callAddress(request, name),
    method: request.method ?? "GET",
    headers: Object.fromEntries(headers),
    body,
    message,
    stream: expects === "stream",
  };
}

function written(request: HttpRequest): { readonly type: string | null; readonly body: string | null } {
  const { body } = request;
  if (body === undefined) return { type: null, body: null };
  if ("json" in body) return { type: "application/json", body: JSON.stringify(body.json) };
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(body.form).toString() };
}

function unsendable(message: string): SmacError {
  return new SmacError(
    "SOURCE_SIGN_IN",
    `${message}: the sign-in holds a line break or a character that cannot be sent`,
    {
      hint: "give the credentials again, without line breaks",
    },
  );
}
