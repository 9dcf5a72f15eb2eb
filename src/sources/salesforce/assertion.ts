import { createPrivateKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { SmacError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";

/** Who asks for a token, and of whom. */
export interface Claims {
  /** The consumer key of the app. */
  readonly clientId: string;
  readonly username: string;
  /** The address of My Domain, or `https://login.salesforce.com`. */
  readonly audience: string;
  readonly now: Instant;
}

/** Salesforce takes at most three minutes; clocks differ, so two. */
const LIVES = 120;

/**
 * A signed statement (JWT, RS256) by which Salesforce gives a token: issuer,
 * subject, audience, and an end two minutes from now.
 *
 * @throws SmacError `SOURCE_SIGN_IN` when the text is no private RSA key in PEM.
 */
export function signedAssertion(name: string, privateKey: string, claims: Claims): string {
  const key = rsaKey(name, privateKey);
  const expires = Math.floor(claims.now / 1_000_000) + LIVES;
  const parts = [
    { alg: "RS256", typ: "JWT" },
    { iss: claims.clientId, sub: claims.username, aud: claims.audience, exp: expires },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const text = parts.join(".");
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

// From the environment a key often comes with `\n` for its line breaks.
function rsaKey(name: string, text: string): KeyObject {
  const pem = text.includes("\n") ? text : text.replaceAll("\\n", "\n");
  try {
    const key = createPrivateKey(pem.trim());
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // What is wrong with it might show some of it.
  }
  const encrypted = /ENCRYPTED/.test(pem.slice(0, 400));
  throw new SmacError("SOURCE_SIGN_IN", `${name}: the private key is no RSA key that can be read`, {
    hint: encrypted
      ? "it has a passphrase: take it off with `openssl rsa -in key.pem -out plain.pem`, and keep the plain one as the secret"
      : "give the PEM text that begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----",
  });
}
