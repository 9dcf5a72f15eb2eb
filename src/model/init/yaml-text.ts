/**
 * A text as YAML writes it: plain where that cannot be misread, else in double quotes.
 *
 * @example
 * ```ts
 * scalar("account_id"); // account_id
 * scalar("yes: #1");    // "yes: #1"
 * ```
 */
export function scalar(text: string): string {
  const isPlain = /^[\p{L}_][\p{L}\p{N}_./-]*$/u.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}

/** A list as YAML writes it on one line. */
export function list(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(", ")}]`;
}

/** A mapping on one line; entries without a value are left out. Values are YAML already. */
export function mapping(entries: Readonly<Record<string, string | null>>): string {
  const parts = Object.entries(entries).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `{ ${parts.join(", ")} }`;
}

/** A text that cannot leave its comment line. */
export function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
