import { SmacError } from "../../errors.ts";
import type { HttpAnswer, HttpRequest } from "./http.ts";
import { parseJson } from "./json-text.ts";
import type { Json } from "./row.ts";
import type { Incoming } from "./transport.ts";

/** An answer as far as it could be understood. */
export interface Understood {
  readonly answer: HttpAnswer;
  /** What is wrong with it; null: it is what was expected. */
  readonly wrong: { readonly what: string; readonly cutOff: boolean } | null;
}

/**
 * The answer with its body as text and JSON. What is wrong with it is told in
 * words, with at most 80 characters of it, so that an answer that is no success
 * can still be judged.
 */
export function understood(
  incoming: Incoming,
  expects: NonNullable<HttpRequest["expects"]>,
  redact: (text: string) => string,
): Understood {
  const { status, headers, body } = incoming;
  if (body !== null) return { answer: { status, headers, json: null, text: "", body }, wrong: null };
  const text = decode(incoming.bytes, headers.get("content-type") ?? "");
  const parsed = incoming.tooLarge ? null : tryJson(text);
  const answer = { status, headers, json: parsed?.json ?? null, text, body: null };
  if (incoming.tooLarge)
    return { answer, wrong: { what: "the answer is larger than is ever expected", cutOff: false } };
  if (expects !== "json" || parsed !== null) return { answer, wrong: null };
  return { answer, wrong: { what: describe(text, headers, redact), cutOff: /^\s*[[{]/.test(text) } };
}

/** The error for an answer that is not what was expected. */
export function badAnswer(message: string, answer: HttpAnswer, what: string): SmacError {
  return new SmacError("SOURCE_BAD_ANSWER", `${message}: HTTP ${answer.status}, ${what}`, {
    recovery: "retry",
    hint: "try again later; if it stays so, check the address of the service",
  });
}

function describe(text: string, headers: Understood["answer"]["headers"], redact: (text: string) => string): string {
  const type = snippet(headers.get("content-type") ?? "", redact);
  const named = type === "" ? "without a content type" : `(${type})`;
  if (text.trim() === "") return `an empty answer ${named} where JSON was expected`;
  if (isHtml(text)) {
    const title = snippet(/<title[^>]*>([^<]*)/i.exec(redact(text.slice(0, 20_000)))?.[1] ?? "", redact);
    return title === ""
      ? `a web page ${named} where JSON was expected`
      : `a web page “${title}” ${named} where JSON was expected`;
  }
  const shape = /^\s*[[{]/.test(text) ? "JSON that is cut off or broken" : "something that is no JSON";
  return `${shape} ${named}: “${snippet(text, redact)}”`;
}

// Whether a text is a web page.
function isHtml(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*|<!--[^]*?-->\s*)*<(?:!doctype html|html|head|body)\b/i.test(text.slice(0, 2000));
}

/** At most 80 characters of a text that a service wrote, on one line, without secrets. */
export function snippet(text: string, redact: (text: string) => string): string {
  // Hidden before it is cut, so that no half of a secret is left.
  const line = redact(text.slice(0, 20_000))
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
  const characters = [...line];
  return characters.length <= 80 ? line : `${characters.slice(0, 79).join("")}…`;
}

function tryJson(text: string): { readonly json: Json } | null {
  try {
    return { json: parseJson(text) };
  } catch {
    return null;
  }
}

// Without a byte order mark; UTF-8 unless another encoding is named.
function decode(bytes: Uint8Array, contentType: string): string {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
