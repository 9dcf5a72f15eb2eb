/** A stretch of words: plain, or with something to it. */
export interface Words {
  readonly text: string;
  readonly look: "plain" | "strong" | "emphasis" | "code" | "link";
  /** Where a link leads. */
  readonly href?: string;
}

/** A part of a text: a heading, a paragraph, or a list of points. */
export type Block =
  | { readonly kind: "heading"; readonly words: readonly Words[] }
  | { readonly kind: "paragraph"; readonly words: readonly Words[] }
  | { readonly kind: "points"; readonly numbered: boolean; readonly points: readonly (readonly Words[])[] };

/**
 * The parts of a text with a few marks of Markdown: headings, points, **strong**, *emphasis*, `code` and links. All else
 * stands as it was written; there is no way to HTML.
 */
export function blocksOf(text: string): readonly Block[] {
  return text
    .replaceAll("\r\n", "\n")
    .split(/\n\s*\n/)
    .flatMap((part) => blocksIn(part.split("\n").filter((line) => line.trim() !== "")));
}

function blocksIn(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let plain: string[] = [];
  let points: { readonly numbered: boolean; readonly texts: string[] } | null = null;
  const close = (): void => {
    if (plain.length > 0) blocks.push({ kind: "paragraph", words: wordsOf(plain.join(" ")) });
    if (points !== null)
      blocks.push({ kind: "points", numbered: points.numbered, points: points.texts.map((each) => wordsOf(each)) });
    [plain, points] = [[], null];
  };
  for (const line of lines) {
    const heading = /^#{1,6}\s+(.+)$/.exec(line)?.[1];
    const [, sign, point] = /^\s{0,3}([-*]|\d{1,3}[.)])\s+(.+)$/.exec(line) ?? [];
    if (heading !== undefined) {
      close();
      blocks.push({ kind: "heading", words: wordsOf(heading) });
    } else if (sign !== undefined && point !== undefined) {
      const numbered = /\d/.test(sign);
      if (points === null || points.numbered !== numbered) {
        close();
        points = { numbered, texts: [] };
      }
      points.texts.push(point);
    } else {
      if (points !== null) close();
      plain.push(line.trim());
    }
  }
  close();
  return blocks;
}

const marks = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`|\[([^\][]+)\]\(([^()\s]+)\)/g;

function wordsOf(text: string): readonly Words[] {
  const words: Words[] = [];
  let at = 0;
  for (const match of text.matchAll(marks)) {
    const [whole, strong, emphasis, code, link, to] = match;
    const next = marked({ strong, emphasis, code, link, to });
    if (next === null) continue;
    if (match.index > at) words.push({ text: text.slice(at, match.index), look: "plain" });
    words.push(next);
    at = match.index + whole.length;
  }
  if (at < text.length) words.push({ text: text.slice(at), look: "plain" });
  return words;
}

function marked(
  found: Readonly<Record<"strong" | "emphasis" | "code" | "link" | "to", string | undefined>>,
): Words | null {
  if (found.strong !== undefined) return { text: found.strong, look: "strong" };
  if (found.emphasis !== undefined) return { text: found.emphasis, look: "emphasis" };
  if (found.code !== undefined) return { text: found.code, look: "code" };
  if (found.link === undefined || found.to === undefined || !leadsSomewhere(found.to)) return null;
  return { text: found.link, look: "link", href: found.to };
}

/** Only pages of this place and of the web: no scripts, no other schemes. */
function leadsSomewhere(to: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(to) || /^\/(?![/\\])/.test(to);
}
