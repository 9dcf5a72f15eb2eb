/** A source file with parts blanked out; offsets and lines stay what they were. */
export interface SourceText {
  /** Without comments; texts keep their content. */
  readonly uncommented: string;
  /** Without comments and without the content of texts, templates and patterns. */
  readonly code: string;
}

/** One import or re-export. */
export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** A function with a body of several lines. */
export interface FunctionSize {
  readonly line: number;
  readonly lines: number;
}

const CONTROL = /^(?:\}\s*)?(?:if|for|while|switch|catch|else|do|try|finally|return|with|class|interface|throw)\b/;
const BEFORE_PATTERN = /(?:^|[=(,:;!&|?{}[+\-*%<>~^]|\b(?:return|typeof|case|in|of|await|yield|new|delete|void))\s*$/;

/** Blanks comments, and for `code` also what is in quotes, so that patterns match only what is meant. */
export function readSource(text: string): SourceText {
  const uncommented = text.split("");
  const code = [...uncommented];
  const blank = (into: string[], from: number, to: number): void => {
    for (let i = from; i < to; i++) if (into[i] !== "\n") into[i] = " ";
  };
  const templates: number[] = [];
  let at = 0;
  let depth = 0;
  while (at < text.length) {
    const end = tokenEnd(text, at, code);
    const kind = text[at];
    if (text.startsWith("//", at) || text.startsWith("/*", at)) {
      blank(uncommented, at, end);
      blank(code, at, end);
    } else if (kind === "{") depth++;
    else if (kind === "}") {
      if (templates.at(-1) === depth) {
        templates.pop();
        const close = templateEnd(text, at + 1);
        blank(code, at, close);
        if (text[close - 1] === "{") templates.push(depth);
        at = close;
        continue;
      }
      depth--;
    } else if (kind === "`") {
      const close = templateEnd(text, at + 1);
      blank(code, at + 1, close);
      if (text[close - 1] === "{") templates.push(depth);
      at = close;
      continue;
    } else if (end > at + 1) blank(code, at + 1, end - 1);
    at = end;
  }
  return { uncommented: uncommented.join(""), code: code.join("") };
}

/** Every module a file names: `import`, `export … from`, `import()`. */
export function importsOf(source: SourceText): Import[] {
  const found: Import[] = [];
  const statement = /^[ \t]*(?:import|export)\b(\s+type\b(?!\s*,))?(?:[^;"'`]*?\bfrom)?\s*["']([^"']+)["']/gm;
  for (const match of source.uncommented.matchAll(statement))
    found.push({ from: match[2]!, typeOnly: match[1] !== undefined });
  for (const match of source.uncommented.matchAll(/\bimport\s*\(\s*["']([^"']+)["']\s*\)/g)) {
    found.push({ from: match[1]!, typeOnly: false });
  }
  return found;
}

/** The functions of a formatted file, by where their body's brace opens and closes. */
export function functionsOf(source: SourceText): FunctionSize[] {
  const { code } = source;
  const found: FunctionSize[] = [];
  const open: { header: number | null }[] = [];
  let line = 1;
  for (let at = 0; at < code.length; at++) {
    if (code[at] === "\n") line++;
    else if (code[at] === "{") open.push({ header: functionStart(code, at) });
    else if (code[at] === "}") {
      const header = open.pop()?.header ?? null;
      if (header === null) continue;
      const first = lineOf(code, header);
      found.push({ line: first, lines: line - first + 1 });
    }
  }
  return found;
}

/** The 1-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

// Where the function begins whose body opens at `brace`; null: some other brace.
function functionStart(code: string, brace: number): number | null {
  const before = code.slice(0, brace);
  const lineStart = before.lastIndexOf("\n") + 1;
  const head = before.slice(lineStart).trimEnd();
  const start = head.trimStart().startsWith(")") ? statementStart(code, lineStart + head.indexOf(")")) : lineStart;
  const statement = code.slice(start, brace).trim();
  if (CONTROL.test(statement) && !statement.endsWith("=>")) return null;
  if (statement.endsWith("=>")) return start;
  const named =
    /^(?:(?:export|default|async|static|private|protected|public|override|get|set)\s+)*(?:function\b|\*?\s*#?[\w$[\]."']+\s*(?:<[^{]*>)?\s*\()/;
  const closed = statement.includes(")") && statement.split("(").length === statement.split(")").length;
  return named.test(statement) && closed ? start : null;
}

// The start of the line on which the parenthesis that `close` closes was opened.
function statementStart(code: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (code[at] === ")") depth++;
    else if (code[at] === "(" && --depth === 0) return code.lastIndexOf("\n", at) + 1;
  }
  return close;
}

// Where the comment, text or pattern ends that begins at `at`; `at + 1` for anything else.
function tokenEnd(text: string, at: number, code: readonly string[]): number {
  const kind = text[at];
  if (text.startsWith("//", at)) return indexAfter(text, "\n", at, 0);
  if (text.startsWith("/*", at)) return indexAfter(text, "*/", at + 2, 2);
  if (kind === '"' || kind === "'") return quoteEnd(text, at + 1, kind);
  if (kind === "/" && BEFORE_PATTERN.test(code.slice(Math.max(0, at - 40), at).join("")))
    return patternEnd(text, at + 1);
  return at + 1;
}

function indexAfter(text: string, mark: string, from: number, length: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + length;
}

function quoteEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote || text[at] === "\n") return at + 1;
  }
  return text.length;
}

function patternEnd(text: string, from: number): number {
  let inClass = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") inClass = true;
    else if (text[at] === "]") inClass = false;
    else if ((text[at] === "/" && !inClass) || text[at] === "\n") return at + 1;
  }
  return text.length;
}

// After the closing mark, or after the `{` of a `${`.
function templateEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return at + 1;
    else if (text.startsWith("${", at)) return at + 2;
  }
  return text.length;
}
