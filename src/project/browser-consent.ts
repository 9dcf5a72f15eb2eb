import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SmacError } from "../errors.ts";

/** What a service handed back through the browser, without the state: names in snake case. */
export type ConsentAnswer = Readonly<Record<string, string>>;

/** A consent to wait for. */
export interface ConsentRequest {
  /** The port of this machine that the service's answer comes to; 0: any. */
  readonly port: number;
  /** The address to open in a browser. */
  readonly address: (callback: { readonly redirect: string; readonly state: string }) => string;
  /** Shows the address to the person, and opens it where that is possible. */
  readonly show: (address: string) => void;
  /** Milliseconds to wait for the answer. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/**
 * Has a person consent in the browser: shows the service's address, and takes
 * its answer on a port of this machine alone. An answer without the state that
 * was sent is not ours, and is passed over.
 *
 * @throws SmacError `SOURCE_SIGN_IN` when it was refused or nobody answered in
 * time, `SOURCE_PORT` when the port is taken.
 */
export async function browserConsent(
  request: ConsentRequest,
): Promise<ConsentAnswer & { readonly redirect_uri: string }> {
  const state = randomBytes(24).toString("base64url");
  const server = createServer();
  const port = await listening(server, request.port);
  const redirect = `http://localhost:${port}/callback`;
  try {
    const answer = answered(server, { state, request });
    request.show(request.address({ redirect, state }));
    return { ...(await answer), redirect_uri: redirect };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new SmacError(
          "SOURCE_PORT",
          `port ${port} of this machine cannot be used for the browser's answer (${cause.code})`,
          {
            hint: "name another with --port, and register its address with the service",
            cause,
          },
        ),
      ),
    );
    server.listen(port, "localhost", () => resolve((server.address() as AddressInfo).port));
  });
}

function answered(
  server: Server,
  { state, request }: { readonly state: string; readonly request: ConsentRequest },
): Promise<ConsentAnswer> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(nobody()), request.patience);
    const stop = (): void => {
      clearTimeout(late);
      reject(request.signal.reason as Error);
    };
    request.signal.addEventListener("abort", stop, { once: true });
    const end = (): void => {
      clearTimeout(late);
      request.signal.removeEventListener("abort", stop);
    };
    server.on("request", (incoming, outgoing) => {
      const [path, given] = [incoming.url ?? "", "http://localhost"];
      const url = URL.canParse(path, given) ? new URL(path, given) : null;
      const isOurs = incoming.method === "GET" && url?.pathname === "/callback";
      if (!isOurs || !isSame(url.searchParams.get("state"), state)) {
        outgoing.writeHead(404).end();
        return;
      }
      const parts = [...url.searchParams].filter(([name]) => name !== "state");
      const answer = Object.fromEntries(
        parts.map(([name, value]) => [name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_"), value]),
      );
      const refused = answer["error"];
      const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'" };
      outgoing.writeHead(200, headers).end(page(refused === undefined), () => {
        end();
        if (refused === undefined) resolve(answer);
        else reject(declined(refused));
      });
    });
  });
}

function isSame(given: string | null, state: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(state)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function page(granted: boolean): string {
  const said = granted
    ? "Thank you. You can close this page and go back to smac."
    : "Access was not granted. Go back to smac.";
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>smac</title><p>${said}</p></html>`;
}

function nobody(): SmacError {
  return new SmacError("SOURCE_SIGN_IN", "no answer came from the browser", {
    hint: "run this again and give consent on the page that opens; the address it answers to must be registered with the service",
  });
}

function declined(error: string): SmacError {
  const word = /^[\w.-]{1,60}$/.test(error) ? ` (${error})` : "";
  return new SmacError("SOURCE_SIGN_IN", `access was not granted in the browser${word}`, {
    hint: "run this again and allow it, as a user who may",
  });
}
