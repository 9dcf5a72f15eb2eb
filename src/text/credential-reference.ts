/** How a reference to a sign-in is written. */
export const credentialPattern = /^\$\{(?:(env):([A-Za-z_][A-Za-z0-9_]*)|(file|store):([^{}]+))\}$/;

/** Where a sign-in is kept. */
export interface CredentialReference {
  readonly kind: "env" | "file" | "store";
  /** Of the variable, the file or the entry. */
  readonly name: string;
}

/**
 * What `${env:NAME}`, `${file:PATH}` and `${store:NAME}` refer to; null: it is no reference.
 *
 * @example
 * credentialReference("${env:ZOHO_BOOKS}"); // { kind: "env", name: "ZOHO_BOOKS" }
 */
export function credentialReference(text: string): CredentialReference | null {
  const [, env, variable, place, name] = credentialPattern.exec(text) ?? [];
  if (env !== undefined) return { kind: "env", name: variable ?? "" };
  return place === undefined ? null : { kind: place as "file" | "store", name: name ?? "" };
}
