/** A word of a statement, as it is read: nothing between two tokens has a meaning. */
export interface Token {
  readonly kind: "word" | "quoted" | "string" | "number" | "mark" | "sign";
  /** As ClickHouse writes it, for words in their own case. */
  readonly text: string;
}

/** A token, or what stands between two brackets. */
export type Node = Token | Group;

/** What stands between `(` or `[` and its end. */
export interface Group {
  readonly kind: "group";
  readonly open: "(" | "[";
  readonly nodes: readonly Node[];
}

const token =
  /\s+|--[^\n]*|(?<escaped>[eE]'(?:[^'\\]|\\.|'')*')|(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<mark>\?)|(?<sign>::|\/\/|<=|>=|<>|!=|\|\||<<|>>|[()[\],.;+\-*/%=<>&|~])/gy;

/**
 * A statement of our own as a tree of brackets. Texts and quoted names come out
 * as ClickHouse writes them, where a backslash escapes.
 */
export function readStatement(sql: string): readonly Node[] {
  const stack: { open: "(" | "["; nodes: Node[] }[] = [];
  let nodes: Node[] = [];
  for (const one of tokensOf(sql)) {
    if (one.kind === "sign" && (one.text === "(" || one.text === "[")) {
      stack.push({ open: one.text, nodes });
      nodes = [];
    } else if (one.kind === "sign" && (one.text === ")" || one.text === "]")) {
      const around = stack.pop();
      if (around === undefined) throw new Error("a bracket ends that never began");
      around.nodes.push({ kind: "group", open: around.open, nodes });
      nodes = around.nodes;
    } else nodes.push(one);
  }
  if (stack.length > 0) throw new Error("a bracket begins that never ends");
  return nodes;
}

function* tokensOf(sql: string): Generator<Token> {
  token.lastIndex = 0;
  while (token.lastIndex < sql.length) {
    const at = token.lastIndex;
    const groups = token.exec(sql)?.groups;
    if (groups === undefined) throw new Error(`a statement cannot be read at “${sql.slice(at, at + 40)}”`);
    const { escaped, string, quoted, number, word, mark, sign } = groups;
    if (escaped !== undefined) yield { kind: "string", text: escaped.slice(1).replaceAll("''", "\\'") };
    else if (string !== undefined)
      yield { kind: "string", text: `'${inText(string.slice(1, -1).replaceAll("''", "'"))}'` };
    else if (quoted !== undefined)
      yield { kind: "quoted", text: quotedName(quoted.slice(1, -1).replaceAll('""', '"')) };
    else if (number !== undefined) yield { kind: "number", text: number };
    else if (word !== undefined) yield { kind: "word", text: word };
    else if (mark !== undefined) yield { kind: "mark", text: mark };
    else if (sign !== undefined) yield { kind: "sign", text: sign };
  }
}

function inText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}

/** A name as ClickHouse writes it, whatever is in it. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}
