import type { Instant } from "../time/instant.ts";
import type { Vault } from "./vault.ts";

/** Where access tokens are kept until they run out. */
export interface KeptTokens {
  /** Null when there is none, or when it has less than a minute to live. */
  get(name: string): Promise<string | null>;
  /** `expires` in microseconds since 1970 UTC. */
  set(name: string, token: string, expires: Instant): Promise<void>;
  forget(name: string): Promise<void>;
}

const minute = 60_000_000;

/**
 * The tokens of one connection, in memory, and in the vault where it holds the
 * connection's credentials too: a token is kept nowhere less safe than they are.
 */
export function keptTokens(
  connection: string,
  about: { readonly vault: Vault | null; readonly now: () => Instant },
): KeptTokens {
  const { vault, now } = about;
  const seen = new Map<string, { readonly token: string; readonly expires: Instant }>();
  const nameOf = (name: string): string => `tokens/${connection}/${name}`;
  return {
    async get(name) {
      const known = seen.get(name) ?? parsed((await vault?.get(nameOf(name))) ?? null);
      return known !== null && known.expires - now() > minute ? known.token : null;
    },
    async set(name, token, expires) {
      seen.set(name, { token, expires });
      await vault?.set(nameOf(name), JSON.stringify({ token, expires }));
    },
    async forget(name) {
      seen.delete(name);
      await vault?.remove(nameOf(name));
    },
  };
}

function parsed(text: string | null): { readonly token: string; readonly expires: Instant } | null {
  return text === null ? null : (JSON.parse(text) as { token: string; expires: Instant });
}
