import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Keychain } from "./keychain.ts";
import { openVault } from "./vault.ts";
import type { VaultKeys } from "./vault.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function file(): string {
  const folder = mkdtempSync(join(tmpdir(), "smac-vault-"));
  folders.push(folder);
  return join(folder, "deep", "secrets.json");
}
const passphrase = (text: string | null): VaultKeys => ({ keychain: async () => null, passphrase: async () => text });

function keychainInMemory(): Keychain & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: async (account) => kept.get(account) ?? null,
    set: async (account, text) => void kept.set(account, text),
    remove: async (account) => void kept.delete(account),
  };
}

describe("a vault with a passphrase", () => {
  test("gives back what was put in, and holds nothing readable", async () => {
    const path = file();
    const vault = openVault(path, passphrase("correct horse"));
    expect(await vault.get("credentials/books")).toBeNull();
    await vault.set("credentials/books", "canary-7f3a");
    await vault.set("credentials/other", "second");
    const again = openVault(path, passphrase("correct horse"));
    expect(await again.get("credentials/books")).toBe("canary-7f3a");
    expect(await again.get("credentials/other")).toBe("second");
    expect(readFileSync(path, "utf8")).not.toContain("canary");
    expect(readFileSync(path, "utf8")).not.toContain("correct horse");
    expect(readdirSync(join(path, ".."))).toEqual(["secrets.json"]);
  });

  test.skipIf(process.platform === "win32")("is for its owner alone", async () => {
    const path = file();
    await openVault(path, passphrase("p")).set("a", "b");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("does not open with another passphrase, nor without one", async () => {
    const path = file();
    await openVault(path, passphrase("one")).set("a", "b");
    await expect(openVault(path, passphrase("two")).get("a")).rejects.toMatchObject({ code: "SECRET_PASSPHRASE" });
    await expect(openVault(path, passphrase(null)).get("a")).rejects.toMatchObject({ code: "SECRET_PASSPHRASE" });
    await expect(openVault(path, passphrase("two")).set("c", "d")).rejects.toMatchObject({ code: "SECRET_PASSPHRASE" });
    expect(await openVault(path, passphrase("one")).names()).toEqual(["a"]);
  });

  test("a sealed text that changed its place or its bytes is refused", async () => {
    const path = file();
    const vault = openVault(path, passphrase("p"));
    await vault.set("a", "first");
    await vault.set("b", "second");
    const data = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...data, entries: { a: data.entries.b, b: data.entries.a } }));
    await expect(vault.get("a")).rejects.toMatchObject({ code: "SECRET_FILE" });
  });

  test("a removed text is gone", async () => {
    const path = file();
    const vault = openVault(path, passphrase("p"));
    await vault.set("a", "first");
    await vault.remove("a");
    expect(await vault.get("a")).toBeNull();
    expect(await vault.names()).toEqual([]);
  });
});

describe("a vault whose key is in the keychain", () => {
  test("needs no passphrase, and is shut when the keychain has lost the key", async () => {
    const path = file();
    const keychain = keychainInMemory();
    const keys: VaultKeys = {
      keychain: async () => keychain,
      passphrase: () => Promise.reject(new Error("nobody asks")),
    };
    await openVault(path, keys).set("a", "secret");
    expect(await openVault(path, keys).get("a")).toBe("secret");
    for (const key of keychain.kept.values()) expect(readFileSync(path, "utf8")).not.toContain(key);
    keychain.kept.clear();
    await expect(openVault(path, keys).get("a")).rejects.toMatchObject({ code: "SECRET_KEYCHAIN" });
  });
});

test("a keychain that can be asked but takes nothing gives way to a passphrase", async () => {
  const path = file();
  const keychain: Keychain = {
    get: async () => null,
    set: () => Promise.reject(new Error("locked")),
    remove: async () => undefined,
  };
  const keys: VaultKeys = { keychain: async () => keychain, passphrase: async () => "p" };
  await openVault(path, keys).set("a", "b");
  expect(await openVault(path, passphrase("p")).get("a")).toBe("b");
});

test("a key in the keychain is found there also when a new one would not go there", async () => {
  const path = file();
  const keychain = keychainInMemory();
  await openVault(path, { keychain: async () => keychain, passphrase: async () => null }).set("a", "b");
  const later: VaultKeys = { keychain: async ({ isNew }) => (isNew ? null : keychain), passphrase: async () => "p" };
  expect(await openVault(path, later).get("a")).toBe("b");
});

test("a prepared vault asks once, and writes nothing until something is put in", async () => {
  const path = file();
  let asked = 0;
  const vault = openVault(path, {
    keychain: async () => null,
    passphrase: async () => {
      asked++;
      return "p";
    },
  });
  await vault.prepare();
  expect(existsSync(path)).toBe(false);
  await vault.set("a", "b");
  await vault.prepare();
  expect([asked, await vault.get("a")]).toEqual([1, "b"]);
});

test.each(["", "{}", "[1]", "not json", '{"version":2,"entries":{}}'])("a file that is no vault: %s", async (text) => {
  const path = file();
  await openVault(path, passphrase("p")).set("a", "b");
  writeFileSync(path, text);
  await expect(openVault(path, passphrase("p")).get("a")).rejects.toMatchObject({ code: "SECRET_FILE" });
  await expect(openVault(path, passphrase("p")).set("c", "d")).rejects.toMatchObject({ code: "SECRET_FILE" });
  expect(readFileSync(path, "utf8")).toBe(text);
});
