import { spelledOut } from "./spelled.ts";

/** What stands where a secret was. */
export const HIDDEN = "[hidden]";

/** A text without the secrets that are known at that moment. */
export type Redact = (text: string) => string;

/**
 * Hides secrets in texts that are shown, however they were escaped or encoded,
 * and also where they are cut off. Secrets of fewer than four characters are
 * hidden only where they stand alone.
 *
 * @example
 * ```ts
 * redactor(() => ["s3cret"])("GET /?key=s3cret"); // "GET /?key=[hidden]"
 * ```
 */
export function redactor(secrets: () => readonly string[]): Redact {
  let known: readonly { readonly secret: string; readonly patterns: readonly RegExp[] }[] = [];
  return (text) => {
    const given = distinct(secrets());
    if (given.length !== known.length || given.some((secret, i) => secret !== known[i]?.secret))
      known = given.map((secret) => ({ secret, patterns: spelledOut(secret) }));
    const hidden = known.reduce((shown, { secret, patterns }) => {
      const spelled = patterns.reduce((each, pattern) => each.replaceAll(pattern, HIDDEN), shown);
      return secret.length < 4 ? spelled : spelled.replaceAll(secret, HIDDEN);
    }, text);
    return given.reduce(withoutCutTail, hidden);
  };
}

/** The texts that give a secret address away: all of it, its path, its query; not its host. */
export function addressSecrets(address: string): readonly string[] {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) return [address];
  const query = url.search.slice(1);
  return [address, url.href, `${url.pathname}${url.search}`, query, url.pathname, url.username, url.password].filter(
    (part) => part.length > 3,
  );
}

// The longest first, so that a secret inside another does not leave the rest of it.
function distinct(secrets: readonly string[]): readonly string[] {
  const lines = secrets.flatMap((secret) => secret.split(/[\r\n]+/)).filter((line) => line.length > 15);
  const parts = [...secrets, ...secrets.map((secret) => secret.trim()), ...lines].filter((secret) => secret !== "");
  return [...new Set(parts)].toSorted((a, b) => b.length - a.length);
}

function withoutCutTail(text: string, secret: string): string {
  for (let length = secret.length - 1; length > 3; length--) {
    if (text.endsWith(secret.slice(0, length))) return `${text.slice(0, -length)}${HIDDEN}`;
  }
  return text;
}
