import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type RequestListener, createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openShards } from "../../src/engines/clickhouse/open.ts";
import { readAddress } from "../../src/text/clickhouse-address.ts";

const folder = mkdtempSync(join(tmpdir(), "smac-answers-"));
const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function asked(host: string, query = ""): Promise<unknown> {
  const address = readAddress(`clickhouse://smac@${host}/smac${query}`);
  return openShards({ address, password: "canary-secret" }).then(
    () => "opened",
    (error: unknown) => error,
  );
}

const answering = (version: string): RequestListener => {
  const body = JSON.stringify({ meta: [{ name: "version", type: "String" }], data: [[version]], rows: 1 });
  return (_, response) => void response.end(body);
};

test.each([
  ["a server of an older protocol", answering("23.3.1.2823"), "ENGINE_OLD_SERVER"],
  ["a page of a proxy", (_, r) => void r.end("<html>Welcome</html>"), "ENGINE_NOT_CLICKHOUSE"],
  ["a failing proxy", (_, r) => void r.writeHead(502).end("<html>Bad Gateway</html>"), "ENGINE_NOT_CLICKHOUSE"],
  ["an answer of another kind", (_, r) => void r.end('{"meta":[],"data":[]}'), "ENGINE_NOT_CLICKHOUSE"],
  ["half an answer", (_, r) => void r.end('{"meta":[{"name":"ver'), "ENGINE_NOT_CLICKHOUSE"],
  ["a connection that breaks", (_, r) => void r.socket?.destroy(), "ENGINE_UNREACHABLE"],
  ["none at all, in time", () => undefined, "ENGINE_TIMEOUT"],
] as readonly (readonly [string, RequestListener, string])[])("%s is told", async (_, listener, code) => {
  const host = await listening(createServer(listener));
  const error = await asked(host, "?timeout=1");
  expect(error).toMatchObject({ code });
  expect(String(error)).toContain(host);
  expect(String(error)).not.toContain("canary-secret");
});

function certificate(): { readonly key: string; readonly cert: string } | null {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const args = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=elsewhere.test -keyout ${key} -out ${cert}`;
  try {
    execFileSync("openssl", args.split(" "), { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch {
    return null;
  }
}

test("a certificate that nobody vouches for, and one side without TLS, are told", async (context) => {
  const plain = await listening(createServer(answering("26.7.1.1")));
  expect(await asked(plain)).toBe("opened");
  expect(await asked(plain, "?secure=true")).toMatchObject({ code: "ENGINE_TLS" });
  const made = certificate();
  if (made === null) return context.skip("there is no openssl to make a certificate with");
  const secure = await listening(createTlsServer(made, answering("26.7.1.1")));
  expect(await asked(secure, "?secure=true")).toMatchObject({
    code: "ENGINE_TLS",
    hint: expect.stringContaining("NODE_EXTRA_CA_CERTS") as string,
  });
  const wrong = await asked(secure);
  expect(wrong).toMatchObject({ code: expect.stringMatching(/^ENGINE_(TLS|UNREACHABLE)$/) as string });
});
