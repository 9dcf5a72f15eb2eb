/** A fenced block of a page that a test runs. */
export interface DocBlock {
  readonly language: "sh" | "console" | "ts";
  /** 1-based line of the opening fence. */
  readonly line: number;
  readonly text: string;
  /** From the comment before the block; null: run it. */
  readonly skip: string | null;
  /** A folder of the repository that the page's commands run in from here on. */
  readonly cwd: string | null;
  /** The exit code the last command ends with. */
  readonly exit: number;
  /** For `ts`: checked, not run. */
  readonly typesOnly: boolean;
}

/** A command with what it prints; null: not said. */
export interface DocCommand {
  readonly command: string;
  readonly output: readonly string[] | null;
}

/**
 * The blocks of a Markdown page to run. Comments between a block and the text
 * before it say how: `<!-- docs-test: skip REASON -->`, `cwd FOLDER`, `exit N`,
 * `types only`.
 */
export function docBlocks(markdown: string): DocBlock[] {
  const lines = markdown.split(/\r?\n/);
  const blocks: DocBlock[] = [];
  let said: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const comment = /^\s*<!--\s*docs-test:\s*(.*?)\s*-->\s*$/.exec(line);
    const fence = /^(\s*)(`{3,})\s*([\w-]*)/.exec(line);
    if (comment !== null) said.push(comment[1] ?? "");
    else if (fence !== null) {
      const [, indent = "", mark = "", language = ""] = fence;
      const start = at + 1;
      do at++;
      while (at < lines.length && lines[at]?.trim() !== mark);
      const body = lines
        .slice(start, at)
        .map((each) => (each.startsWith(indent) ? each.slice(indent.length) : each.trimStart()));
      const known = { sh: "sh", bash: "sh", shell: "sh", console: "console", ts: "ts", typescript: "ts" } as const;
      const kind = known[language as keyof typeof known];
      if (kind !== undefined) blocks.push({ language: kind, line: start, text: body.join("\n"), ...directives(said) });
      said = [];
    } else if (line.trim() !== "") said = [];
  }
  return blocks;
}

/** The commands of a block: the whole of `sh`; of `console`, each `$ ` line with the lines under it. */
export function docCommands(block: DocBlock): DocCommand[] {
  if (block.language === "sh") return [{ command: block.text, output: null }];
  const commands: { command: string; output: string[] }[] = [];
  let continued = false;
  for (const line of block.text.split("\n")) {
    const current = commands.at(-1);
    if (continued && current !== undefined) current.command += `\n${line.replace(/^> /, "")}`;
    else if (line.startsWith("$ ")) commands.push({ command: line.slice(2), output: [] });
    else current?.output.push(line);
    continued = (continued || line.startsWith("$ ")) && line.endsWith("\\");
  }
  return commands;
}

/**
 * What differs between the printed and the expected lines; null: nothing. White
 * space at line ends and empty lines at the end do not count; a line with only
 * `…` stands for any lines, a `…` at a line's end for the rest of it.
 */
export function outputDifference(expected: readonly string[], printed: string): string | null {
  const wanted = trimEnd(expected);
  const got = trimEnd(printed.split(/\r?\n/));
  const matches = (w: number, g: number): boolean => {
    if (w === wanted.length) return g === got.length;
    if (wanted[w]?.trim() === "…") return matches(w + 1, g) || (g < got.length && matches(w, g + 1));
    return g < got.length && sameLine(wanted[w] ?? "", got[g] ?? "") && matches(w + 1, g + 1);
  };
  if (matches(0, 0)) return null;
  return `expected\n${indented(wanted)}\nprinted\n${indented(got)}`;
}

function sameLine(wanted: string, got: string): boolean {
  return wanted.endsWith("…") ? got.startsWith(wanted.slice(0, -1).trimEnd()) : wanted === got;
}

function trimEnd(lines: readonly string[]): string[] {
  const trimmed = lines.map((line) => line.trimEnd());
  while (trimmed.at(-1) === "") trimmed.pop();
  return trimmed;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join("\n");
}

function directives(said: readonly string[]): Pick<DocBlock, "skip" | "cwd" | "exit" | "typesOnly"> {
  const value = (word: string): string | null =>
    said.find((each) => each.startsWith(`${word} `))?.slice(word.length + 1) ?? null;
  for (const each of said) {
    if (!/^(skip .|cwd .|exit \d+$|types only$)/.test(each))
      throw new Error(`“docs-test: ${each}” is no known direction`);
  }
  return {
    skip: value("skip"),
    cwd: value("cwd"),
    exit: Number(value("exit") ?? 0),
    typesOnly: said.includes("types only"),
  };
}
