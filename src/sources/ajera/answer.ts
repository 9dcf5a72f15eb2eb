import type { Json } from "../kit/row.ts";

/** The versions of Ajera's API; a session belongs to one. */
export type ApiVersion = 1 | 2;

/** What an answer holds under `Content`. */
export type Content = Readonly<Record<string, Json>>;

/** What an answer of Ajera means, whatever its HTTP status says. */
export type Meant =
  /** `remarks`: entries under `Errors` that are no failures. */
  | {
      readonly is: "content";
      readonly content: Content;
      readonly pages: number | null;
      readonly remarks: readonly string[];
    }
  | {
      readonly is: "refused";
      readonly why: "sign-in" | "session" | "version" | "permission" | "too-many-keys" | "arguments" | "other";
      /** What Ajera said. */
      readonly said: string;
    };

interface Entry {
  readonly id: number;
  readonly text: string;
}

/**
 * What an answer means. Ajera answers failures with HTTP 200: it has failed
 * when its `ResponseCode` is neither 0 nor 200, or an `ErrorID` is negative;
 * other entries under `Errors` are remarks. Null: it is no answer of Ajera.
 */
export function meaningOf(json: Json): Meant | null {
  if (!isObject(json)) return null;
  const code = wholeNumber(json["ResponseCode"]);
  if (code === null) return null;
  const entries = entriesOf(json["Errors"]);
  const isFailure = (code !== 0 && code !== 200) || entries.some((entry) => entry.id < 0);
  if (!isFailure) {
    const content = json["Content"];
    const remarks = entries.map((entry) => entry.text).filter((text) => text !== "");
    return { is: "content", content: isObject(content) ? content : {}, pages: wholeNumber(json["PageCount"]), remarks };
  }
  const message = typeof json["Message"] === "string" ? json["Message"] : "";
  const said = [...new Set([...entries.map((entry) => entry.text), message])].filter((text) => text !== "").join("; ");
  return { is: "refused", why: whyOf(code, entries, said), said: said === "" ? `ResponseCode ${code}` : said };
}

/** Whether a value is an object with named parts. */
export function isObject(value: Json | undefined): value is Content {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function whyOf(code: number, entries: readonly Entry[], said: string) {
  if (/invalid session|session[^.]*(?:expired|invalid|not found)/i.test(said)) return "session";
  if (entries.some((entry) => entry.id === -150) || /unable to authenticate/i.test(said)) return "sign-in";
  if (/for api version \d/i.test(said)) return "version";
  if (/unauthorized|not authorized|permission/i.test(said)) return "permission";
  if (code === -100 || entries.some((entry) => entry.id === -100)) return "too-many-keys";
  if (/invalid data/i.test(said)) return "arguments";
  return "other";
}

function entriesOf(errors: Json | undefined): Entry[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: Json) => {
    if (!isObject(error)) return { id: 0, text: typeof error === "string" ? error : "" };
    const text = error["ErrorMessage"] ?? error["Message"];
    return { id: wholeNumber(error["ErrorID"]) ?? 0, text: typeof text === "string" ? text : "" };
  });
}

function wholeNumber(value: Json | undefined): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : null;
}
