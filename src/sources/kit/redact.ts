/** What stands where a secret was. */
export const HIDDEN = "[hidden]";

/** A text without the secrets that are known at that moment. */
export type Redact = (text: string) => string;

/**
 * Hides secrets in texts that are shown: as they are, percent-encoded (however
 * often), in hexadecimal, escaped for JSON or HTML, in base64 also inside a
 * longer text, in capitals or not, and cut off at the end of the text. Secrets
 * of fewer than four characters are hidden only where they stand alone.
 *
 * @example
 * ```ts
 * redactor(() => ["s3cret"])("GET /?key=s3cret"); // "GET /?key=[hidden]"
 * ```
 */
export function redactor(secrets: () => readonly string[]): Redact {
  let known = "";
  let patterns: readonly RegExp[] = [];
  let current: readonly string[] = [];
  return (text) => {
    const given = distinct(secrets());
    const key = given.join("\u0000");
    if (key !== known) {
      known = key;
      current = given;
      patterns = given.flatMap(patternsOf);
    }
    const hidden = patterns.reduce((shown, pattern) => shown.replaceAll(pattern, HIDDEN), text);
    return current.reduce(withoutCutTail, hidden);
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

function patternsOf(secret: string): RegExp[] {
  const spelled = [...secret].map(spellings);
  if (secret.length < 4) return [new RegExp(`(?<![\\p{L}\\p{N}])${spelled.join("")}(?![\\p{L}\\p{N}])`, "giu")];
  const bytes = Buffer.from(secret);
  const cores = [0, 1, 2].map((shift) => [...base64Core(bytes, shift)].map(base64Spellings));
  const forms = [spelled, ...cores.filter((core) => core.length > 4), [...bytes.toString("hex")]];
  return forms.flatMap((units) => [whole(units), ...beginning(units)]);
}

function whole(units: readonly string[]): RegExp {
  return new RegExp(units.join(""), "giu");
}

// A long one that is cut off: its first letters, and what is written together with them.
function beginning(units: readonly string[]): RegExp[] {
  return units.length < 16 ? [] : [new RegExp(`${units.slice(0, 12).join("")}[^\\s"'<>“”,;]*`, "giu")];
}

// A character as texts hold it: itself, or escaped for an address, JSON or HTML.
function spellings(character: string): string {
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, "0"));
  const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  const code = character.codePointAt(0) ?? 0;
  const forms = [
    literal(character),
    bytes.map((byte) => `%(?:25)*${byte}`).join(""),
    units.map((unit) => `\\\\+u${unit}`).join(""),
    `&#(?:0*${code}|x0*${code.toString(16)});`,
    ...(ESCAPED[character] ?? []),
  ];
  return `(?:${forms.join("|")})`;
}

// Backslashes double when a text is escaped once more.
const ESCAPED: Readonly<Record<string, readonly string[]>> = {
  " ": ["\\+"],
  "\n": ["\\\\+n", "%0d%0a"],
  "\r": ["\\\\+r"],
  "\t": ["\\\\+t"],
  "\\": ["\\\\+"],
  "/": ["\\\\+\\/"],
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ['\\\\+"', "&quot;"],
  "'": ["\\\\+'", "&apos;"],
};

// What is the same in base64 wherever the secret stands, when `shift` bytes of a group stand before it.
function base64Core(bytes: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replaceAll("=", "");
  const end = (bytes.length + shift) % 3 === 0 ? encoded.length : encoded.length - 1;
  return encoded.slice(shift === 0 ? 0 : shift + 1, end);
}

function base64Spellings(character: string): string {
  if (character === "+") return "(?:\\+|-|%(?:25)*2b)";
  if (character === "/") return "(?:\\/|_|%(?:25)*2f|\\\\\\/)";
  return literal(character);
}

function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function withoutCutTail(text: string, secret: string): string {
  for (let length = secret.length - 1; length > 3; length--) {
    if (text.endsWith(secret.slice(0, length))) return `${text.slice(0, -length)}${HIDDEN}`;
  }
  return text;
}
