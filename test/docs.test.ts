import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConnections } from "../src/model/connection.ts";
import { locateYaml } from "../src/model/locate.ts";
import { withMeaning } from "../src/model/meaning.ts";
import { configSchema } from "../src/model/schema.ts";
import { sourceTypes } from "../src/sources/source-types.ts";
import { docBlocks, docCommands, outputDifference } from "./doc-blocks.ts";
import type { DocBlock, DocCommand } from "./doc-blocks.ts";
import { inOneFile } from "./one-file.ts";
import { readSource } from "./source-text.ts";

const root = path.dirname(import.meta.dirname);
const pages = ["README.md", ...markdownIn("docs"), ...markdownIn("examples")].filter((name) =>
  existsSync(path.join(root, name)),
);
const scratch = mkdtempSync(path.join(tmpdir(), "smac-docs-"));
const posix = process.platform !== "win32";

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe("the pages do what they say", () => {
  let built = "";

  beforeAll(async () => {
    const build = spawnSync(process.execPath, [path.join(root, "scripts", "build.mjs")], { encoding: "utf8" });
    built = build.status === 0 ? "" : build.stderr;
    mkdirSync(path.join(scratch, "bin"));
    mkdirSync(path.join(scratch, "node_modules"));
    const program = path.join(scratch, "program");
    mkdirSync(path.join(program, "dist"), { recursive: true });
    cpSync(path.join(root, "package.json"), path.join(program, "package.json"));
    for (const folder of ["node_modules", path.join("dist", "web")])
      symlinkSync(path.join(root, folder), path.join(program, folder), "junction");
    const main = await inOneFile(path.join(root, "src", "cli", "main.ts"), path.join(program, "dist"));
    const shim = `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`;
    writeFileSync(path.join(scratch, "bin", "smac"), shim);
    chmodSync(path.join(scratch, "bin", "smac"), 0o755);
    symlinkSync(root, path.join(scratch, "node_modules", "smac"), "junction");
  });

  test("the program builds", () => {
    expect(built).toBe("");
  });

  test("what is written from the program is what the program says", () => {
    const check = spawnSync(process.execPath, [path.join(root, "scripts", "generate-docs.mjs"), "--check"], {
      encoding: "utf8",
    });
    expect(check.stderr).toBe("");
    expect(check.status).toBe(0);
  });

  test.skipIf(!posix)("the README's first command prints what it says", () => {
    const block = readmeBlock("$ npm start");
    const [first] = docCommands(block);
    const place = { cwd: mkdtempSync(path.join(scratch, "start-")) };
    const { printed } = shell({ command: "smac demo", output: [] }, place);
    expect(outputDifference(first?.output ?? [], printed)).toBeNull();
  });

  test.skipIf(!posix)("the README's git log example counts domains", () => {
    const place = { cwd: mkdtempSync(path.join(scratch, "git-")) };
    const commits = [
      ["a@one.example", "2025-03-01T10:00:00+01:00"],
      ["b@one.example", "2025-04-01T10:00:00+01:00"],
      ["c@two.example", "2026-03-01T10:00:00+01:00"],
    ].map(
      ([mail, at]) =>
        `GIT_AUTHOR_DATE=${at} git -c user.name=x -c user.email=${mail} -c commit.gpgsign=false commit -q --allow-empty -m x`,
    );
    const script = ["git init -q .", ...commits, readmeBlock("git log").text];
    const { status, printed } = shell({ command: script.join("\n"), output: null }, place);
    expect(`${printed}exit ${status}`).toMatch(/exit 0$/);
    expect(printed).toMatch(/^2025 +1 /m);
    expect(printed).toMatch(/^2026\S* +1 /m);
  });

  for (const page of pages) {
    const blocks = docBlocks(readFileSync(path.join(root, page), "utf8"));
    if (blocks.length === 0) continue;
    describe(page, () => {
      const place = { cwd: path.join(scratch, page.replaceAll(/[/.]/g, "-")) };
      for (const block of blocks) {
        const title = `line ${block.line}: ${block.text.split("\n")[0]}`;
        const reason = block.skip ?? (posix || block.language === "ts" ? null : "needs a POSIX shell");
        if (reason !== null) test.skip(`${title} (${reason})`);
        else {
          test(title, () => {
            expect(built, "the program does not build").toBe("");
            mkdirSync(place.cwd, { recursive: true });
            if (block.cwd !== null) place.cwd = copied(block.cwd, page);
            if (block.language === "ts") runLibrary(block, place.cwd);
            else runCommands(block, place);
          });
        }
      }
    });
  }
});

