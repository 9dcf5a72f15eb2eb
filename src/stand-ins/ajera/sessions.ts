/** The sessions of a stand-in. */
export interface Sessions {
  /** A new token; null when the user is unknown. */
  begin(body: { readonly [name: string]: unknown }, version: 1 | 2): string | null;
  /** The version of a token that still holds, which is used once more; null: it does not hold. */
  versionOf(token: string, calls: number | null): 1 | 2 | null;
  end(token: string): void;
  expire(): void;
  open(): number;
}

/** Sessions of one user; each holds for one version of the API. */
export function sessions(user: { readonly username: string; readonly password: string }): Sessions {
  const known = new Map<string, { readonly version: 1 | 2; used: number }>();
  let next = 1;
  return {
    begin(body, version) {
      if (body["Username"] !== user.username || body["Password"] !== user.password) return null;
      const token = `session-${version}-${String(next++).padStart(6, "0")}-f3b1c9`;
      known.set(token, { version, used: 0 });
      return token;
    },
    versionOf(token, calls) {
      const session = known.get(token);
      if (session === undefined) return null;
      if (calls !== null && session.used++ >= calls) {
        known.delete(token);
        return null;
      }
      return session.version;
    },
    end: (token) => void known.delete(token),
    expire: () => known.clear(),
    open: () => known.size,
  };
}
