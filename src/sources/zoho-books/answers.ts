import { SmacError } from "../../errors.ts";
import { snippet } from "../kit/answer.ts";
import type { HttpAnswer, Verdict } from "../kit/http.ts";
import type { Json } from "../kit/row.ts";

/** What an answer is judged against. */
export interface Manners {
  /** Begins messages, e.g. `books (Zoho Books)`. */
  readonly name: string;
  /** As `smac connect` knows it, e.g. `books`. */
  readonly connection: string;
  /** The scope that a call needs, by its label. */
  readonly needs: (label: string) => string;
  readonly redact: (text: string) => string;
  /** The error when the day's calls are used up. */
  readonly spent: () => SmacError;
}

/** The codes that say something about the caller, not about the call. */
const PER_MINUTE = 44;
const PER_DAY = 45;
const AT_ONCE = 1070;
const NOT_ALLOWED = 57;
const NO_SUCH_RECORD = 1002;
const NO_SUCH_PLACE = 5;

/**
 * What an answer of Zoho Books means: its own code goes before the status, since
 * failures also come with HTTP 200.
 */
export function zohoVerdict(answer: HttpAnswer, label: string, manners: Manners): Verdict {
  const { code, message } = said(answer.json);
  if (code === 0 && answer.status < 300) return { is: "done" };
  if (code === PER_DAY) return { is: "failed", error: manners.spent() };
  if (code === PER_MINUTE) return { is: "again", after: 60_000, why: "too many calls in a minute" };
  if (code === AT_ONCE) return { is: "again", why: "too many calls at once" };
  if (answer.status === 429 || answer.status >= 500) return { is: "again", why: message ?? "it is busy" };
  // A success that is no JSON is refused by the client in its own words.
  if (answer.json === null && answer.status < 300) return { is: "done" };
  const error = failure(answer, label, manners);
  return answer.status === 401 ? { is: "sign-in", error } : { is: "failed", error };
}

/** The code and message of an answer's body; null: it has none. */
export function said(json: Json): { readonly code: number | null; readonly message: string | null } {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return { code: null, message: null };
  const { code, message } = json as { readonly [key: string]: Json };
  const number = typeof code === "string" && /^\d+$/.test(code) ? Number(code) : code;
  return {
    code: typeof number === "number" ? number : null,
    message: typeof message === "string" && message !== "" ? message : null,
  };
}

function failure(answer: HttpAnswer, label: string, manners: Manners): SmacError {
  const { code, message } = said(answer.json);
  const { connection } = manners;
  const words = message === null ? "" : ` “${snippet(message, manners.redact)}”`;
  const told = `${manners.name}: ${label}: HTTP ${answer.status}${code === null ? "" : `, code ${code}`}${words}`;
  const about = message ?? "";
  if (/not associated with|organi[sz]ation.*(?:not exist|invalid|not found)|invalid.*organi[sz]ation/i.test(about)) {
    const hint = `write the organisation's ID in smac.yml: smac connect ${connection} lists those it can reach`;
    return new SmacError("SOURCE_NOT_FOUND", told, { hint });
  }
  if (answer.status === 401 && code !== NOT_ALLOWED) {
    const hint = `is “region” right in smac.yml? if so, connect again: smac connect ${connection}`;
    return new SmacError("SOURCE_SIGN_IN", told, { hint });
  }
  if (code === NOT_ALLOWED || answer.status === 401 || answer.status === 403) return notAllowed(told, label, manners);
  if (/\b(?:plan|upgrade|subscription|trial|suspended|deactivated|inactive|expired)\b/i.test(about)) {
    const hint = "look at the plan and the state of the organisation in Zoho Books; its API comes with the plan";
    return new SmacError("SOURCE_PERMISSION", told, { hint });
  }
  if (answer.status === 404 || code === NO_SUCH_RECORD || code === NO_SUCH_PLACE) {
    const hint =
      "is “api_root” right in smac.yml? a plan may also be without this list: then leave it out of “streams”";
    return new SmacError("SOURCE_NOT_FOUND", told, { hint });
  }
  return new SmacError("SOURCE_BAD_ANSWER", told, {
    recovery: "retry",
    hint: "try again later; if it stays so, leave the list out of “streams” in smac.yml",
  });
}

function notAllowed(told: string, label: string, { connection, needs }: Manners): SmacError {
  return new SmacError("SOURCE_PERMISSION", told, {
    hint: `it needs ${needs(label)}, and a user who may see it in Zoho Books; connect again: smac connect ${connection}`,
  });
}
