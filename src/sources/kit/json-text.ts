import type { Json } from "./row.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** A number that may be more than a number of JavaScript holds: it follows a bracket, colon or comma. */
const LONG = /(?:^|[[:,])\s*-?(?:[\d.]{16}|\d[\d.]*[eE]\+?\d{3})/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * The JSON value of a text, null for the text `null`. Numbers that JavaScript
 * would change, such as ids beyond 2^53, come as text with all their digits.
 *
 * @throws SyntaxError when it is no JSON.
 */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  // Only now that the text is known to be JSON may it be changed.
  return LONG.test(text) ? (JSON.parse(quoteLongNumbers(text)) as Json) : value;
}

// `JSON.parse` tells a reviver the source text only from Node 21 on, and slowly.
function quoteLongNumbers(text: string): string {
  let quoted = "";
  let copied = 0;
  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = afterText(text, i);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      NUMBER.lastIndex = i;
      const token = NUMBER.exec(text)?.[0] ?? "-";
      if (!isKept(token)) {
        quoted += `${text.slice(copied, i)}"${token}"`;
        copied = i + token.length;
      }
      i += token.length;
    } else i++;
  }
  return quoted + text.slice(copied);
}

function afterText(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
}

function isKept(token: string): boolean {
  const value = Number(token);
  if (!Number.isFinite(value)) return false;
  if (/[eE]/.test(token)) return true;
  const plain = token.includes(".") ? token.replace(/\.?0+$/, "") : token;
  if (plain.replaceAll(/[-.]/g, "").length < 16) return true;
  return String(value) === plain && (token.includes(".") || Number.isSafeInteger(value));
}
