import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWebFiles } from "../../src/server/web-files.ts";
import { copyOf, type Served, served } from "./served.ts";

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const script = "export const one = 1;\n".repeat(100);
let api: Served;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "smac-page-"));
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "index.html"), "<!doctype html><title>the page</title>");
  writeFileSync(path.join(folder, "favicon.svg"), "<svg/>");
  writeFileSync(path.join(folder, "secret.env"), "X=1");
  writeFileSync(path.join(folder, "assets", "main-1a2b.js"), script);
  writeFileSync(path.join(folder, "assets", "main-1a2b.js.gz"), gzipSync(script));
  symlinkSync("/etc/hostname", path.join(folder, "assets", "link.txt"));
  api = await served({ web: { files: openWebFiles(folder), frames: ["https://wiki.example"] } });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

describe("the page", () => {
  test.each(["/", "/trend", "/clusters/customer/acme.com", "/clusters/customer/a%2Fb", "/dashboards/monday"])(
    "%s is the page, with its policy",
    async (address) => {
      const { status, headers, ...response } = await api.ask(address, { headers: browser });
      expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-cache");
      expect(response).toBeDefined();
    },
  );

  test("a shared tile may be framed by the sites that are named, and by no other", async () => {
    const { headers } = await api.ask("/embed/abc", { headers: browser });
    expect(headers.get("content-security-policy")).toMatch(/frame-ancestors https:\/\/wiki\.example$/);
    expect(headers.get("x-frame-options")).toBeNull();
  });

  test("files: kept for ever by their hash, packed where the browser takes it, known by their tag", async () => {
    const plain = await api.ask("/assets/main-1a2b.js");
    expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await plain.text()).toBe(script);
    const packed = await api.ask("/assets/main-1a2b.js", { headers: { "accept-encoding": "br, gzip" } });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect((await packed.arrayBuffer()).byteLength).toBe(gzipSync(script).byteLength);
    const none = await api.ask("/assets/main-1a2b.js", { headers: { "accept-encoding": "gzip;q=0, identity" } });
    expect(none.headers.get("content-encoding")).toBeNull();
    const again = await api.ask("/assets/main-1a2b.js", {
      headers: { "if-none-match": `W/${plain.headers.get("etag")}` },
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await api.ask("/favicon.svg")).headers.get("cache-control")).toBe("no-cache");
    const head = await api.ask("/assets/main-1a2b.js", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([
      200,
      String(script.length),
      "",
    ]);
  });

  test.each([
    "/assets/none.js",
    "/assets/link.txt",
    "/assets/..%2f..%2fetc%2fpasswd",
    "/assets/../secret.env",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/secret.env",
    "/assets",
    "/api/nothing",
    "/api/v1/nothing",
    "/apis",
  ])("%s is nothing", async (address) => {
    // Clients take dots out of paths before they ask.
    const headers = /^\/(?:assets|api)\//.test(new URL(address, "http://localhost").pathname) ? browser : {};
    const response = await api.ask(address, { headers });
    expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });

  test("a program that asks for an address of the page is told that there is nothing", async () => {
    expect((await api.ask("/trend", { headers: { accept: "*/*" } })).status).toBe(404);
    expect((await api.ask("/trend", { method: "POST", headers: browser })).status).toBe(404);
    expect((await api.ask("/")).status).toBe(200);
  });

  test("another host is refused here, too", async () => {
    expect((await api.ask("/", { headers: { ...browser, host: "evil.example" } })).status).toBe(403);
  });

  test("what was built again is served", async () => {
    const files = openWebFiles(folder);
    const before = files.find("/index.html")?.etag;
    writeFileSync(path.join(folder, "index.html"), "<!doctype html><title>the page, again</title>");
    expect(files.find("/index.html")?.etag).not.toBe(before);
    expect(files.find("/index.html.gz")).toBeNull();
  });
});

test("where it was not built, a page says so", async () => {
  const own = await served({ web: { files: openWebFiles(path.join(copyOf("saas"), "none")), frames: [] } });
  const response = await own.ask("/", { headers: browser });
  const html = await response.text();
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(html).toContain("npm run build:web");
  expect(html).toContain("/api/docs");
  await own.close();
});
