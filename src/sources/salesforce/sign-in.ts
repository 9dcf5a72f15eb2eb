import { createHash } from "node:crypto";
import { SmacError } from "../../errors.ts";
import { accessTokens, requestToken } from "../kit/oauth.ts";
import type { AccessTokens, Token } from "../kit/oauth.ts";
import type { HttpWorld } from "../kit/http.ts";
import type { SignInWay, SourceContext } from "../kit/source.ts";
import { signedAssertion } from "./assertion.ts";
import type { Settings } from "./settings.ts";

const app = [
  "In Salesforce, open Setup → External Client App Manager → New External Client App.",
  "Under OAuth, choose the scope “Manage user data via APIs (api)”.",
];
const permissions = "Give that user read access (a permission set) to the objects you want to read, and “API Enabled”.";

/** The two ways to sign in without a person. */
export const signInWays: readonly SignInWay[] = [
  {
    name: "client-credentials",
    title: "Client credentials of an External Client App",
    steps: [
      ...app,
      "Enable the Client Credentials Flow, and under Policies choose the user it runs as.",
      permissions,
      "Under Settings → OAuth → Consumer Key and Secret, copy both.",
    ],
    asks: [
      { name: "client_id", ask: "Consumer key", secret: false },
      { name: "client_secret", ask: "Consumer secret", secret: true },
    ],
  },
  {
    name: "jwt-bearer",
    title: "JWT bearer: a certificate instead of a secret",
    steps: [
      "Make a key: openssl req -x509 -newkey rsa:2048 -nodes -keyout smac.key -out smac.crt -days 730 -subj /CN=smac",
      ...app,
      "Enable the JWT Bearer Flow and upload smac.crt.",
      "Under Policies, let admin-approved users sign in, and add the profile or permission set of the user.",
      permissions,
    ],
    asks: [
      { name: "client_id", ask: "Consumer key", secret: false },
      { name: "username", ask: "User name in Salesforce", secret: false },
      { name: "private_key", ask: "Private key (the text of smac.key)", secret: true },
      {
        name: "audience",
        ask: "Audience, only when My Domain is not taken: https://login.salesforce.com or https://test.salesforce.com",
        secret: false,
        optional: true,
      },
    ],
  },
];

const hints: Readonly<Record<string, string>> = {
  invalid_client_id: "check the consumer key, and that the app is in this org",
  invalid_client: "check the consumer key and secret: the secret changes when it is rotated",
  app_not_found: "the app is not in this org: check the consumer key, and domain in smac.yml",
  invalid_app_access: "let the user use the app: External Client App → Policies",
  inactive_user: "the user is not active: choose another user for the app",
  inactive_org: "the org is suspended: ask your Salesforce administrator",
  org_locked: "the org is suspended: ask your Salesforce administrator",
  unsupported_grant_type: "enable the flow in the External Client App (Client Credentials, or JWT Bearer)",
  "": "check domain in smac.yml, the consumer key, and that the flow is enabled in the app",
};
const grantHints =
  "client credentials: domain in smac.yml must be My Domain, and the app needs a user it runs as; JWT: check the user name, the certificate, and that the user is pre-authorised";

/** What tokens are asked with. */
export interface TokenContext extends Pick<SourceContext, "credentials" | "tokens"> {
  /** The world at the moment: its signal ends the asking. */
  readonly world: () => HttpWorld;
}

/**
 * The tokens of a connection, asked for when needed.
 *
 * @throws SmacError `SOURCE_SIGN_IN` from `get`, with what Salesforce said and the next step.
 */
export function salesforceTokens(name: string, settings: Settings, context: TokenContext): AccessTokens {
  const ask = (): Promise<Token> =>
    requestToken(
      {
        name,
        url: `${settings.root}/services/oauth2/token`,
        form: tokenForm(name, settings, context),
        secrets: secretsOf(context),
        hints: { ...hints, invalid_grant: grantHints },
      },
      context.world(),
    );
  const { tokens, world, credentials } = context;
  // Another sign-in, or another org, never uses the token of this one.
  const about = [settings.root, credentials["client_id"], credentials["username"]].join(" ");
  const key = `access-${createHash("sha256").update(about).digest("hex").slice(0, 12)}`;
  return accessTokens({ key, lives: 3600, ask, keeps: ["instance_url"] }, { tokens, world: world() });
}

/** What must not be shown of the credentials. */
export function secretsOf({ credentials }: Pick<SourceContext, "credentials">): readonly string[] {
  const key = credentials["private_key"] ?? "";
  const lines = key.split(/\r?\n|\\n/).filter((line) => line.length > 20 && !line.startsWith("-----"));
  return [credentials["client_secret"] ?? "", key, ...lines].filter((text) => text !== "");
}

function tokenForm(name: string, settings: Settings, { credentials, world }: TokenContext): Record<string, string> {
  const field = (key: string): string => {
    const value = (credentials[key] ?? "").trim();
    if (value !== "") return value;
    throw new SmacError("SOURCE_SIGN_IN", `${name}: the credentials have no “${key}”`, {
      hint: `connect it again, or give ${key} with the credentials`,
    });
  };
  const clientId = field("client_id");
  if ((credentials["private_key"] ?? "") === "")
    return { grant_type: "client_credentials", client_id: clientId, client_secret: field("client_secret") };
  const audience = (credentials["audience"] ?? "").trim() || settings.root;
  const claims = { clientId, username: field("username"), audience, now: world().now() };
  return {
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: signedAssertion(name, field("private_key"), claims),
  };
}
