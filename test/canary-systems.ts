import { generateKeyPairSync } from "node:crypto";
import { demoSettings } from "../src/demo/options.ts";
import { standIn } from "../src/stand-ins/ajera/stand-in.ts";
import { salesforceStandIn } from "../src/stand-ins/salesforce/stand-in.ts";
import { zohoBooksStandIn } from "../src/stand-ins/zoho-books/server.ts";
import { startFront } from "./canary-front.ts";
import type { Front } from "./canary-front.ts";
import { canary, marker } from "./canary-traces.ts";

// The systems, each behind a front, so that what is known and what is given out are canaries.

/** A system to connect to. */
export interface CanarySystem {
  readonly type: string;
  readonly front: Front;
  /** What stands in smac.yml beside the type. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Some of its streams. */
  readonly streams: readonly string[];
  /** What to sign in with. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Which of it is secret. */
  readonly secrets: readonly string[];
  /** Secrets that cannot be canaries. */
  readonly further: readonly string[];
  close(): Promise<void>;
}

/** Smaller than a demo can be. */
const company = { ...demoSettings({ months: 8 }), customers: 12 };
/** When the company's data end. */
export const endOfData = (company.lastDay + 1) * 86_400_000_000;

/** Starts a system by its type. */
export type StartSystem = () => Promise<CanarySystem>;

async function zoho(): Promise<CanarySystem> {
  let now = endOfData;
  const books = await zohoBooksStandIn({ company, now: () => now, perMinute: null, perDay: 1_000_000 });
  const { client_id, client_secret, refresh_token } = books.credentials;
  const [secret, refresh] = [canary(true), canary()];
  const front = await startFront({
    behind: books.accountsRoot,
    known: [
      { canary: secret, real: client_secret },
      { canary: refresh, real: refresh_token },
    ],
    given: /1000\.(?:access|refresh)-\d+/g,
  });
  // Ten tokens in ten minutes are all that it gives.
  books.before = () => {
    if (front.calls.at(-1)?.address.startsWith("/oauth/") === true) now += 61_000_000;
  };
  return {
    type: "zoho-books",
    front,
    streams: ["contacts", "invoices", "customerpayments"],
    settings: { api_root: `${front.url}/books/v3`, accounts_root: front.url, calls_per_minute: 100_000 },
    credentials: { client_id, client_secret: secret, refresh_token: refresh },
    secrets: ["client_secret", "refresh_token"],
    further: [],
    close: async () => void (await Promise.all([front.close(), books.close()])),
  };
}

async function ajera(): Promise<CanarySystem> {
  const office = await standIn({ settings: company, clock: () => endOfData });
  const real = new URL(office.credentials.url);
  const place = `/${canary()}/AjeraAPI.ashx`;
  const query = Buffer.from(JSON.stringify({ ClientID: marker, DatabaseID: canary() })).toString("base64");
  const password = canary(true);
  const front = await startFront({
    behind: real.origin,
    known: [
      { canary: place, real: real.pathname },
      { canary: query, real: real.search.slice(1) },
      { canary: password, real: office.credentials.password },
    ],
    given: /session-\d-\d+-[0-9a-f]+/g,
  });
  return {
    type: "ajera",
    front,
    streams: ["clients", "projects", "timesheet_days"],
    settings: { calls_per_second: 1000, timesheets_from: "2026-09-01" },
    credentials: { url: `${front.url}${place}?${query}`, username: office.credentials.username, password },
    secrets: ["url", "password"],
    further: [],
    close: async () => void (await Promise.all([front.close(), office.close()])),
  };
}

async function org(type: "salesforce" | "certinia", way: "secret" | "key"): Promise<CanarySystem> {
  const packages = type === "salesforce" ? { packages: [] } : {};
  // What is signed tells the time.
  const desk = await salesforceStandIn({ company, now: () => Date.now() * 1000, perDay: 1_000_000, ...packages });
  const secret = canary(true);
  const front = await startFront({
    behind: desk.url,
    known: [{ canary: secret, real: desk.credentials.client_secret }],
    given: /00Dxx[\w.]+!AQ[\w.]+/g,
  });
  const { client_id } = desk.credentials;
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  desk.desk.publicKey = publicKey.export({ type: "spki", format: "pem" }).toString();
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const audience = "https://login.salesforce.com";
  const byKey = { client_id, username: desk.desk.username, private_key: pem, audience };
  return {
    type,
    front,
    streams: ["accounts", "leads", "opportunities"],
    settings: { domain: front.url, bulk_from: 40 },
    credentials: way === "key" ? byKey : { client_id, client_secret: secret },
    secrets: way === "key" ? ["private_key"] : ["client_secret"],
    get further() {
      const signed = front.calls.map(({ body }) => new URLSearchParams(body).get("assertion") ?? "");
      return [pem, ...new Set(signed.map((assertion) => assertion.split(".")[2] ?? ""))];
    },
    close: async () => void (await Promise.all([front.close(), desk.close()])),
  };
}

/** The systems that are tried, by name. */
export const canarySystems: Readonly<Record<string, StartSystem>> = {
  "zoho-books": zoho,
  ajera,
  salesforce: () => org("salesforce", "secret"),
  "certinia, with a key": () => org("certinia", "key"),
};
