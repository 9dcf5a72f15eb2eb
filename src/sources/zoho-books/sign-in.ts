import { createHash } from "node:crypto";
import { SmacError } from "../../errors.ts";
import type { HttpAnswer, Verdict } from "../kit/http.ts";
import { accessTokens, requestToken } from "../kit/oauth.ts";
import type { AccessTokens, Token } from "../kit/oauth.ts";
import type { CredentialField, Credentials, SignInWay, SourceContext } from "../kit/source.ts";
import { accountsRoot, regions } from "./regions.ts";
import type { ZohoSettings } from "./settings.ts";
import { zohoStreams } from "./streams.ts";

/** Everything that reading needs, as one text for Zoho's pages. */
export const zohoScopes = [...new Set(zohoStreams.map(({ needs }) => needs))].join(",");

const clientId: CredentialField = { name: "client_id", ask: "Client ID", secret: false };
const clientSecret: CredentialField = { name: "client_secret", ask: "Client secret", secret: true };
const atConsole = "Open https://api-console.zoho.com (with the ending of your region) and sign in.";

/** The ways to sign in to Zoho Books. */
export const zohoSignIn: readonly SignInWay[] = [
  {
    name: "self-client",
    title: "A Self Client of the Zoho API console: a code, without a browser here",
    steps: [
      atConsole,
      "Add a client, choose “Self Client”, and copy its Client ID and Client Secret from “Client Secret”.",
      `In “Generate Code”, enter the scope: ${zohoScopes}`,
      "Choose 10 minutes, write anything as description, press “Create”, and copy the code within the 10 minutes.",
    ],
    asks: [clientId, clientSecret, { name: "code", ask: "Code", secret: true }],
    obtain,
  },
  {
    name: "refresh-token",
    title: "A refresh token that you have",
    steps: ["Take a refresh token that was issued for the client with this scope:", zohoScopes],
    asks: [clientId, clientSecret, { name: "refresh_token", ask: "Refresh token", secret: true }],
  },
  {
    name: "browser",
    title: "Consent in the browser, with a server-based application of the Zoho API console",
    steps: [
      atConsole,
      "Add a client, choose “Server-based Applications”, and enter the redirect address http://localhost:8723/callback (with the port of --port, if you give one).",
      "Copy its Client ID and Client Secret.",
    ],
    asks: [clientId, clientSecret],
    consent: (asked, { redirect, state }, context) => {
      const query = new URLSearchParams({
        scope: zohoScopes,
        client_id: asked["client_id"] ?? "",
        response_type: "code",
        redirect_uri: redirect,
        access_type: "offline",
        prompt: "consent",
        state,
      });
      return `${accountsRoot(context.name, settingsOf(context), {})}/oauth/v2/auth?${query.toString()}`;
    },
    obtain,
  },
];

/**
 * What is kept of a code: a refresh token. After consent in the browser, `asked`
 * also holds what came back: `code`, `redirect_uri` (the address it came back
 * to), and `accounts_server`.
 */
async function obtain(asked: Credentials, context: SourceContext): Promise<Credentials> {
  const { client_id = "", client_secret = "", code = "", redirect_uri, accounts_server } = asked;
  const granted = accounts_server === undefined ? {} : { accounts_server };
  const root = accountsRoot(context.name, settingsOf(context), granted);
  const form = {
    grant_type: "authorization_code",
    client_id,
    client_secret,
    code: code.trim(),
    ...(redirect_uri === undefined ? {} : { redirect_uri }),
  };
  const hint = "a code is good for one use and a few minutes: create a new one";
  const token = await tokenFor({ context, root, form, hint });
  const refresh = token.fields["refresh_token"] ?? "";
  if (refresh === "") {
    const message = `${titleOf(context)}: signing in gave no refresh token, so that it would end within the hour`;
    throw new SmacError("SOURCE_SIGN_IN", message, { hint: "create a new code with “offline” access" });
  }
  return { client_id, client_secret, refresh_token: refresh, ...granted };
}

/** The access tokens of a connection: asked for when needed, kept for an hour. */
export function zohoTokens(context: SourceContext): AccessTokens {
  const { credentials, name } = context;
  const { client_id = "", client_secret = "", refresh_token = "" } = credentials;
  const form = { grant_type: "refresh_token", client_id, client_secret, refresh_token };
  // Another grant never uses the token of this one.
  const key = `access-${createHash("sha256").update(`${client_id} ${refresh_token}`).digest("hex").slice(0, 12)}`;
  const hint = `the grant was revoked, or pushed out by newer ones: connect again: smac connect ${name}`;
  return accessTokens(
    {
      key,
      lives: 3600,
      keeps: ["api_domain"],
      ask: async () => {
        if (refresh_token === "") throw noGrant(context);
        return tokenFor({ context, root: accountsRoot(name, settingsOf(context), credentials), form, hint });
      },
    },
    context,
  );
}

function noGrant(context: SourceContext): SmacError {
  return new SmacError("SOURCE_SIGN_IN", `${titleOf(context)}: the credentials hold no refresh token`, {
    hint: `smac connect ${context.name} gets one; or give client_id, client_secret and refresh_token`,
  });
}

interface TokenAsk {
  readonly context: SourceContext;
  readonly root: string;
  readonly form: Readonly<Record<string, string>>;
  /** What to do when the code or refresh token is refused. */
  readonly hint: string;
}

async function tokenFor({ context, root, form, hint }: TokenAsk): Promise<Token> {
  const { region } = settingsOf(context);
  const elsewhere = `is the data centre right? “region” is ${region} (${regions[region].place})`;
  return requestToken(
    {
      name: titleOf(context),
      url: `${root}/oauth/v2/token`,
      form,
      hints: {
        invalid_code: `${hint}; ${elsewhere}`,
        invalid_client: `check the client ID; ${elsewhere}`,
        invalid_client_secret: "check the client secret",
        "": `${elsewhere}; connect again: smac connect ${context.name}`,
      },
      verdict: (answer) => refusedForNow(answer, titleOf(context)),
    },
    context.world,
  );
}

/** Zoho gives at most ten tokens in ten minutes, and then none for the rest of them: asking again would not help. */
function refusedForNow(answer: HttpAnswer, name: string): Verdict | null {
  const told = JSON.stringify(answer.json ?? "");
  if (answer.status !== 429 && !/too many requests|Access Denied/i.test(told)) return null;
  return {
    is: "failed",
    error: new SmacError("SOURCE_BUSY", `${name}: Zoho gives no more sign-ins for now, there were too many`, {
      recovery: "retry",
      hint: "try again in ten minutes; are other programs signing in with the same grant?",
    }),
  };
}

/** How messages name a connection, e.g. `books (Zoho Books)`. */
export function titleOf(context: Pick<SourceContext, "name">): string {
  return `${context.name} (Zoho Books)`;
}

/** The settings as they were parsed. */
export function settingsOf(context: Pick<SourceContext, "settings">): ZohoSettings {
  return context.settings as ZohoSettings;
}
