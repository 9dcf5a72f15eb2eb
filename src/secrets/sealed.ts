import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";

/** A text that only its key opens, and only under its own name. */
export interface Sealed {
  readonly nonce: string;
  readonly data: string;
  readonly tag: string;
}

/** How a key is made of a passphrase. */
export interface Stretch {
  readonly salt: string;
  /** scrypt's cost, block size and lanes. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** Seals a text with AES-256-GCM; `name` is bound to it, so that sealed texts cannot change places. */
export function seal(key: Uint8Array, name: string, text: string): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name, "utf8"));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    nonce: nonce.toString("base64"),
    data: data.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
  };
}

/** The text again; null when the key is another one, or when anything was changed. */
export function unseal(key: Uint8Array, name: string, sealed: Sealed): string | null {
  try {
    const nonce = Buffer.from(sealed.nonce, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(name, "utf8")).setAuthTag(Buffer.from(sealed.tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(sealed.data, "base64")), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** A key of its own, for keychains that keep it. */
export function newKey(): Uint8Array {
  return randomBytes(32);
}

/** How a new passphrase is stretched: about 128 MB and a good part of a second. */
export function newStretch(): Stretch {
  return { salt: randomBytes(16).toString("base64"), n: 2 ** 17, r: 8, p: 1 };
}

/** The key of a passphrase. */
export function keyOf(passphrase: string, { salt, n, r, p }: Stretch): Promise<Uint8Array> {
  const limits = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), Buffer.from(salt, "base64"), 32, limits, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