describe("the pages are complete", () => {
  test("each error code has its place in docs/troubleshooting.md, and no other code has", () => {
    const file = path.join(root, "docs", "troubleshooting.md");
    expect(existsSync(file), "docs/troubleshooting.md is missing").toBe(true);
    const documented = headings(readFileSync(file, "utf8"));
    const thrown = errorCodes();
    expect({
      missing: thrown.filter((code) => !documented.includes(code)),
      stale: documented.filter((code) => !thrown.includes(code)),
    }).toEqual({
      missing: [],
      stale: [],
    });
  });

  test("each finding of smac check is explained, and so is each warning of a report", () => {
    const page = readFileSync(path.join(root, "docs", "troubleshooting.md"), "utf8");
    const sources = sourceTexts();
    const codes = sources.flatMap((text) => [
      ...[...text.matchAll(/"(CHECK_[A-Z_]+)"/g)].map((match) => match[1] ?? ""),
      ...[...text.matchAll(/code: "((?!CONFIG_|ENGINE_)[A-Z]+_[A-Z_]+)"/g)].map((match) => match[1] ?? ""),
    ]);
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });

  test("each piece of smac.yml on a page has the right shape", () => {
    const pieces = pages.flatMap((page) =>
      [...readFileSync(path.join(root, page), "utf8").matchAll(/^```yaml\r?\n([^]*?)^```/gm)].map((match) => ({
        page,
        text: match[1] ?? "",
      })),
    );
    expect(pieces.length).toBeGreaterThan(2);
    for (const { page, text } of pieces) {
      const yaml = locateYaml(text, page);
      const connected = readConnections(yaml, sourceTypes);
      expect(
        connected.problems.map(({ message }) => message),
        `${page}\n${text}`,
      ).toEqual([]);
      const { value } = withMeaning(yaml, { ...connected, systems: sourceTypes });
      const { error } = configSchema.safeParse(value);
      expect(error?.message ?? "", `${page}\n${text}`).toBe("");
    }
  });

  test("decisions have a number each, a form and a status", () => {
    const names = markdownIn("docs/decisions").map((name) => path.posix.basename(name));
    const numbers = names.map((name) => /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1] ?? `${name} has no number`);
    expect(numbers).toEqual([...new Set(numbers)]);
    expect(numbers.filter((each) => each.includes(" "))).toEqual([]);
    const parts = (name: string): string[] =>
      ["## Status", "## Context", "## Decision", "## Consequences"]
        .filter((part) => !readFileSync(path.join(root, "docs", "decisions", name), "utf8").includes(`\n${part}\n`))
        .map((part) => `${name} lacks ${part}`);
    expect(names.flatMap(parts)).toEqual([]);
  });

  test("links between pages lead somewhere", () => {
    const broken = [...pages, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].flatMap((page) =>
      links(page).map((target) => `${page} links to ${target}, which is not there`),
    );
    expect(broken).toEqual([]);
  });
});

function markdownIn(folder: string): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")))
    .toSorted();
}

// A copy for each page, so that what the commands write stays out of the repository and of other pages.
function copied(folder: string, page: string): string {
  const to = path.join(scratch, "folders", page.replaceAll(/[/.]/g, "-"), folder);
  if (!existsSync(to)) cpSync(path.join(root, folder), to, { recursive: true });
  return to;
}

