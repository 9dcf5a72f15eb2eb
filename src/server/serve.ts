import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { createAdaptorServer } from "@hono/node-server";
import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import { apiApp } from "./app.ts";
import { isLoopback } from "./guard.ts";
import { openJobs } from "./jobs.ts";
import { type Provider, openProvider } from "./oidc.ts";
import { serveSecret } from "../project/serve-secret.ts";
import { type SharedProject, shareProject } from "./shared-project.ts";
import { openTokens } from "./tokens.ts";
import { openWebFiles } from "./web-files.ts";

/** Where a project is served, and to whom. */
export interface ServeOptions {
  readonly directory: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Needs a token also on this computer. */
  readonly requireToken: boolean;
  /** Names it goes by, as behind a proxy; then tokens are needed. */
  readonly allowHosts: readonly string[];
  /** What people know it by behind a proxy: `https://smac.example.com`; then tokens are needed. */
  readonly publicUrl?: string | undefined;
  /** Origins whose pages may show a shared tile in a frame. */
  readonly allowFrames: readonly string[];
  /** Bytes of the largest file that may be sent to be imported; default 2 GB. */
  readonly uploadBytes?: number | undefined;
  /** Told of errors of the program, as text. */
  readonly log: (text: string) => void;
}

/** A server that listens. */
export interface Serving {
  /** For example `http://127.0.0.1:7622`. */
  readonly url: string;
  /** Takes no more requests, stops jobs, waits for answers under way, and lets go of the store. */
  close(): Promise<void>;
}

/** Where the build lays the page: the same place from the sources and from what they were built to. */
const builtPage = fileURLToPath(new URL("../../dist/web", import.meta.url));
const drainMilliseconds = 5_000;

/**
 * Serves a project until closed.
 *
 * @throws SmacError `USAGE_NO_TOKEN` when it could be reached from elsewhere and nobody could sign in;
 * `USAGE_BAD_ORIGIN`, `USAGE_NO_PUBLIC_URL`, `SECRET_MISSING`, `API_PORT`.
 */
export async function serve(options: ServeOptions, effects: Effects): Promise<Serving> {
  const { uploadBytes } = options;
  const uploadLimits = uploadBytes === undefined ? {} : { bytes: uploadBytes };
  const project = await shareProject(options.directory, effects, { uploadLimits });
  const tokens = openTokens(project.folder);
  const loopback = isLoopback(options.host);
  const publicUrl = options.publicUrl === undefined ? null : publicOrigin(options.publicUrl);
  const allowed = [...options.allowHosts, ...(publicUrl === null ? [] : [new URL(publicUrl).hostname])];
  const tokenNeeded = !loopback || options.requireToken || allowed.length > 0;
  const provider = tokenNeeded ? await providerOf(project, effects, { loopback, allowed, publicUrl }) : null;
  if (tokenNeeded && provider === null && tokens.list().length === 0) {
    throw new SmacError("USAGE_NO_TOKEN", "others could reach this server, and there is no token yet", {
      hint: "make one with smac token create NAME --scope read, or serve on 127.0.0.1 alone",
    });
  }
  const failed = (error: unknown): void =>
    options.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const ending = new AbortController();
  const now = (): number => effects.now();
  const jobs = openJobs(now, failed);
  const app = apiApp({
    project,
    jobs,
    tokens,
    tokenNeeded,
    hosts: { loopback, allowed },
    publicUrl,
    provider,
    web: { files: openWebFiles(builtPage), frames: options.allowFrames.map(frameOrigin) },
    now,
    failed,
    ending: ending.signal,
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // A file may take long to come; everything else is small, and is waited for half a minute.
  server.requestTimeout = 3_600_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 1000;
  const { port } = await listening(server, options);
  void project.begin();
  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
    async close() {
      ending.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      await jobs.close();
      const late = setTimeout(() => server.closeAllConnections(), drainMilliseconds);
      await closed;
      clearTimeout(late);
      await project.close();
    },
  };
}

/** Where people sign in with an account, if smac.yml says so; where they are led back to must be known. */
async function providerOf(
  project: SharedProject,
  { env }: Effects,
  where: { readonly loopback: boolean; readonly allowed: readonly string[]; readonly publicUrl: string | null },
): Promise<Provider | null> {
  const settings = project.signIn();
  if (settings === null) return null;
  if (where.publicUrl === null && !(where.loopback && where.allowed.length === 0))
    throw new SmacError(
      "USAGE_NO_PUBLIC_URL",
      "people sign in elsewhere, and it is not known where they come back to",
      {
        hint: "say what this server is called: --public-url https://smac.example.com",
      },
    );
  return openProvider(settings, await serveSecret(settings, { env, folder: project.folder }));
}

/** @throws SmacError `USAGE_BAD_ORIGIN`. */
function publicOrigin(text: string): string {
  const origin = frameOrigin(text.replace(/\/$/, ""));
  const { protocol, hostname } = new URL(origin);
  if (protocol === "https:" || isLoopback(hostname)) return origin;
  throw new SmacError("USAGE_BAD_ORIGIN", `“${text}” would send what signs people in over the network unencrypted`, {
    hint: "put a proxy with TLS before the server, and give its address: https://smac.example.com",
  });
}

/** @throws SmacError `USAGE_BAD_ORIGIN`. */
function frameOrigin(text: string): string {
  const isOne = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.test(text) && URL.canParse(text);
  if (isOne) return text.toLowerCase();
  throw new SmacError("USAGE_BAD_ORIGIN", `“${text}” is no origin`, {
    hint: "it is a scheme and a host, like https://wiki.example.com",
  });
}

function listening(server: Server, { host, port }: ServeOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new SmacError(
          "API_PORT",
          `cannot listen on ${host}, port ${port}: ${reasons[cause.code ?? ""] ?? cause.message}`,
          {
            hint: "choose another with --port; --port 0 takes any that is free",
            cause,
          },
        ),
      ),
    );
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there",
  EACCES: "there is no permission",
  EADDRNOTAVAIL: "this computer has no such address",
  ENOTFOUND: "there is no such host",
};
