// node vendor-process.mjs sync|parse|drain DIST ABOUT CALLS: as a process of its own,
// reads a stand-in with the system's own source, or makes the calls again that this
// made; prints what it took. ABOUT is what vendor-server.mjs told, with the type.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [what, dist, about, callsFile] = process.argv.slice(2);
const { type, settings, credentials, expected } = JSON.parse(about);
process.stdout.write(JSON.stringify(what === "sync" ? await sync() : await again()));

/** The first time, what was asked is written down. */
async function sync() {
  const folder = mkdtempSync(path.join(tmpdir(), "smac-bench-vendor-"));
  const yaml = { timezone: "UTC", sources: { here: { type, ...settings, credentials: "${env:HERE}" } } };
  writeFileSync(path.join(folder, "smac.yml"), JSON.stringify(yaml));
  const silent = { write() {}, isTTY: false, columns: 80 };
  const effects = {
    now: () => Date.now() * 1000,
    env: { HERE: JSON.stringify(credentials) },
    cwd: folder,
    stdin: process.stdin,
    stdout: silent,
    stderr: silent,
    signal: new AbortController().signal,
  };
  const writesDown = !existsSync(callsFile);
  const plainFetch = globalThis.fetch;
  if (writesDown)
    globalThis.fetch = (url, init = {}) => {
      const { method = "GET", headers = {}, body = null } = init;
      appendFileSync(callsFile, `${JSON.stringify({ url: new URL(url).href, method, headers, body })}\n`);
      return plainFetch(url, init);
    };
  const { openProject } = await import(pathToFileURL(path.join(path.resolve(dist), "project/open-project.js")).href);
  const project = await openProject(".", { effects, note: () => undefined });
  const streams = Object.keys(expected).map((stream) => `here.${stream}`);
  const parts = [];
  for (const name of ["first", "again"]) {
    const began = performance.now();
    const receipt = await project.sync({ streams });
    if (receipt.state !== "complete") throw receipt.streams.find(({ error }) => error !== null).error;
    const reading = receipt.streams.reduce((sum, { microseconds }) => sum + microseconds / 1000, 0);
    const calls = Object.fromEntries(receipt.streams.map((one) => [one.stream.replace("here.", ""), one.calls]));
    parts.push({ name, ms: performance.now() - began, reading, calls });
    globalThis.fetch = plainFetch;
  }
  const [{ streams: kept }] = (await project.status()).connections;
  await project.close();
  rmSync(folder, { recursive: true });
  const rows = Object.fromEntries(kept.filter(({ rows }) => rows > 0).map(({ stream, rows }) => [stream, rows]));
  return { parts, rows };
}

/** One call after the other. Sessions that were ended are begun anew. */
async function again() {
  const calls = readFileSync(callsFile, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const sessions = new Map();
  const began = performance.now();
  let bytes = 0;
  for (const { url, method, headers, body } of calls) {
    const sent = body?.replace(/session-(\d)-[^"]+/g, (old, version) => sessions.get(version) ?? old);
    const answer = await fetch(url, { method, headers, ...(body === null ? {} : { body: sent }) });
    if (what === "parse" || body?.includes("CreateAPISession")) {
      const text = await answer.text();
      bytes += Buffer.byteLength(text);
      const session = /session-(\d)-[^"]+/.exec(parsed(text, answer.headers.get("content-type") ?? ""));
      if (session !== null) sessions.set(session[1], session[0]);
    } else for await (const chunk of answer.body ?? []) bytes += chunk.length;
  }
  return { parts: [{ name: what, ms: performance.now() - began, calls: calls.length }], bytes };
}

/** The text, once all of it was taken apart. */
function parsed(text, contentType) {
  if (contentType.includes("csv")) for (const line of text.split("\n")) line.slice(1, -1).split('","');
  else if (text !== "") JSON.parse(text);
  return text.slice(0, 10_000);
}
