import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, createServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openNode } from "../../src/engines/clickhouse/node.ts";
import { type Ran, runSmac } from "../run-smac.ts";
import { buildStore } from "../store/built-store.ts";
import { type ClickHouseServer, noClickHouse, startShards, users } from "./server.ts";

const folder = mkdtempSync(join(tmpdir(), "smac-tls-"));
const files = join(folder, "files");
const without = noClickHouse() ?? (hasOpenssl() ? null : "there is no openssl to make a certificate with");
const built = without === null ? buildStore() : null;
const open: Server[] = [];
let server: ClickHouseServer | undefined;

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A certificate for a name, which vouches for itself: the file to trust, and what a server needs. */
function certificate(of: string): { readonly file: string; readonly key: string; readonly cert: string } {
  const [key, file] = [join(folder, `${open.length}.key`), join(folder, `${open.length}.pem`)];
  const args = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=smac.test -addext subjectAltName=${of} -keyout ${key} -out ${file}`;
  execFileSync("openssl", args.split(" "), { stdio: "ignore" });
  return { file, key: readFileSync(key, "utf8"), cert: readFileSync(file, "utf8") };
}

/** Where TLS ends and what comes out of it goes to the server, as behind a proxy; with the file that vouches for it. */
async function secured(of: string): Promise<{ readonly host: string; readonly trust: string }> {
  const { file, key, cert } = certificate(of);
  const [host = "", port = ""] = (server?.http ?? "").split(":");
  const proxy = createServer({ key, cert }, (socket) => {
    const inner = connect(Number(port), host);
    socket.pipe(inner).pipe(socket);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const)
      one.on("error", () => other.destroy());
  });
  open.push(proxy);
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return { host: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, trust: file };
}

const address = (host: string): string => `clickhouse://smac:\${env:SMAC_PASSWORD}@${host}/smac?secure=true`;

/** The program in a process of its own: which authorities it trusts is settled when that begins. */
async function smac(cwd: string, trust: string | null, args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, SMAC_PASSWORD: users.smac, ...(trust === null ? {} : { NODE_EXTRA_CA_CERTS: trust }) };
  const child = spawn(process.execPath, [built?.program ?? "", ...args], { cwd, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString("utf8")));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString("utf8")));
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, stderr };
}

beforeAll(async () => {
  if (without !== null) return;
  [server] = await startShards(1);
  const node = openNode({ url: `http://${server?.http}`, database: "default", user: "smac", password: users.smac });
  await node.run({ sql: "create database smac", params: {} }, null);
  await node.close();
  cpSync(join(import.meta.dirname, "../../examples/saas"), files, {
    recursive: true,
    filter: (path) => !path.includes(".smac"),
  });
  const filled = await runSmac(["import"], { cwd: files });
  if (filled.code !== 0) throw new Error(filled.stderr);
}, 120_000);
afterAll(async () => {
  for (const proxy of open) proxy.close();
  await server?.close();
  built?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(without !== null)(`a server that speaks TLS${without === null ? "" : ` (${without})`}`, () => {
  test("is filled and asked where its certificate is known, and refused where it is not", async () => {
    const { host, trust } = await secured("IP:127.0.0.1");
    const unknown = await smac(files, null, ["copy", "--to", address(host)]);
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("ENGINE_TLS");
    expect(unknown.stderr).toContain("NODE_EXTRA_CA_CERTS");
    const copied = await smac(files, trust, ["copy", "--to", address(host)]);
    expect(copied.stderr).toBe("");
    expect(copied.stdout).toMatch(/^copied [\d,]+ rows/);
    const served = join(folder, "served");
    cpSync(files, served, { recursive: true, filter: (path) => !path.includes(".smac") });
    const project = readFileSync(join(files, "smac.yml"), "utf8").replace(/^store: .*\n/, "");
    writeFileSync(join(served, "smac.yml"), `store: "${address(host)}"\n${project}`);
    for (const command of [["report"], ["clusters", "--status", "all"]])
      expect(await smac(served, trust, command)).toEqual(await smac(files, null, command));
  }, 120_000);

  test("is refused where its certificate is another's", async () => {
    const { host, trust } = await secured("DNS:elsewhere.test");
    const ran = await smac(files, trust, ["copy", "--to", address(host)]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("ENGINE_TLS");
    expect(ran.stderr).not.toContain(users.smac);
  }, 60_000);
});
