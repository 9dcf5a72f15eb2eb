import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml";
import type { Document, Node } from "yaml";
import { SmacError } from "../errors.ts";
import type { SourceSpan } from "../errors.ts";

/** Where in the plain data something is: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** A YAML text read: its plain data, the problems of its syntax, and where each part stands. */
export interface LocatedYaml {
  readonly value: unknown;
  readonly problems: readonly SmacError[];
  /**
   * Where the key or the value at a path stands; when there is no such part
   * (a key that is missing), where the nearest part around it stands.
   */
  readonly at: (path: Path, part: "key" | "value") => SourceSpan;
}

/**
 * A YAML text with the place of every part of it. Problems are those of syntax,
 * duplicate keys among them; `value` is undefined when the text cannot be used.
 *
 * @example
 * ```ts
 * const yaml = locateYaml("sources:\n  events: { fils: a.csv }\n", "smac.yml");
 * yaml.at(["sources", "events", "fils"], "key"); // { file: "smac.yml", line: 2, column: 13 }
 * ```
 */
export function locateYaml(text: string, file: string): LocatedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const spanOf = (offset: number): SourceSpan => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = [...document.errors, ...document.warnings].map((problem) =>
    syntaxProblem(problem, { at: spanOf(problem.pos[0]), line: lineAt(text, problem.pos[0]) }),
  );
  const odd = oddParts(document, spanOf);
  const problems = [...syntax, ...odd].slice(0, 20);
  const plain = problems.length < 20 ? plainData(document, problems) : undefined;
  const usable = problems.every((problem) => problem.code === "CONFIG_DUPLICATE_KEY");
  return {
    value: usable ? plain : undefined,
    problems,
    at: (path, part) => spanOf(offsetAt(document, path, part)),
  };
}

function syntaxProblem(
  problem: { readonly code: string; readonly message: string },
  place: { readonly at: SourceSpan; readonly line: string },
): SmacError {
  const { at, line } = place;
  if (problem.code === "DUPLICATE_KEY") {
    const key = /^[\s{,-]*([^:]{1,60}):/.exec(line.slice(at.column - 1))?.[1]?.trim() ?? "a key";
    return new SmacError("CONFIG_DUPLICATE_KEY", `“${key}” is written twice`, {
      at,
      hint: "keep one of the two, or put their content together",
    });
  }
  const message = syntaxMessages[problem.code] ?? problem.message.charAt(0).toLowerCase() + problem.message.slice(1);
  const hint = /[{[,]\s*[^"']*\$\{/.test(line)
    ? `inside { } and [ ] a reference stands in quotes: "\${env:NAME}"`
    : "check the indentation, and put values with : # { [ or quotes in them into quotes";
  return new SmacError("CONFIG_SYNTAX", `not valid YAML: ${message}`, { at, hint });
}

const syntaxMessages: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "a line is indented with a tab; use spaces",
  MULTIPLE_DOCS: "there is a second document after ---; one file holds one project",
  BLOCK_AS_IMPLICIT_KEY: "a second “:” on the line, or a line that is indented too far",
  MULTILINE_IMPLICIT_KEY: "a key has no “:” after it",
  MISSING_CHAR: "something that was opened is not closed (a quote, a bracket or a “:”)",
  BAD_SCALAR_START: "a value that begins with a character that YAML keeps for itself stands in quotes",
};

function oddParts(document: Document, spanOf: (offset: number) => SourceSpan): SmacError[] {
  const problems: SmacError[] = [];
  const anchors = new Set<string>();
  visit(document, (key, node) => {
    const offset = (node as Node | null)?.range?.[0] ?? 0;
    if (isAlias(node) && !anchors.has(node.source))
      problems.push(
        new SmacError("CONFIG_SYNTAX", `not valid YAML: *${node.source} refers to no &${node.source} before it`, {
          at: spanOf(offset),
        }),
      );
    else if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.add(node.anchor);
    if (key === "key" && !isScalar(node))
      problems.push(new SmacError("CONFIG_SYNTAX", "a key must be a plain text", { at: spanOf(offset) }));
    if (isPair(node) && isScalar(node.key) && node.key.value === "__proto__")
      problems.push(
        new SmacError("CONFIG_SYNTAX", "“__proto__” cannot be a key", { at: spanOf(node.key.range?.[0] ?? 0) }),
      );
  });
  return problems;
}

/** The document as plain data; a text whose aliases unfold without end is a problem. */
function plainData(document: Document, problems: SmacError[]): unknown {
  if (problems.some((problem) => problem.code === "CONFIG_SYNTAX")) return undefined;
  try {
    const plain: unknown = document.toJS({ maxAliasCount: 50 });
    JSON.stringify(plain);
    return plain;
  } catch (cause) {
    problems.push(
      new SmacError("CONFIG_SYNTAX", "not valid YAML here: its * references unfold without end", { cause }),
    );
    return undefined;
  }
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(start, end === -1 ? text.length : end);
}

function offsetAt(document: Document, path: Path, part: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = (node as Node | null)?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const found = child(document, node, step);
    if (found === undefined) return offset;
    node = found.value;
    const wanted = part === "value" && depth === path.length - 1 ? found.value : (found.key ?? found.value);
    offset = startOf(wanted) ?? startOf(found.key) ?? offset;
  }
  return offset;
}

function child(
  document: Document,
  parent: unknown,
  step: string | number,
): { key: unknown; value: unknown } | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node) && typeof step === "number")
    return step in node.items ? { key: undefined, value: node.items[step] } : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

/** The offset a node begins at; undefined when nothing is written there. */
function startOf(node: unknown): number | undefined {
  if (node === null || node === undefined) return undefined;
  if (isScalar(node) && node.value === null && (node.source ?? "") === "") return undefined;
  return (node as Node).range?.[0];
}
