import { z } from "zod";
import type { SourceSpan } from "../errors.ts";

const text = (what: string) => z.string().min(1).describe(what);
const oneOrMore = (what: string) => z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).describe(what);

const oidc = z
  .strictObject({
    issuer: text("The provider's address, e.g. https://login.example.com; it must serve its own description there"),
    client_id: text("What this server is called at the provider"),
    client_secret: text(
      `A reference to its secret, e.g. \${env:SMAC_SIGN_IN_SECRET}; left out: it has none`,
    ).optional(),
    name: text("What the button says; default: your company's account").optional(),
    scopes: z
      .array(z.string().regex(/^[!#-[\]-~]+$/))
      .min(1)
      .describe("What is asked of the provider; default openid, email and profile")
      .optional(),
    claim: text("What the provider says roles by; dots lead inside: realm_access.roles; default groups").optional(),
    roles: z
      .strictObject({
        read: oneOrMore("Values of the claim that may look").optional(),
        write: oneOrMore("Values that may also import, sync, keep and share").optional(),
        admin: oneOrMore("Values that may also make tokens and read the audit log").optional(),
      })
      .describe("Who may do what; the most that any value allows")
      .optional(),
    default: z
      .enum(["none", "read", "write"])
      .describe("What everybody else may do whom the provider signs in; default none")
      .optional(),
    domains: oneOrMore("Only people with a verified address at one of these, e.g. example.com").optional(),
    hours: z.int().min(1).max(168).describe("After so many hours the provider is asked again; default 8").optional(),
  })
  .describe("Signing in with your company's account, by OpenID Connect");

/** What `smac.yml` says under `serve`. */
export const serveSchema = z
  .strictObject({ oidc: oidc.optional() })
  .describe("How smac serve lets people in")
  .optional();

/** How people sign in with their company's account. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** A reference such as `${env:NAME}`; null: there is none. */
  readonly clientSecret: string | null;
  /** What the button says. */
  readonly name: string;
  readonly scopes: readonly string[];
  readonly claim: string;
  /** Values of the claim, by what they allow. */
  readonly roles: Readonly<Record<"read" | "write" | "admin", readonly string[]>>;
  /** What everybody else may do; null: nothing. */
  readonly otherwise: "read" | "write" | null;
  /** In small letters; null: any. */
  readonly domains: readonly string[] | null;
  readonly hours: number;
  readonly at: SourceSpan;
}

/** How a served project lets people in. */
export interface ServeSettings {
  readonly oidc: OidcSettings | null;
}
