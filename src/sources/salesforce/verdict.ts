import { SmacError } from "../../errors.ts";
import type { ErrorCode } from "../../errors.ts";
import type { HttpAnswer, HttpRequest, Verdict } from "../kit/http.ts";
import { snippet } from "../kit/answer.ts";

/** Refusals that the reader itself knows what to do about. */
const handled = new Set([
  "INVALID_QUERY_LOCATOR",
  "QUERY_TIMEOUT",
  "NOT_FOUND",
  "INVALID_REPLICATION_DATE",
  "EXCEEDED_ID_LIMIT",
  "INVALIDENTITY",
  "INVALID_TYPE",
]);
const busy = new Set(["SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW", "SERVER_TOO_BUSY"]);

/** What is wrong, by Salesforce's word: our code, what to say, what to do. */
const refusals: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
  API_DISABLED_FOR_ORG: [
    "SOURCE_PERMISSION",
    "the API is not enabled for this org or this user",
    "give the user “API Enabled”; Professional Edition needs the API as an add-on",
  ],
  API_CURRENTLY_DISABLED: [
    "SOURCE_PERMISSION",
    "the API is switched off for this org",
    "ask your Salesforce administrator",
  ],
  INSUFFICIENT_ACCESS: [
    "SOURCE_PERMISSION",
    "the user may not do this",
    "give the user read access by a permission set",
  ],
  INSUFFICIENT_ACCESS_OR_READONLY: [
    "SOURCE_PERMISSION",
    "the user may not do this",
    "give the user read access by a permission set",
  ],
  FUNCTIONALITY_NOT_ENABLED: [
    "SOURCE_PERMISSION",
    "this is not enabled in the org",
    "ask your Salesforce administrator",
  ],
  ORG_LOCKED: ["SOURCE_SIGN_IN", "the org is suspended", "ask your Salesforce administrator"],
  INVALID_FIELD: ["SOURCE_NOT_FOUND", "a field is not there, or the user may not read it", "check fields in smac.yml"],
  MALFORMED_QUERY: ["SOURCE_BAD_ANSWER", "the query was refused", "check fields in smac.yml"],
  REQUEST_LIMIT_EXCEEDED: [
    "SOURCE_BUDGET",
    "the org has no calls left in these 24 hours",
    "sync again later; what was read is kept",
  ],
};

/** Salesforce's word for a refusal, e.g. `INVALID_FIELD`, and its sentence; empty when it gives none. */
export function refusalOf(answer: HttpAnswer): { readonly code: string; readonly message: string } {
  const [first] = Array.isArray(answer.json) ? answer.json : [answer.json];
  if (first === null || typeof first !== "object" || Array.isArray(first)) return { code: "", message: "" };
  const said = first as Readonly<Record<string, unknown>>;
  const code = said["errorCode"] ?? said["error"];
  return {
    code: typeof code === "string" ? code : "",
    message: typeof said["message"] === "string" ? said["message"] : "",
  };
}

/** What an answer of Salesforce means; `redact` hides secrets in what it says. */
export function salesforceVerdict(
  name: string,
  redact: (text: string) => string,
): (answer: HttpAnswer, request: HttpRequest) => Verdict {
  return (answer, request) => {
    if (answer.status >= 200 && answer.status < 300) return { is: "done" };
    const { code, message } = refusalOf(answer);
    const said = snippet(message, redact);
    if (answer.status === 401) return { is: "sign-in", error: signInRefused(name, said) };
    if (handled.has(code) && answer.status < 500) return { is: "done" };
    // A part of a bulk result that is not there any more.
    if (request.expects === "stream" && [400, 404, 409].includes(answer.status)) return { is: "done" };
    if (code === "REQUEST_LIMIT_EXCEEDED" && /concurrent/i.test(message))
      return { is: "again", why: "too many long calls at a time" };
    if (answer.status === 429 || answer.status >= 500 || busy.has(code))
      return { is: "again", why: code === "" ? "the service is busy" : code };
    return { is: "failed", error: refused({ name, label: request.label, status: answer.status, code, said }) };
  };
}

function signInRefused(name: string, said: string): SmacError {
  return new SmacError("SOURCE_SIGN_IN", `${name}: a new token was refused, too${said === "" ? "" : `: “${said}”`}`, {
    hint: "check that the user is active, may sign in from this address, and has “API Enabled”",
  });
}

function refused(about: {
  readonly name: string;
  readonly label: string;
  readonly status: number;
  readonly code: string;
  readonly said: string;
}): SmacError {
  const { name, label, status, code, said } = about;
  const told = said === "" ? "" : ` (“${said}”)`;
  const [known, what, hint] = (Object.hasOwn(refusals, code) ? refusals[code] : undefined) ?? [
    status === 403 ? "SOURCE_PERMISSION" : status === 404 ? "SOURCE_NOT_FOUND" : "SOURCE_BAD_ANSWER",
    `HTTP ${status}${code === "" ? "" : ` ${snippet(code, (text) => text)}`}`,
    status === 404 ? "check domain and api_version in smac.yml" : "check domain in smac.yml and what the user may read",
  ];
  const recovery = known === "SOURCE_BUDGET" ? "retry" : "fix-input";
  return new SmacError(known, `${name}: ${label}: ${what}${told}`, { recovery, hint });
}