function runCommands(block: DocBlock, place: { cwd: string }): void {
  const commands = docCommands(block);
  for (const [i, each] of commands.entries()) {
    const last = i === commands.length - 1;
    const { status, printed } = shell(each, place);
    expect(`${each.command}\n${printed}exit ${status}`).toBe(
      `${each.command}\n${printed}exit ${last ? block.exit : 0}`,
    );
    const difference = each.output === null ? null : outputDifference(each.output, printed);
    expect(difference, `$ ${each.command}`).toBeNull();
  }
}

// Where a command changes the folder, the page's next command starts there.
function shell(each: DocCommand, place: { cwd: string }): { status: number | null; printed: string } {
  const state = path.join(scratch, "pwd");
  const script = `exec 2>&1\n${block(each)}\n__status=$?\npwd > "${state}"\nexit $__status\n`;
  const run = spawnSync("sh", ["-c", script], {
    cwd: place.cwd,
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${path.join(scratch, "bin")}${path.delimiter}${process.env.PATH}`,
      HOME: scratch,
      NO_COLOR: "1",
      FORCE_COLOR: "0",
      COLUMNS: "120",
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (existsSync(state)) place.cwd = readFileSync(state, "utf8").trim();
  rmSync(state, { force: true });
  return { status: run.status, printed: run.stdout };
}

// A whole `sh` block stops at its first failure.
function block(each: DocCommand): string {
  return each.output === null ? `set -e\n${each.command}` : each.command;
}

function runLibrary(example: DocBlock, cwd: string): void {
  const folder = mkdtempSync(path.join(scratch, "ts-"));
  writeFileSync(path.join(folder, "example.mts"), example.text);
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023", "esnext.disposable"],
    module: "nodenext",
    strict: true,
    skipLibCheck: true,
    types: ["node"],
    typeRoots: [path.join(root, "node_modules", "@types")],
  };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["example.mts"] }));
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const checked = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
  expect(checked.stdout, "types of the example").toBe("");
  if (example.typesOnly) return;
  const run = spawnSync(process.execPath, [path.join(folder, "example.mjs")], { cwd, encoding: "utf8" });
  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: example.exit, stderr: expect.anything() });
}

function readmeBlock(holding: string): DocBlock {
  const blocks = docBlocks(readFileSync(path.join(root, "README.md"), "utf8"));
  const found = blocks.find((each) => each.text.includes(holding));
  if (found === undefined) throw new Error(`the README has no block with “${holding}”`);
  return found;
}

// The program's sources without their comments.
function sourceTexts(): string[] {
  const names = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" });
  return names
    .filter((each) => each.endsWith(".ts") && !each.endsWith(".test.ts"))
    .map((name) => readSource(readFileSync(path.join(root, "src", name), "utf8")).uncommented);
}

function errorCodes(): string[] {
  const codes = new Set<string>();
  for (const uncommented of sourceTexts()) {
    const literal =
      /["'`[]((?:CONFIG|MODEL|QUERY|INPUT|STORE|ENGINE|OUTPUT|USAGE|SOURCE|SYNC|SECRET|API)_[A-Z0-9_]*[A-Z0-9])["'`\]]/g;
    for (const match of uncommented.matchAll(literal)) codes.add(match[1] ?? "");
  }
  // Salesforce's own words for a query that took too long, and for an edition without API.
  for (const theirs of ["QUERY_TIMEOUT", "API_DISABLED_FOR_ORG"]) codes.delete(theirs);
  return [...codes].toSorted();
}

// Codes in headings, whether set as code or not.
function headings(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ .*$/gm)]
    .flatMap((line) => line[0].match(/\b[A-Z]+_[A-Z0-9_]+\b/g) ?? [])
    .toSorted();
}

// Relative link targets that do not exist.
function links(page: string): string[] {
  const file = path.join(root, page);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8").replaceAll(/^(`{3,})[^]*?^\1/gm, "");
  return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(path.join(path.dirname(file), target)));
}
