import type { Instant } from "../../time/instant.ts";
import type { ListAnswer, Switches } from "./answer-list.ts";

const TEN_MINUTES = 600_000_000;
const HOUR = 3_600_000_000;
const TOKENS_IN_TEN_MINUTES = 10;

/** A refresh token that was issued. */
export interface Grant {
  scopes: readonly string[];
  revoked: boolean;
}

/** The sign-in of the stand-in: one client, codes and refresh tokens. */
export interface TokenDesk {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The first one. */
  readonly refreshToken: string;
  /** Refresh tokens, by their text; a test revokes them and changes their scopes. */
  readonly grants: Map<string, Grant>;
  /** A code as the console or the consent page gives it. */
  newCode(scopes: readonly string[]): string;
  /** Answers the token address. */
  answer(form: URLSearchParams): ListAnswer;
  /** The grant of an access token that is still good. */
  grantOf(token: string): Grant | null;
  /** Ends all access tokens now. */
  expire(): void;
  /** The answer when too many tokens were asked for. */
  refuseForNow(): ListAnswer;
  /** How many access tokens were given. */
  given(): number;
}

/** A desk with one grant, `refresh-1`, of all scopes. */
export function tokenDesk(about: {
  readonly now: () => Instant;
  readonly switches: Switches;
  readonly scopes: readonly string[];
}): TokenDesk {
  const { now, switches } = about;
  const clientId = "1000.STANDIN";
  const clientSecret = "stand-in-client-secret";
  const refreshToken = "1000.refresh-1";
  const grants = new Map<string, Grant>([[refreshToken, { scopes: about.scopes, revoked: false }]]);
  const codes = new Map<string, readonly string[]>();
  const tokens = new Map<string, { grant: Grant; expires: Instant }>();
  let asked: Instant[] = [];
  let count = 0;

  const refused = (error: string): ListAnswer => ({ status: switches.badGrantStatus, body: { error } });

  function accessToken(grant: Grant): string {
    const token = `1000.access-${++count}`;
    tokens.set(token, { grant, expires: now() + HOUR });
    return token;
  }

  function grantFor(form: URLSearchParams): { readonly grant: Grant; readonly refresh: string | null } | null {
    if (form.get("grant_type") === "refresh_token") {
      const grant = grants.get(form.get("refresh_token") ?? "");
      return grant === undefined || grant.revoked ? null : { grant, refresh: null };
    }
    const code = form.get("code") ?? "";
    const scopes = codes.get(code);
    if (form.get("grant_type") !== "authorization_code" || scopes === undefined) return null;
    codes.delete(code);
    const grant = { scopes, revoked: false };
    const refresh = `1000.refresh-${grants.size + 1}`;
    grants.set(refresh, grant);
    return { grant, refresh };
  }

  return {
    clientId,
    clientSecret,
    refreshToken,
    grants,
    newCode(scopes) {
      const code = `1000.code-${codes.size + grants.size}`;
      codes.set(code, scopes);
      return code;
    },
    answer(form) {
      asked = asked.filter((at) => at > now() - TEN_MINUTES);
      if (asked.length >= TOKENS_IN_TEN_MINUTES) {
        return refuseForNow();
      }
      if (form.get("client_id") !== clientId) return refused("invalid_client");
      if (form.get("client_secret") !== clientSecret) return refused("invalid_client_secret");
      const found = grantFor(form);
      if (found === null) return refused("invalid_code");
      asked.push(now());
      const body = {
        access_token: accessToken(found.grant),
        ...(found.refresh === null ? {} : { refresh_token: found.refresh }),
        scope: found.grant.scopes.join(" "),
        api_domain: "https://www.zohoapis.eu",
        token_type: "Bearer",
        expires_in: 3600,
      };
      return { status: 200, body };
    },
    grantOf(token) {
      const found = tokens.get(token);
      return found === undefined || found.grant.revoked || found.expires <= now() ? null : found.grant;
    },
    expire: () => tokens.clear(),
    refuseForNow,
    given: () => count,
  };
}

function refuseForNow(): ListAnswer {
  const told = "You have made too many requests continuously. Please try again after some time.";
  return { status: 400, body: { error_description: told, error: "Access Denied", status: "failure" } };
}
