import { readdir } from "node:fs/promises";
import { join, parse, sep } from "node:path";

/** Whether a path is a pattern rather than a name. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/**
 * The files that a pattern matches, sorted by name: `*` and `?` within a name,
 * `**` for any folders, `[a-z]` and `{a,b}`. Names that begin with a dot match
 * only where the pattern has the dot.
 */
export async function matchGlob(absolutePattern: string): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of braces(absolutePattern)) {
    const root = parse(pattern).root;
    const parts = pattern
      .slice(root.length)
      .split(/[\\/]/)
      .filter((part) => part !== "");
    await walk(root === "" ? sep : root, parts, found);
  }
  return [...found].sort((a, b) => (a < b ? -1 : Number(a > b)));
}

async function walk(folder: string, parts: readonly string[], found: Set<string>): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === "**") {
    await walk(folder, rest.length === 0 ? ["*"] : rest, found);
    for (const entry of await entriesOf(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith(".")) await walk(join(folder, entry.name), parts, found);
    }
    return;
  }
  if (!isGlob(part) && rest.length > 0) return walk(join(folder, part), rest, found);
  const pattern = nameRegExp(part);
  for (const entry of await entriesOf(folder)) {
    if (!pattern.test(entry.name) || (entry.name.startsWith(".") && !part.startsWith("."))) continue;
    if (rest.length > 0) await walk(join(folder, entry.name), rest, found);
    else if (!entry.isDirectory()) found.add(join(folder, entry.name));
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function braces(pattern: string): string[] {
  const match = /\{([^{}]*)\}/.exec(pattern);
  if (match === null) return [pattern];
  const before = pattern.slice(0, match.index);
  const after = pattern.slice(match.index + match[0].length);
  return (match[1] ?? "").split(",").flatMap((choice) => braces(before + choice + after));
}

function nameRegExp(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]+\]|[\s\S]/g, (token) => {
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.length > 1) return `[${token.slice(1, -1).replace(/^!/, "^").replace(/\\/g, "\\\\")}]`;
    return token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "su");
}
