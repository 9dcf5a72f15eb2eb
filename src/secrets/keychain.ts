/** A place of the operating system for one secret text. */
export interface Keychain {
  /** Null when there is none. */
  get(account: string): Promise<string | null>;
  /** Rejects when the keychain does not take it. */
  set(account: string, text: string): Promise<void>;
  remove(account: string): Promise<void>;
}

const service = "smac";

/**
 * The keychain of the operating system: Keychain on macOS, Credential Manager on
 * Windows, the Secret Service on Linux. Null where there is none that can be
 * reached, as on most servers.
 */
export async function systemKeychain(): Promise<Keychain | null> {
  const library = await import("@napi-rs/keyring").catch(() => null);
  if (library === null) return null;
  const entry = (account: string) => new library.AsyncEntry(service, account);
  try {
    await entry("probe").getPassword();
  } catch {
    return null;
  }
  return {
    get: async (account) => (await entry(account).getPassword()) ?? null,
    set: async (account, text) => {
      await entry(account).setPassword(text);
    },
    remove: async (account) => {
      await entry(account)
        .deletePassword()
        .catch(() => undefined);
    },
  };
}
