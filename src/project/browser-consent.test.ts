import { connect } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { browserConsent } from "./browser-consent.ts";

test("calls that are none of ours are passed over, also those to no address at all", async () => {
  let show: (callback: { readonly redirect: string; readonly state: string }) => void = () => undefined;
  const shown = new Promise<{ readonly redirect: string; readonly state: string }>((resolve) => {
    show = resolve;
  });
  const consent = browserConsent({
    port: 0,
    patience: 20_000,
    signal: new AbortController().signal,
    address: (callback) => {
      show(callback);
      return "https://example.test";
    },
    show: () => undefined,
  });
  const { redirect, state } = await shown;
  for (const path of ["//", "/", "/callback?state=other&code=1", "/callback", "http://[", "*"])
    expect(await firstLine(redirect, path)).toBe("HTTP/1.1 404 Not Found");
  expect(await firstLine(redirect, `/callback?state=${state}&code=c0de`)).toBe("HTTP/1.1 200 OK");
  expect(await consent).toEqual({ code: "c0de", redirect_uri: redirect });
});

/** The first line of the answer to a GET of exactly this text. */
async function firstLine(redirect: string, path: string): Promise<string> {
  const { hostname, port } = new URL(redirect);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let text = "";
  socket.on("data", (part: Buffer) => (text += part.toString("latin1")));
  await once(socket, "close");
  return text.split("\r\n")[0] ?? "";
}
