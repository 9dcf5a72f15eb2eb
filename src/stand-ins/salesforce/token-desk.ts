import { createPublicKey, verify } from "node:crypto";
import type { Instant } from "../../time/instant.ts";
import type { Reply } from "../serve.ts";

/** Who may sign in to the stand-in. */
export interface TokenDesk {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  /** PEM of the certificate's key; null: JWT is not enabled. */
  publicKey: string | null;
  /** Audiences that are taken beside its own address. */
  readonly audiences: readonly string[];
  answer(form: URLSearchParams, address: string): Reply;
  isGood(authorization: string): boolean;
  /** From now on no token that was given out is good. */
  expire(): void;
}

/** A desk that gives tokens for client credentials and for signed statements. */
export function tokenDesk(now: () => Instant): TokenDesk {
  let good = new Set<string>();
  let given = 0;
  const desk: TokenDesk = {
    clientId: "3MVG9stand.in.consumer.key",
    clientSecret: "C0FFEE.stand+in/secret=42",
    username: "smac@stand-in.example",
    publicKey: null,
    audiences: ["https://login.salesforce.com", "https://test.salesforce.com"],
    isGood: (authorization) => good.has(authorization.replace(/^Bearer /, "")),
    expire() {
      good = new Set();
    },
    answer(form, address) {
      const refusal = refused(form, address, desk, now());
      if (refusal !== null) return { status: 400, json: refusal };
      const token = `00Dxx0000001gPL!AQ${String(++given).padStart(4, "0")}.${"stand_in_".repeat(4)}`;
      good.add(token);
      return {
        json: {
          access_token: token,
          signature: "c2lnbmF0dXJl",
          token_format: "opaque",
          instance_url: address,
          id: "https://login.salesforce.com/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS",
          token_type: "Bearer",
          issued_at: String(Math.floor(now() / 1000)),
        },
      };
    },
  };
  return desk;
}

type Refusal = { readonly error: string; readonly error_description: string } | null;

function refused(form: URLSearchParams, address: string, desk: TokenDesk, now: Instant): Refusal {
  const grant = form.get("grant_type");
  if (grant === "client_credentials") {
    if (form.get("client_id") !== desk.clientId)
      return { error: "invalid_client_id", error_description: "client identifier invalid" };
    if (form.get("client_secret") !== desk.clientSecret)
      return { error: "invalid_client", error_description: "invalid client credentials" };
    return null;
  }
  if (grant !== "urn:ietf:params:oauth:grant-type:jwt-bearer" || desk.publicKey === null)
    return { error: "unsupported_grant_type", error_description: "grant type not supported" };
  return refusedAssertion(form.get("assertion") ?? "", { address, desk, now });
}

function refusedAssertion(
  assertion: string,
  { address, desk, now }: { readonly address: string; readonly desk: TokenDesk; readonly now: Instant },
): Refusal {
  const [head = "", body = "", signature = ""] = assertion.split(".");
  const bad = (why: string): Refusal => ({ error: "invalid_grant", error_description: why });
  const claims = decoded(body);
  if (decoded(head)["alg"] !== "RS256") return bad("invalid assertion");
  const key = createPublicKey(desk.publicKey ?? "");
  if (!verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url")))
    return bad("invalid assertion");
  if (claims["iss"] !== desk.clientId)
    return { error: "invalid_client_id", error_description: "client identifier invalid" };
  if (claims["sub"] !== desk.username) return bad("user hasn't approved this consumer");
  if (claims["aud"] !== address && !desk.audiences.includes(String(claims["aud"]))) return bad("audience is invalid");
  const left = Number(claims["exp"]) - now / 1_000_000;
  if (!(left > 0)) return bad("assertion expired");
  return left > 180 ? bad("expiration is too far ahead") : null;
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}
