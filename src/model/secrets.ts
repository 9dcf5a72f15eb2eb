import { SmacError } from "../errors.ts";
import { credentialReference } from "../text/credential-reference.ts";
import { pathText } from "./shape-problems.ts";
import type { LocatedYaml, Path } from "./locate.ts";

const secretKey =
  /passw(or)?d|passphrase|secret|(^|[_-])token($|[_-])|accesstoken|authtoken|api[_-]?key|private[_-]?key|credential/i;
const urlSecret = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:(?<password>[^/\s@]+)@/i;

/** A secret written into the file, with the path it stands at. */
export interface FoundSecret {
  readonly path: Path;
  readonly problem: SmacError;
}

/**
 * Every secret that stands in the file as plain text: a value under a key such
 * as `password` or `token`, or a URL with a password in it. The message never
 * shows the value.
 */
export function secretProblems(yaml: LocatedYaml): FoundSecret[] {
  return texts(yaml.value, []).flatMap(({ path, text }) => {
    const key = String(path.findLast((step) => typeof step === "string") ?? "");
    const isSecret = (secretKey.test(key) && credentialReference(text.trim()) === null) || isSecretUrl(text);
    if (!isSecret) return [];
    const name = key.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
    const problem = new SmacError("CONFIG_SECRET_IN_FILE", `${pathText(path)} holds a secret as plain text`, {
      at: yaml.at(path, "value"),
      hint: `put it in an environment variable and refer to it: "\${env:${name}}"; then change the secret, since the file may have been shared`,
    });
    return [{ path, problem }];
  });
}

function isSecretUrl(text: string): boolean {
  const password = urlSecret.exec(text)?.groups?.["password"];
  return password !== undefined && credentialReference(password) === null;
}

function texts(value: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value === "number") return [{ path, text: String(value) }];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, [...path, index]));
  return Object.entries(value).flatMap(([key, item]) => texts(item, [...path, key]));
}
