import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a provider that means harm, or is broken, does wrong with a token. */
export type Fault =
  | "nonce"
  | "no-nonce"
  | "audience"
  | "issuer"
  | "expired"
  | "not-yet"
  | "unsigned"
  | "empty-signature"
  | "other-key"
  | "shared-secret"
  | "no-id-token"
  | "answer-issuer"
  | "html"
  | "redirect";

/** An OpenID provider that checks all that it is sent, and signs in whoever `claims` says. */
export interface StrictProvider {
  readonly issuer: string;
  claims: Record<string, unknown>;
  /** What is only told when it is asked for more. */
  more: Record<string, unknown> | null;
  fault: Fault | null;
  /** What it says instead of signing in. */
  says: string | null;
  /** What it was asked, in order: paths. */
  readonly asked: string[];
  /** Where it leads back to; others are refused. */
  back: string;
  close(): Promise<void>;
}

/** What this server is called there, and its secret. */
export const own = { id: "smac", secret: "a secret: with % and +" };

interface Code {
  readonly challenge: string;
  readonly nonce: string;
  readonly back: string;
  used: boolean;
}

/** Listens on this computer. */
export async function strictProvider(): Promise<StrictProvider> {
  const [key, other] = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
  if (key === undefined || other === undefined) throw new Error("no keys");
  const codes = new Map<string, Code>();
  const one = { claims: {}, more: null, fault: null, says: null, asked: [] as string[], back: "" } as unknown as {
    -readonly [K in keyof StrictProvider]: StrictProvider[K];
  };
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  one.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  one.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", one.issuer);
    one.asked.push(url.pathname);
    const json = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(value));
    };
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(200, {
          issuer: one.issuer,
          authorization_endpoint: `${one.issuer}/authorize`,
          token_endpoint: `${one.issuer}/token`,
          userinfo_endpoint: `${one.issuer}/userinfo`,
          jwks_uri: `${one.issuer}/jwks`,
          end_session_endpoint: `${one.issuer}/end`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          // As a careless one says: what it names is not what is believed.
          id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
          code_challenge_methods_supported: ["S256"],
          authorization_response_iss_parameter_supported: true,
        });
      case "/jwks":
        return json(200, { keys: [{ ...key?.publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" }] });
      case "/authorize":
        return authorize(url, response);
      case "/token":
        return token(request, await textOf(request), { json, response });
      case "/userinfo":
        if (request.headers.authorization !== "Bearer access") return json(401, { error: "invalid_token" });
        return json(200, { sub: one.claims["sub"], ...one.more });
      default:
        return json(404, {});
    }
  }

  function authorize({ searchParams: asked }: URL, response: ServerResponse): void {
    const [back, challenge] = [asked.get("redirect_uri") ?? "", asked.get("code_challenge") ?? ""];
    const isRight =
      asked.get("client_id") === own.id &&
      asked.get("response_type") === "code" &&
      asked.get("code_challenge_method") === "S256" &&
      (asked.get("scope") ?? "").split(" ").includes("openid") &&
      challenge.length === 43 &&
      back === one.back;
    if (!isRight) return void response.writeHead(400).end(`not as it should be: ${asked.toString()}`);
    const code = randomBytes(16).toString("hex");
    codes.set(code, { challenge, nonce: asked.get("nonce") ?? "", back, used: false });
    const to = new URL(back);
    if (one.says === null) to.searchParams.set("code", code);
    else to.searchParams.set("error", one.says);
    to.searchParams.set("state", asked.get("state") ?? "");
    to.searchParams.set("iss", one.fault === "answer-issuer" ? "http://127.0.0.1:1" : one.issuer);
    response.writeHead(302, { location: to.href }).end();
  }

  function token(
    request: IncomingMessage,
    body: string,
    { json, response }: { readonly json: (status: number, value: unknown) => void; readonly response: ServerResponse },
  ): void {
    const form = new URLSearchParams(body);
    const [id = "", secret = ""] = Buffer.from((request.headers.authorization ?? "").slice(6), "base64")
      .toString()
      .split(":")
      .map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    if (id !== own.id || secret !== own.secret) return json(401, { error: "invalid_client" });
    const code = codes.get(form.get("code") ?? "");
    const verified = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isRight = code?.used === false && code.challenge === verified && form.get("redirect_uri") === code.back;
    if (!isRight || code === undefined) return json(400, { error: "invalid_grant" });
    code.used = true;
    if (one.fault === "html")
      return void response.writeHead(200, { "content-type": "text/html" }).end("<h1>hello</h1>");
    if (one.fault === "redirect") return void response.writeHead(302, { location: `${one.issuer}/elsewhere` }).end();
    const idToken = one.fault === "no-id-token" ? {} : { id_token: signed(code.nonce) };
    json(200, { access_token: "access", token_type: "Bearer", expires_in: 60, ...idToken });
  }

  function signed(nonce: string): string {
    const { fault } = one;
    const now = Math.floor(Date.now() / 1000);
    const alg = fault === "unsigned" ? "none" : fault === "shared-secret" ? "HS256" : "RS256";
    const payload = {
      iss: fault === "issuer" ? "https://other.example" : one.issuer,
      aud: fault === "audience" ? "somebody-else" : own.id,
      iat: fault === "expired" ? now - 7200 : now,
      exp: fault === "expired" ? now - 3600 : now + 60,
      ...(fault === "not-yet" ? { nbf: now + 3600 } : {}),
      ...(fault === "no-nonce" ? {} : { nonce: fault === "nonce" ? "another" : nonce }),
      ...one.claims,
    };
    const text = [{ alg, kid: "k1", typ: "JWT" }, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const secretOf = fault === "other-key" ? other?.privateKey : key?.privateKey;
    if (alg === "none" || fault === "empty-signature" || secretOf === undefined) return `${text}.`;
    const bytes =
      alg === "HS256"
        ? createHmac("sha256", own.secret).update(text).digest()
        : sign("sha256", Buffer.from(text), secretOf);
    return `${text}.${bytes.toString("base64url")}`;
  }

  return one;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
