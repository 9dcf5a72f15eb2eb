import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openEngine } from "../src/engines/duckdb/engine.ts";
import { identifier } from "../src/sql/quote.ts";

// A canary is a secret that can be told from everything else, also when it is cut or spelled otherwise:
// of any 20 letters of it in a row, some are this word.

/** The word that every canary consists of; nothing else in the project has it. */
export const marker = "kanari";

let made = 0;

/** A new secret, unlike all before; `odd`: with letters that every format spells in its own way. */
export function canary(odd = false): string {
  made += 1;
  const parts = Array.from({ length: 5 }, (_, i) => `${marker}${(made * 31 + i * 7).toString(36).padStart(3, "0")}`);
  return odd ? `${parts[0]}&${parts[1]}é"${parts[2]}+ /${parts[3]}%\\<${parts[4]}` : parts.join("");
}

/** As somebody may have spelled a text, in small letters, and in base64 with its capitals. */
const spelled: readonly (readonly [form: string, text: string])[] = [
  ["plain", marker],
  ["backwards", [...marker].toReversed().join("")],
  ["percent-encoded", [...marker].map((one) => `%${hex(one)}`).join("")],
  ["percent-encoded twice", [...marker].map((one) => `%25${hex(one)}`).join("")],
  ["JSON", [...marker].map((one) => `\\u00${hex(one)}`).join("")],
  ["HTML", [...marker].map((one) => `&#${one.charCodeAt(0)};`).join("")],
  ["hexadecimal", [...marker].map(hex).join("")],
  ["16 bits a letter", [...marker].join("\0")],
];
const encoded: readonly (readonly [form: string, text: string])[] = [0, 1, 2].map((before) => {
  const bytes = Buffer.from(`${"\0".repeat(before)}${marker}\0\0\0`);
  const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(((before + marker.length) * 8) / 6)];
  return [`base64, ${before} bytes in`, bytes.toString("base64").slice(from, to)];
});

function hex(letter: string): string {
  return letter.charCodeAt(0).toString(16);
}

/** Where in a text canaries are, or further secrets that cannot be canaries: the form, and what stands around. */
export function tracesIn(text: string, further: readonly string[] = []): string[] {
  const small = text.toLowerCase();
  const at = (form: string, place: number): string[] =>
    place < 0 ? [] : [`${form}: …${JSON.stringify(text.slice(Math.max(0, place - 60), place + 60))}…`];
  return [
    ...spelled.flatMap(([form, needle]) => at(form, small.indexOf(needle))),
    ...encoded.flatMap(([form, needle]) => at(form, text.indexOf(needle))),
    ...further.flatMap((secret) => pieces(secret).flatMap((piece) => at("a piece", text.indexOf(piece)))),
  ];
}

/** A secret in pieces of 16 letters, without what any key begins and ends with. */
function pieces(secret: string): string[] {
  const lines = secret.split(/\s+|-----[A-Z ]+-----/).filter((line) => line.length >= 16);
  return lines.flatMap((line) => line.slice(line.startsWith("MII") ? 40 : 0).match(/.{16}/g) ?? []);
}

/** Where in the files of a folder, and in the rows of its databases, canaries are. */
export async function tracesInFolder(folder: string, further: readonly string[] = []): Promise<string[]> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    found.push(...tracesIn(path).map((trace) => `the name of ${path}: ${trace}`));
    if (!entry.isFile()) continue;
    found.push(...tracesIn(readFileSync(path, "latin1"), further).map((trace) => `${path}: ${trace}`));
    // Its bytes are packed.
    if (path.endsWith(".duckdb"))
      found.push(...tracesIn(await rowsOf(path), further).map((trace) => `rows of ${path}: ${trace}`));
  }
  return found;
}

async function rowsOf(path: string): Promise<string> {
  const engine = await openEngine({ path, readOnly: true });
  try {
    const tables = await engine.rows<{ name: string }>("SELECT table_name AS name FROM duckdb_tables()");
    const texts: string[] = [];
    for (const { name } of tables) {
      const rows = await engine.rows<{ text: string }>(`SELECT t::VARCHAR AS text FROM ${identifier(name)} AS t`);
      for (const { text } of rows) texts.push(text);
    }
    return texts.join("\n");
  } finally {
    await engine.close();
  }
}
