/** A cookie that scripts cannot read. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** 0: it is taken back. */
  readonly seconds: number;
  readonly path: string;
  /** `Lax`: it also comes along when another site leads here. */
  readonly sites: "Strict" | "Lax";
  /** For TLS alone. */
  readonly secure: boolean;
}

/** The value of a cookie that a request carries, if it is 256 bits of chance as this program writes them; else null. */
export function cookieNamed(name: string, header: string | undefined): string | null {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim().split("="));
  const found = pairs.find(([each]) => each === name)?.[1] ?? "";
  return /^[\w-]{43}$/.test(found) ? found : null;
}

/** A cookie as the header `Set-Cookie` has it. */
export function setCookie({ name, value, seconds, path, sites, secure }: Cookie): string {
  const parts = [`${name}=${value}`, `Path=${path}`, "HttpOnly", `SameSite=${sites}`, `Max-Age=${seconds}`];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}
