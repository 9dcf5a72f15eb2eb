import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { SmacError } from "../errors.ts";
import type { Keychain } from "./keychain.ts";
import { keyOf, newKey, newStretch, seal, unseal } from "./sealed.ts";
import type { Sealed } from "./sealed.ts";

/** Where the key of a vault comes from. */
export interface VaultKeys {
  /** Null where there is none, or where a new key shall not go there. */
  readonly keychain: (about: { readonly isNew: boolean }) => Promise<Keychain | null>;
  /** Asks for the passphrase, twice when it is a new one; null when nobody can be asked. */
  readonly passphrase: (about: { readonly isNew: boolean }) => Promise<string | null>;
}

/** Secret texts by name, in one encrypted file. */
export interface Vault {
  /** Null when there is none of that name. */
  get(name: string): Promise<string | null>;
  set(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Makes sure that something can be put in: finds or makes the key. Nothing is written. */
  prepare(): Promise<void>;
  /** The names, without opening anything. */
  names(): Promise<readonly string[]>;
}

const sealedShape = z.object({ nonce: z.string(), data: z.string(), tag: z.string() });
const fileShape = z.object({
  version: z.literal(1),
  key: z.discriminatedUnion("by", [
    z.object({ by: z.literal("keychain"), account: z.string() }),
    z.object({
      by: z.literal("passphrase"),
      salt: z.string(),
      n: z
        .int()
        .min(2)
        .max(2 ** 20),
      r: z.int().min(1).max(32),
      p: z.int().min(1).max(16),
    }),
  ]),
  /** A known text, sealed: tells a wrong passphrase. */
  check: sealedShape,
  entries: z.record(z.string(), sealedShape),
});
type VaultFile = z.output<typeof fileShape>;

const checkName = "smac vault";
const checkText = "open";

/**
 * The vault in a file; it is made when something is first put into it. Its key
 * is kept by the operating system's keychain, else made of a passphrase. Every
 * change writes the file anew and puts it in place at once.
 *
 * @throws SmacError `SECRET_PASSPHRASE` when the passphrase is wrong or nobody
 * can be asked for it, `SECRET_KEYCHAIN` when the keychain has lost the key,
 * `SECRET_FILE` when the file is not a vault or cannot be read.
 */
export function openVault(path: string, keys: VaultKeys): Vault {
  let key: Uint8Array | null = null;
  let made: VaultFile | null = null;
  const prepared = async (): Promise<VaultFile> => {
    const standing = await readVault(path);
    if (standing !== null) {
      await unlocked(standing);
      return standing;
    }
    if (made === null) ({ file: made, key } = await newVault(keys));
    return made;
  };
  const unlocked = async (file: VaultFile): Promise<Uint8Array> => {
    key ??= await keyFor(file, path, keys);
    return key;
  };
  return {
    async get(name) {
      const file = await readVault(path);
      const sealed = file?.entries[name];
      if (file === null || sealed === undefined) return null;
      const text = unseal(await unlocked(file), name, sealed);
      if (text === null) throw damaged(path);
      return text;
    },
    async set(name, text) {
      const file = await prepared();
      const sealed = seal(await unlocked(file), name, text);
      return writeVault(path, withEntry((await readVault(path)) ?? file, name, sealed));
    },
    async remove(name) {
      const file = await readVault(path);
      if (file === null || !Object.hasOwn(file.entries, name)) return;
      const { [name]: _, ...entries } = file.entries;
      await writeVault(path, { ...file, entries });
    },
    prepare: async () => void (await prepared()),
    names: async () => Object.keys((await readVault(path))?.entries ?? {}),
  };
}

function withEntry(file: VaultFile, name: string, sealed: Sealed): VaultFile {
  return { ...file, entries: { ...file.entries, [name]: sealed } };
}

async function newVault(keys: VaultKeys): Promise<{ readonly file: VaultFile; readonly key: Uint8Array }> {
  const [account, ownKey] = [randomUUID(), newKey()];
  if (await keptBy(await keys.keychain({ isNew: true }), account, ownKey))
    return { key: ownKey, file: emptyVault({ by: "keychain", account }, ownKey) };
  const passphrase = await keys.passphrase({ isNew: true });
  if (passphrase === null || passphrase === "") throw noPassphrase();
  const stretch = newStretch();
  const key = await keyOf(passphrase, stretch);
  return { key, file: emptyVault({ by: "passphrase", ...stretch }, key) };
}

/** Whether the keychain took the key; some can be asked and take nothing, as where nobody is signed in to the desktop. */
async function keptBy(keychain: Keychain | null, account: string, key: Uint8Array): Promise<boolean> {
  const text = Buffer.from(key).toString("base64");
  if (keychain === null) return false;
  return keychain.set(account, text).then(
    async () => (await keychain.get(account)) === text,
    () => false,
  );
}

function emptyVault(made: VaultFile["key"], key: Uint8Array): VaultFile {
  return { version: 1, key: made, check: seal(key, checkName, checkText), entries: {} };
}

async function keyFor(file: VaultFile, path: string, keys: VaultKeys): Promise<Uint8Array> {
  if (file.key.by === "keychain") {
    const kept = await (await keys.keychain({ isNew: false }))?.get(file.key.account);
    const key = kept === undefined || kept === null ? null : Buffer.from(kept, "base64");
    if (key !== null && opens(file, key)) return key;
    throw new SmacError("SECRET_KEYCHAIN", `the keychain of this computer has no key for “${path}”`, {
      hint: "unlock the keychain, or, if this folder came from another computer, delete the file and run smac connect again",
    });
  }
  const passphrase = await keys.passphrase({ isNew: false });
  if (passphrase === null) throw noPassphrase();
  const key = await keyOf(passphrase, file.key);
  if (opens(file, key)) return key;
  throw new SmacError("SECRET_PASSPHRASE", `this passphrase does not open “${path}”`, {
    hint: "give the one it was made with, in SMAC_PASSPHRASE or when asked; if it is lost, delete the file and run smac connect again",
  });
}

function opens(file: VaultFile, key: Uint8Array): boolean {
  return key.length === 32 && unseal(key, checkName, file.check) === checkText;
}

function noPassphrase(): SmacError {
  return new SmacError("SECRET_PASSPHRASE", "secrets are kept encrypted, and there is no passphrase", {
    hint: "put one into the environment variable SMAC_PASSPHRASE, or run this in a terminal to be asked; or refer to the secrets from smac.yml with `credentials`",
  });
}

function damaged(path: string): SmacError {
  return new SmacError("SECRET_FILE", `“${path}” was changed by something else: a secret in it cannot be opened`, {
    hint: "delete the file and run smac connect again",
  });
}

async function readVault(path: string): Promise<VaultFile | null> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const { code } = cause as { code?: string };
    if (code === "ENOENT") return null;
    throw new SmacError("SECRET_FILE", `“${path}” cannot be read (${code ?? "unknown"})`, {
      hint: "check its permissions",
      cause,
    });
  });
  if (text === null) return null;
  const parsed = fileShape.safeParse(dataOf(text));
  if (parsed.success) return parsed.data;
  throw new SmacError("SECRET_FILE", `“${path}” is not a file of secrets of this program`, {
    hint: "move it away and run smac connect again",
  });
}

function dataOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function writeVault(path: string, file: VaultFile): Promise<void> {
  const next = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(next, `${JSON.stringify(file, null, 1)}\n`, { mode: 0o600, flag: "wx", flush: true });
    await rename(next, path);
  } catch (cause) {
    await rm(next, { force: true }).catch(() => undefined);
    throw new SmacError("SECRET_FILE", `“${path}” cannot be written (${(cause as { code?: string }).code ?? "?"})`, {
      hint: "check the folder's permissions and the free space",
      cause,
    });
  }
}
