import { SmacError } from "../../errors.ts";
import type { Credentials } from "../kit/source.ts";
import type { ZohoSettings } from "./settings.ts";

/** Where one data centre of Zoho answers. */
export interface Roots {
  /** Of Zoho Books, with its version. */
  readonly api: string;
  /** Where signing in happens. */
  readonly accounts: string;
}

/** The data centres by the ending of the address that people use; Canada signs in elsewhere. */
export const regions: Readonly<Record<ZohoSettings["region"], { readonly place: string } & Roots>> = {
  com: { place: "the United States", ...rootsOf("com") },
  eu: { place: "Europe", ...rootsOf("eu") },
  in: { place: "India", ...rootsOf("in") },
  "com.au": { place: "Australia", ...rootsOf("com.au") },
  jp: { place: "Japan", ...rootsOf("jp") },
  ca: { place: "Canada", ...rootsOf("ca"), accounts: "https://accounts.zohocloud.ca" },
  "com.cn": { place: "China", ...rootsOf("com.cn") },
  sa: { place: "Saudi Arabia", ...rootsOf("sa") },
};

function rootsOf(ending: string): Roots {
  return { api: `https://www.zohoapis.${ending}/books/v3`, accounts: `https://accounts.zoho.${ending}` };
}

/**
 * Where to sign in: what smac.yml says, else where the grant came from, else the region's.
 *
 * @throws SmacError `SOURCE_SETTING` when the grant names a host that is not Zoho's.
 */
export function accountsRoot(name: string, settings: ZohoSettings, credentials: Credentials): string {
  if (settings.accounts_root !== undefined) return withoutSlash(settings.accounts_root);
  const granted = credentials["accounts_server"];
  if (granted === undefined || granted === "") return regions[settings.region].accounts;
  if (!Object.values(regions).some(({ accounts }) => accounts === withoutSlash(granted))) {
    throw new SmacError("SOURCE_SETTING", `${name}: the sign-in was granted by a host that is not Zoho's`, {
      hint: `connect again: smac connect ${name}`,
    });
  }
  return withoutSlash(granted);
}

/**
 * Where Zoho Books is: what smac.yml says, else the host that the sign-in's
 * answer named, when it is one of Zoho's, else the region's.
 */
export function apiRoot(settings: ZohoSettings, apiDomain: string | null): string {
  if (settings.api_root !== undefined) return withoutSlash(settings.api_root);
  if (apiDomain !== null && isZohoApi(apiDomain)) return `${withoutSlash(apiDomain)}/books/v3`;
  return regions[settings.region].api;
}

/** Whether an address is the API host of one of Zoho's data centres: a token is sent nowhere else. */
export function isZohoApi(address: string): boolean {
  return Object.values(regions).some(({ api }) => api === `${withoutSlash(address)}/books/v3`);
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
