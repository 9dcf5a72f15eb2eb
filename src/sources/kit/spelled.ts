/**
 * Regular expressions for a text however it was escaped: in an address (as often
 * as you like), in JSON or HTML, in hexadecimal, in base64 also within a longer
 * text, in capitals or not. For long ones also their beginning, with what is
 * written together with it, since texts are cut off.
 *
 * None of them can take long: wherever a run of backslashes is met, there is one
 * way only to go on.
 */
export function spelledOut(text: string): RegExp[] {
  const letters = [...text.replaceAll(/\\+/g, "\\")].map((letter, i) => spelling(letter, i === 0));
  // A short one would be found within words.
  if (text.length < 4) return [new RegExp(`(?<![\\p{L}\\p{N}])${letters.join("")}(?![\\p{L}\\p{N}])`, "giu")];
  const bytes = Buffer.from(text);
  const cores = [0, 1, 2].map((shift) => [...base64Core(bytes, shift)].map(base64Spelling));
  const forms = [letters, ...cores.filter((core) => core.length > 4), [...bytes.toString("hex")]];
  return forms.flatMap((units) => {
    const whole = new RegExp(units.join(""), "giu");
    if (units.length < 16) return [whole];
    return [whole, new RegExp(`${units.slice(0, 12).join("")}[^\\s"'<>“”,;]*`, "giu")];
  });
}

// How many backslashes there are depends on how often the text was escaped: some are as good as many.
const BACKSLASHES = String.raw`(?:\\+(?!\\|u005c)|(?:\\+u005c)+|(?:%(?:25)*5c)+(?!%(?:25)*5c)|(?:&#(?:0*92|x0*5c);)+)`;

function spelling(letter: string, isFirst: boolean): string {
  // The first one is looked for where backslashes begin, and not once for each of them.
  if (letter === "\\") return isFirst ? String.raw`(?<!\\)${BACKSLASHES}` : BACKSLASHES;
  const units = letter.split("").map((unit) => `u${hex(unit.charCodeAt(0), 4)}`);
  const bytes = [...Buffer.from(letter)].map((byte) => `%(?:25)*${hex(byte, 2)}`);
  const code = letter.codePointAt(0) ?? 0;
  const short = SHORT[letter] === undefined ? [] : [SHORT[letter]];
  const behind = [literal(letter), units.join(String.raw`\\+`), ...short].join("|");
  const forms = [
    // Nothing may begin with any number of backslashes: looking for it would take long.
    isFirst ? `${literal(letter)}|\\\\${units.join(String.raw`\\+`)}` : `\\\\*(?:${behind})`,
    bytes.join(""),
    `&#(?:0*${code}|x0*${hex(code, 1)});`,
    ...(OTHER[letter] ?? []),
  ];
  return `(?:${forms.join("|")})`;
}

/** What stands behind a backslash for it. */
const SHORT: Readonly<Record<string, string>> = { "\n": "n", "\r": "r", "\t": "t" };
const OTHER: Readonly<Record<string, readonly string[]>> = {
  " ": ["\\+"],
  "\n": ["%(?:25)*0d%(?:25)*0a"],
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ["&quot;"],
  "'": ["&apos;"],
};

// What is the same in base64 wherever the text stands, when `shift` bytes of a group stand before it.
function base64Core(bytes: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replaceAll("=", "");
  const end = (bytes.length + shift) % 3 === 0 ? encoded.length : encoded.length - 1;
  return encoded.slice(shift === 0 ? 0 : shift + 1, end);
}

function base64Spelling(letter: string): string {
  if (letter === "+") return String.raw`(?:\+|-|%(?:25)*2b)`;
  if (letter === "/") return String.raw`(?:\\*\/|_|%(?:25)*2f)`;
  return literal(letter);
}

function literal(letter: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, "0");
}
