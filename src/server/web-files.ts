import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

/** A file of the page, as it was built. */
export interface WebFile {
  readonly type: string;
  /** Of its content; with quotes. */
  readonly etag: string;
  readonly plain: Uint8Array;
  /** The same, packed by the build: `.br` and `.gz` beside the file. */
  readonly br: Uint8Array | null;
  readonly gzip: Uint8Array | null;
}

/** The built page: its files by the path they are asked for, `/assets/page-1a2b.js`. Nothing else can be asked for. */
export interface WebFiles {
  /** Null: there is no such file. */
  find(path: string): WebFile | null;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** The built page in a folder; read again when it was built again. */
export function openWebFiles(folder: string): WebFiles {
  let known: { readonly stamp: string; readonly files: ReadonlyMap<string, WebFile> } | null = null;
  return {
    find(path) {
      const there = statSync(join(folder, "index.html"), { throwIfNoEntry: false, bigint: true });
      if (there === undefined) return null;
      const stamp = `${there.ino} ${there.size} ${there.mtimeNs}`;
      if (known?.stamp !== stamp) known = { stamp, files: readAll(folder) };
      return known.files.get(path) ?? null;
    },
  };
}

function readAll(folder: string): ReadonlyMap<string, WebFile> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const bytes = new Map(paths.map((path) => [path, readFileSync(path)] as const));
  const files = [...bytes].flatMap(([path, plain]): [string, WebFile][] => {
    const type = types[extname(path)];
    if (type === undefined) return [];
    const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 27)}"`;
    const [br, gzip] = [bytes.get(`${path}.br`) ?? null, bytes.get(`${path}.gz`) ?? null];
    return [[`/${relative(folder, path).split(sep).join("/")}`, { type, etag, plain, br, gzip }]];
  });
  return new Map(files);
}
