import { tame } from "../format/display-width.ts";
import type { OidcSettings } from "../model/serve.ts";
import { type Scope, scopes } from "./tokens.ts";

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** Somebody with an account elsewhere, and what they may do here. */
export interface Account {
  /** What the provider calls them, for good. */
  readonly id: string;
  /** Their address, else their name. */
  readonly name: string;
  /** Null: nothing. */
  readonly scope: Scope | null;
  /** What was wrong with them; null: nothing was, but no role is theirs. */
  readonly why: "domain" | null;
  /** The values by which roles were looked for. */
  readonly values: readonly string[];
}

type Rules = Pick<OidcSettings, "claim" | "roles" | "otherwise" | "domains">;

/** What somebody may do by the rules of `smac.yml`: the most that any of their values allows. */
export function accountOf(claims: Claims, rules: Rules): Account {
  const values = claimValues(claims, rules.claim);
  const about = { id: textOf(claims["sub"]) ?? "", name: nameOf(claims), values };
  if (rules.domains !== null && !isWithin(rules.domains, claims)) return { ...about, scope: null, why: "domain" };
  const given = scopes.filter((scope) => rules.roles[scope].some((value) => values.includes(value)));
  return { ...about, scope: given.at(-1) ?? rules.otherwise, why: null };
}

/** Whether what the rules look at is not among the claims, so that the provider should be asked for more. */
export function lacksClaims(claims: Claims, { claim, domains }: Rules): boolean {
  const verified = claim === "email" || domains !== null ? ["email", "email_verified"] : [];
  return claimAt(claims, claim) === undefined || verified.some((name) => claims[name] === undefined);
}

/** An address that the provider did not verify is whatever somebody wrote: it gives nothing. */
function claimValues(claims: Claims, claim: string): readonly string[] {
  if (claim === "email" && claims["email_verified"] !== true) return [];
  const value = claimAt(claims, claim);
  const all: readonly unknown[] = Array.isArray(value) ? value.slice(0, 2000) : [value];
  return all.flatMap((one) => (["string", "number", "boolean"].includes(typeof one) ? [String(one)] : []));
}

function claimAt(claims: Claims, claim: string): unknown {
  if (Object.hasOwn(claims, claim)) return claims[claim];
  return claim.split(".").reduce<unknown>((inside, step) => {
    if (typeof inside !== "object" || inside === null || !Object.hasOwn(inside, step)) return undefined;
    return (inside as Claims)[step];
  }, claims);
}

function isWithin(domains: readonly string[], claims: Claims): boolean {
  const domain = textOf(claims["email"])?.toLowerCase().split("@").at(-1) ?? "";
  return claims["email_verified"] === true && domains.includes(domain);
}

function nameOf(claims: Claims): string {
  const names = ["email", "preferred_username", "name", "sub"].map((claim) => textOf(claims[claim]));
  return tame(names.find((name) => name !== null) ?? "somebody").slice(0, 100);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
