import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { functionsOf, importsOf, lineOf, readSource } from "./source-text.ts";
import type { Import, SourceText } from "./source-text.ts";

// The rules of CONTRIBUTING.md, by number. A failure names the rule and the file.

interface Room {
  readonly files: RegExp;
  readonly imports: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[];
}

const BASE = ["base"];
const ROOMS: Readonly<Record<string, Room>> = {
  base: {
    files: /^src\/(errors\.ts|effects[^/]*\.ts|text\/|time\/|sql\/(quote|param|fragment|zone-shift)\.ts)/,
    imports: [],
  },
  model: { files: /^src\/model\//, imports: [] },
  query: { files: /^src\/query\//, imports: ["model"] },
  sql: { files: /^src\/sql\//, imports: [] },
  compile: { files: /^src\/compile\//, imports: ["query", "model", "sql"] },
  sweep: { files: /^src\/sweep\//, imports: ["query", "model"] },
  engine: { files: /^src\/engines\/[^/]+\.ts$/, imports: ["sql"] },
  duckdb: { files: /^src\/engines\/duckdb\//, imports: ["engine", "sql"] },
  clickhouse: { files: /^src\/engines\/clickhouse\//, imports: ["engine", "sql"] },
  sources: { files: /^src\/sources\//, imports: ["engine"], types: ["duckdb"] },
  store: {
    files: /^src\/store\//,
    imports: ["engine", "duckdb", "clickhouse", "sources", "compile", "sql", "query", "model"],
  },
  sync: { files: /^src\/sync\//, imports: ["store", "sources", "engine", "sql", "model"], types: ["duckdb"] },
  secrets: { files: /^src\/secrets\//, imports: [] },
  demo: { files: /^src\/demo\//, imports: [] },
  "stand-ins": { files: /^src\/stand-ins\//, imports: ["demo"] },
  project: {
    files: /^src\/project\//,
    imports: [
      "store",
      "sync",
      "secrets",
      "sweep",
      "engine",
      "duckdb",
      "sources",
      "compile",
      "sql",
      "query",
      "model",
      "demo",
      "stand-ins",
    ],
  },
  format: { files: /^src\/format\//, imports: [], types: ["query", "sql", "store", "sync"] },
  server: {
    files: /^src\/server\//,
    imports: ["project", "format", "query"],
    types: ["store", "sync", "model"],
  },
  cli: {
    files: /^src\/cli\//,
    imports: ["project", "server", "format", "demo", "query", "model"],
    types: ["store", "sync", "sources", "duckdb"],
  },
  entrance: { files: /^src\/index\.ts$/, imports: ["project"], types: ["query", "model"] },
};
/** Packages that only one room may name. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  "@duckdb/node-api": /^src\/engines\/duckdb\//,
  "@clickhouse/client": /^src\/engines\/clickhouse\//,
  commander: /^src\/cli\//,
  "@clack/prompts": /^src\/cli\//,
  hono: /^src\/server\//,
  "@hono/node-server": /^src\/server\//,
  "@hono/zod-openapi": /^src\/server\//,
  "@napi-rs/keyring": /^src\/secrets\//,
  "openid-client": /^src\/server\//,
  "@uwdata/flechette": /^src\/format\//,
};
const TOUCHES_SYSTEM =
  /^src\/(engines|sources|secrets|stand-ins|store|sync|project|server|cli)\/|^src\/model\/load\.ts$|^src\/demo\/writ[^/]*\.ts$/;
const OUTSIDE_WORLD =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.(?:env|argv|exit|std\w+)\b|\bconsole\./g;
const HOLDS_OUTSIDE_WORLD = /^src\/cli\/main\.ts$|^src\/(?:[^/]+\/)*effects[^/]*\.ts$/;

interface File {
  readonly name: string;
  readonly text: string;
  readonly source: SourceText;
  readonly imports: readonly Import[];
}

const root = path.dirname(import.meta.dirname);
const files = ["src", "test", "scripts", "bench"].flatMap((folder) => read(folder));
const product = files.filter((file) => file.name.startsWith("src/") && !file.name.endsWith(".test.ts"));
const web = read("web/src", /\.tsx?$/);
const known = new Map(product.map((file) => [file.name, file]));

describe("rooms", () => {
  test("1. every file of src stands in a room", () => {
    expect(
      broken(1, product, (file) => (roomOf(file.name) === null ? ["is in no room of test/architecture.test.ts"] : [])),
    ).toEqual([]);
  });

  test("2. a room imports only what its row names", () => {
    expect(broken(2, product, wrongImports)).toEqual([]);
  });

  test("3. no cycles between files", () => {
    expect([...new Set(cycles().map((cycle) => `rule 3: ${cycle.join(" → ")}`))]).toEqual([]);
  });

  test("4. node:* only where the system is touched", () => {
    const wrong = (file: File): string[] =>
      TOUCHES_SYSTEM.test(file.name)
        ? []
        : file.imports.filter((each) => isBuiltIn(each.from)).map((each) => `imports ${each.from}`);
    expect(broken(4, product, wrong)).toEqual([]);
  });

  test("5. a package with an owner is imported by it alone", () => {
    const wrong = (file: File): string[] =>
      file.imports
        .filter((each) => PACKAGES[packageOf(each.from)]?.test(file.name) === false)
        .map((each) => `imports ${each.from}`);
    expect(broken(5, product, wrong)).toEqual([]);
  });

  test("6. clock, chance, environment and terminal come in as arguments", () => {
    const wrong = (file: File): string[] =>
      HOLDS_OUTSIDE_WORLD.test(file.name)
        ? []
        : [...file.source.code.matchAll(OUTSIDE_WORLD)].map(
            (match) => `uses ${match[0]} in line ${lineOf(file.text, match.index)}`,
          );
    expect(broken(6, product, wrong)).toEqual([]);
  });
});

describe("sizes", () => {
  test("7. a file has at most 500 lines, better 300", () => {
    const lines = (file: File): number => file.text.trimEnd().split("\n").length;
    for (const file of product.filter((each) => lines(each) > 300))
      console.warn(`rule 7: ${file.name} has ${lines(file)} lines; 300 are enough`);
    expect(broken(7, files, (file) => (lines(file) > 500 ? [`has ${lines(file)} lines`] : []))).toEqual([]);
  });

  test("8. a function has at most 80 lines", () => {
    const wrong = (file: File): string[] =>
      functionsOf(file.source)
        .filter((each) => each.lines > 80)
        .map((each) => `has a function of ${each.lines} lines in line ${each.line}`);
    expect(
      broken(
        8,
        files.filter((file) => !/^test\/|^bench\/|\.test\.ts$/.test(file.name)),
        wrong,
      ),
    ).toEqual([]);
  });
});

describe("words", () => {
  test("9. every exported declaration says what the caller gets", () => {
    expect(broken(9, product, undocumented)).toEqual([]);
  });

  test("10. the public names are listed by hand", () => {
    const index = known.get("src/index.ts");
    expect(index, "rule 10: src/index.ts is missing").toBeDefined();
    expect(/export\s*\*/.test(index?.source.code ?? ""), "rule 10: src/index.ts has export *").toBe(false);
  });

  test("11. no drawer for odds and ends, and kebab-case names", () => {
    const wrong = (file: File): string[] => {
      const odd = /(^|[/-])(utils?|helpers?|common|misc)([/.-]|$)/.test(file.name);
      const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.property\.test|\.d)?\.(ts|mjs)$/.test(
        path.posix.basename(file.name),
      );
      return [...(odd ? ["is named after no idea"] : []), ...(kebab ? [] : ["is not named in kebab-case"])];
    };
    expect(broken(11, files, wrong)).toEqual([]);
  });
});

describe("the page", () => {
  const rooms = "calendar words url api data charts pictures parts lists figures tiles shell pages".split(" ");

  test("14. the page imports nothing of the program: what it knows of it comes over the API", () => {
    const wrong = (file: File): string[] =>
      file.imports
        .filter((each) => each.from.startsWith(".") && !resolve(file.name, each.from).startsWith("web/src/"))
        .map((each) => `imports ${each.from}`);
    expect(broken(14, web, wrong)).toEqual([]);
  });

  test("15. a page is a folder of its own, which only the routes import", () => {
    const wrong = (file: File): string[] => {
      const own = pageOf(file.name);
      return file.imports
        .filter((each) => each.from.startsWith("."))
        .map((each) => pageOf(resolve(file.name, each.from)))
        .filter((page) => page !== null && page !== own && file.name !== "web/src/routes.ts")
        .map((page) => `imports of the page “${page}”`);
    };
    expect(broken(15, web, wrong)).toEqual([]);
  });

  test("16. files of the page have at most 500 lines, better 300, and stand in a room", () => {
    const lines = (file: File): number => file.text.trimEnd().split("\n").length;
    const wrong = (file: File): string[] => [
      ...(lines(file) > 500 ? [`has ${lines(file)} lines`] : []),
      ...(/^web\/src\/[^/]+$/.test(file.name) || rooms.includes(file.name.split("/")[2] ?? "")
        ? []
        : ["is in no room"]),
      ...(/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/.test(path.posix.basename(file.name))
        ? []
        : ["is not in kebab-case"]),
    ];
    expect(broken(16, web, wrong)).toEqual([]);
  });

  test("17. every exported declaration of the page says what the caller gets", () => {
    expect(
      broken(
        17,
        web.filter((file) => !/\.test\.tsx?$/.test(file.name)),
        undocumented,
      ),
    ).toEqual([]);
  });
});

describe("the repository", () => {
  const tracked = trackedFiles();

  test.skipIf(tracked === null)("12. no file names a machine's folders or a registry", () => {
    // Written so that this file does not name them itself.
    const places = ["work", "root", "home/\\w+", "Users/\\w+"].map((each) => `(?<![\\w.~:/-])/${each}/`);
    const hosts = ["registry[.]\\w", "npm[.]pkg[.]", "verdacci[o]", "artifactor[y]", "codeartifac[t]", "_auth[T]oken"];
    const pattern = new RegExp([...places, ...hosts, '"resolved": "[h]ttp'].join("|"));
    const found: string[] = [];
    for (const name of tracked ?? []) {
      const text = readFileSync(path.join(root, name));
      if (text.includes(0)) continue;
      const match = pattern.exec(text.toString("utf8"));
      if (match !== null)
        found.push(`rule 12: ${name}:${lineOf(text.toString("utf8"), match.index)} names “${match[0]}”`);
    }
    expect(found).toEqual([]);
  });

  test("13. the README has fewer than 200 lines", () => {
    const readme = path.join(root, "README.md");
    expect(existsSync(readme), "rule 13: README.md is missing").toBe(true);
    expect(readFileSync(readme, "utf8").split("\n").length, "rule 13: lines of README.md").toBeLessThan(200);
  });
});

function read(folder: string, kinds = /\.(ts|mjs)$/): File[] {
  if (!existsSync(path.join(root, folder))) return [];
  const names = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" });
  return names
    .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")))
    .filter((name) => kinds.test(name) && !/^test\/(golden|fixtures)\//.test(name))
    .toSorted()
    .map((name) => {
      const text = readFileSync(path.join(root, name), "utf8");
      const source = readSource(text);
      return { name, text, source, imports: importsOf(source) };
    });
}

function broken(rule: number, among: readonly File[], wrong: (file: File) => readonly string[]): string[] {
  return among.flatMap((file) => wrong(file).map((what) => `rule ${rule}: ${file.name} ${what}`));
}

function roomOf(name: string): string | null {
  return Object.entries(ROOMS).find(([, room]) => room.files.test(name))?.[0] ?? null;
}

function wrongImports(file: File): string[] {
  const own = roomOf(file.name) ?? "";
  const room = ROOMS[own];
  return file.imports
    .filter((each) => each.from.startsWith("."))
    .map((each) => ({ ...each, target: resolve(file.name, each.from) }))
    .filter(({ target, typeOnly }) => {
      const other = roomOf(target) ?? "";
      if (other === own || BASE.includes(other) || room?.imports.includes(other)) return false;
      return !(typeOnly && room?.types?.includes(other));
    })
    .map(
      ({ target, typeOnly }) =>
        `(${own}) imports ${typeOnly ? "types of " : ""}${target} (${roomOf(target) ?? "no room"})`,
    );
}

function pageOf(name: string): string | null {
  return /^web\/src\/pages\/([^/]+)\//.exec(name)?.[1] ?? null;
}

function resolve(from: string, module: string): string {
  return path.posix.join(path.posix.dirname(from), module);
}

// `hono/streaming` is of `hono`.
function packageOf(module: string): string {
  return module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
}

function isBuiltIn(module: string): boolean {
  return module.startsWith("node:");
}

function cycles(): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(name);
    if (seen !== -1) found.push([...trail.slice(seen), name]);
    if (seen !== -1 || done.has(name)) return;
    for (const each of known.get(name)?.imports ?? []) {
      if (each.from.startsWith(".")) visit(resolve(name, each.from), [...trail, name]);
    }
    done.add(name);
  };
  for (const name of known.keys()) visit(name, []);
  return found;
}

// Later signatures of one function share the comment of the first.
function undocumented(file: File): string[] {
  const declared =
    /^export (?:declare |abstract |async |default )*(?:function\*?|const|let|class|interface|type) (\w+)/gm;
  const seen = new Set<string>();
  const missing: string[] = [];
  for (const match of file.source.code.matchAll(declared)) {
    const name = match[1] ?? "";
    const before = file.text.slice(0, match.index).trimEnd();
    const comment = before.endsWith("*/") ? before.slice(before.lastIndexOf("/*")) : "";
    if (!comment.startsWith("/**") && !seen.has(name)) missing.push(`exports ${name} without a doc comment`);
    seen.add(name);
  }
  return missing;
}

// What is committed or about to be; null outside a checkout.
function trackedFiles(): string[] | null {
  try {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
    });
    return listed.split("\0").filter((name) => name !== "" && existsSync(path.join(root, name)));
  } catch {
    return null;
  }
}
