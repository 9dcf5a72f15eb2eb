import { securityHeaders } from "./guard.ts";
import type { WebFile, WebFiles } from "./web-files.ts";

/** What the page is served with. */
export interface WebAround {
  readonly files: WebFiles;
  /** Origins whose pages may show a shared tile in a frame: `https://wiki.example.com`. */
  readonly frames: readonly string[];
}

/**
 * The answer to a request for the page: a file of its build, or the page itself for every address that a browser
 * opens; null: this is no address of the page.
 */
export function webResponse({ files, frames }: WebAround, request: Request): Response | null {
  const { pathname } = new URL(request.url);
  if (!["GET", "HEAD"].includes(request.method) || pathname === "/api" || pathname.startsWith("/api/")) return null;
  if (pathname !== "/index.html") {
    const file = files.find(pathname);
    if (file !== null) return sent(file, request, { "cache-control": cachingOf(pathname) });
  }
  if (pathname.startsWith("/assets/") || !(pathname === "/" || opensPage(request))) return null;
  const policy = policyOf(pathname.startsWith("/embed/") ? frames : []);
  const page = files.find("/index.html");
  if (page !== null) return sent(page, request, policy);
  const html = { ...securityHeaders, "content-type": "text/html; charset=utf-8" };
  return new Response(request.method === "HEAD" ? null : notBuilt, { headers: html });
}

function opensPage(request: Request): boolean {
  return /(?:^|,)\s*(?:text\/html|application\/xhtml\+xml)\s*(?:[,;]|$)/i.test(request.headers.get("accept") ?? "");
}

/** Files under `/assets/` have the hash of their content in their name. */
function cachingOf(pathname: string): string {
  return pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
}

function policyOf(frames: readonly string[]): Record<string, string> {
  const ancestors = frames.length === 0 ? "'none'" : frames.join(" ");
  return {
    "content-security-policy": `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ${ancestors}`,
    "cache-control": "no-cache",
    ...(frames.length === 0 ? {} : { "x-frame-options": "", "cross-origin-resource-policy": "cross-origin" }),
  };
}

function sent(file: WebFile, request: Request, own: Readonly<Record<string, string>>): Response {
  const packed = packing(file, request.headers.get("accept-encoding") ?? "");
  const all = {
    ...securityHeaders,
    ...own,
    "content-type": file.type,
    etag: file.etag,
    vary: "Accept-Encoding",
    ...(packed === null ? {} : { "content-encoding": packed.name }),
  };
  const headers = Object.entries(all).filter(([, value]) => value !== "");
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known.includes(file.etag)) return new Response(null, { status: 304, headers });
  const bytes = packed?.bytes ?? file.plain;
  headers.push(["content-length", String(bytes.byteLength)]);
  return new Response(request.method === "HEAD" ? null : new Uint8Array(bytes), { headers });
}

function packing(file: WebFile, accepted: string): { readonly name: string; readonly bytes: Uint8Array } | null {
  const takes = (name: string): boolean =>
    accepted
      .toLowerCase()
      .split(",")
      .some((part) => new RegExp(`^\\s*${name}\\s*(?:;(?!\\s*q=0(?:\\.0*)?\\s*$)|$)`).test(part));
  if (file.br !== null && takes("br")) return { name: "br", bytes: file.br };
  if (file.gzip !== null && takes("gzip")) return { name: "gzip", bytes: file.gzip };
  return null;
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>SMAC</title>
<h1>The page was not built</h1>
<p>This server answers programs: the API is explained at <a href="/api/docs">/api/docs</a>.</p>
<p>To have the page, run <code>npm run build:web</code> in the folder of the program, and load this again.</p></html>
`;
