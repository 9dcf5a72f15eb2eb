import type * as openidClient from "openid-client";
import type { ClientAuth, Configuration } from "openid-client";
import { SmacError } from "../errors.ts";
import type { OidcSettings } from "../model/serve.ts";
import { tame } from "../format/display-width.ts";
import { type Account, type Claims, accountOf, lacksClaims } from "./account.ts";
import { isLoopback } from "./guard.ts";

/** What is kept of a sign-in while the browser is away at the provider. */
export interface BegunSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Where people have the account that they sign in with. */
export interface Provider {
  /** What people know it by. */
  readonly name: string;
  readonly issuer: string;
  /** After so many hours it is asked again. */
  readonly hours: number;
  /** Where one signs out there; null: it is not known. */
  signOut(): string | null;
  /**
   * The address to send a browser to, which then comes back to `back`.
   *
   * @throws SmacError `API_SIGN_IN_PROVIDER`.
   */
  begin(back: string, begun: BegunSignIn): Promise<string>;
  /**
   * Whose account it is, from the address that the browser came back to: the code in it is exchanged, and what comes
   * for it is checked.
   *
   * @throws SmacError `API_SIGN_IN_REFUSED`, `API_SIGN_IN_PROVIDER`.
   */
  finish(answer: URL, begun: BegunSignIn): Promise<Account>;
}

type Client = typeof openidClient;

/** Signatures that are believed: those of a key that the provider keeps to itself. */
const algorithms = new Set(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]);
for (const curve of ["EdDSA", "Ed25519"]) algorithms.add(curve);
const timeoutSeconds = 10;

/** The provider of the settings; it is asked for its description when it is first needed. */
export function openProvider(settings: OidcSettings, secret: string | null): Provider {
  let known: Promise<{ readonly client: Client; readonly config: Configuration }> | null = null;
  let end: string | null = null;
  const opened = async () => {
    known ??= discovered(settings, secret);
    try {
      const found = await known;
      end = addressOf(found.config.serverMetadata().end_session_endpoint);
      return found;
    } catch (error) {
      known = null;
      throw away(settings, error);
    }
  };
  return {
    name: settings.name,
    issuer: settings.issuer,
    hours: settings.hours,
    signOut() {
      if (end === null) return null;
      const url = new URL(end);
      url.searchParams.set("client_id", settings.clientId);
      return url.href;
    },
    async begin(back, { state, nonce, verifier }) {
      const { client, config } = await opened();
      const challenge = await client.calculatePKCECodeChallenge(verifier);
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: back,
        scope: settings.scopes.join(" "),
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: "S256",
      });
      return url.href;
    },
    async finish(answer, begun) {
      const { client, config } = await opened();
      try {
        return accountOf(await claimsOf({ client, config }, answer, { begun, settings }), settings);
      } catch (error) {
        throw trouble(client, settings, error);
      }
    },
  };
}

async function discovered(settings: OidcSettings, secret: string | null) {
  const client = await import("openid-client");
  const url = new URL(settings.issuer);
  // Plain HTTP never leaves this computer: smac.yml names no other such address. Deprecated only so that it stands out.
  // oxlint-disable-next-line typescript/no-deprecated
  const here = url.protocol === "http:" && isLoopback(url.hostname) ? [client.allowInsecureRequests] : [];
  const config = await client.discovery(url, settings.clientId, undefined, authentication(client, secret), {
    execute: [client.enableNonRepudiationChecks, ...here],
    timeout: timeoutSeconds,
  });
  return { client, config };
}

/** As the provider takes the secret; in a header where it does not say. */
function authentication(client: Client, secret: string | null): ClientAuth {
  if (secret === null) return client.None();
  const [inHeader, inBody] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, own, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const way = ways.includes("client_secret_basic") || !ways.includes("client_secret_post") ? inHeader : inBody;
    return way(server, own, body, headers);
  };
}

async function claimsOf(
  { client, config }: { readonly client: Client; readonly config: Configuration },
  answer: URL,
  { begun, settings }: { readonly begun: BegunSignIn; readonly settings: OidcSettings },
): Promise<Claims> {
  const tokens = await client.authorizationCodeGrant(config, answer, {
    pkceCodeVerifier: begun.verifier,
    expectedState: begun.state,
    expectedNonce: begun.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined || !algorithms.has(algorithmOf(tokens.id_token ?? "")))
    throw untrusted("its answer is not signed in a way that is believed");
  const more = lacksClaims(claims, settings) && config.serverMetadata().userinfo_endpoint !== undefined;
  if (!more) return claims;
  return { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
}

function algorithmOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as { alg?: unknown };
  return String(header.alg);
}

/** What a person should know of an error; nothing of what was sent. */
function trouble(client: Client, settings: OidcSettings, error: unknown): SmacError {
  if (error instanceof SmacError) return error;
  if (error instanceof client.AuthorizationResponseError)
    return new SmacError("API_SIGN_IN_REFUSED", `${settings.name} did not sign you in: ${said(error)}`, {
      hint: "try again, or ask whoever runs this server",
      cause: error,
    });
  if (error instanceof client.ResponseBodyError && error.error === "invalid_grant")
    return untrusted("the code in its answer is out of date, or was used already", error);
  if (error instanceof client.ResponseBodyError)
    return new SmacError("API_SIGN_IN_PROVIDER", `${settings.name} does not know this server: ${said(error)}`, {
      hint: "whoever runs it: check serve.oidc.client_id, client_secret and the address to come back to",
      cause: error,
    });
  const code = error instanceof client.ClientError ? (error.code ?? "") : "";
  if (isUnreachable(error, code)) return away(settings, error);
  return untrusted(error instanceof Error ? shown(reasonOf(error)) : "it cannot be read", error);
}

function untrusted(what: string, cause?: unknown): SmacError {
  return new SmacError("API_SIGN_IN_REFUSED", `the provider's answer is not trusted: ${what}`, {
    hint: "begin again; if it stays, tell whoever runs this server",
    cause,
  });
}

function away({ name, issuer }: OidcSettings, cause: unknown): SmacError {
  if (cause instanceof SmacError) return cause;
  const reason = cause instanceof Error ? shown(reasonOf(cause)) : "no answer";
  return new SmacError("API_SIGN_IN_PROVIDER", `${name} cannot be asked now (${new URL(issuer).host}: ${reason})`, {
    recovery: "retry",
    hint: "try again soon, or sign in with a token",
    cause,
  });
}

function isUnreachable(error: unknown, code: string): boolean {
  if (["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_HTTP_REQUEST_FORBIDDEN"].includes(code)) return true;
  const inner = error instanceof Error ? error.cause : undefined;
  return error instanceof TypeError || inner instanceof TypeError;
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}

function said({ error, error_description: more }: { readonly error: string; readonly error_description?: string }) {
  return shown(more === undefined ? error : `${error}, ${more}`);
}

function shown(text: string): string {
  return tame(text).slice(0, 200);
}

function addressOf(given: unknown): string | null {
  if (typeof given !== "string" || !URL.canParse(given)) return null;
  return /^https?:$/.test(new URL(given).protocol) ? given : null;
}
