import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type DemoOptions, type DemoSettings, demoSettings } from "../demo/options.ts";
import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { Credentials } from "../sources/kit/source.ts";
import { businessZone } from "../stand-ins/business.ts";
import type { Instant } from "../time/instant.ts";
import { nearestAndAll } from "../text/nearest.ts";
import { demoSignIn } from "./demo-sign-in.ts";
import { writeWhole } from "./whole-file.ts";

/** The generated company in a system that stands in for a real one, on this machine. */
export interface DemoSystem {
  /** The name of its connection in smac.yml. */
  readonly connection: string;
  /** The environment in which its sign-in is found. */
  readonly env: Effects["env"];
  /** The instant at which the company's data end. */
  readonly now: Instant;
  close(): Promise<void>;
}

interface Started {
  readonly connection: string;
  readonly type: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly credentials: Credentials;
  readonly close: () => Promise<void>;
}

type Start = (settings: DemoSettings, now: Instant) => Promise<Started>;

const starts: Readonly<Record<string, Start>> = {
  "zoho-books": async (company, now) => {
    const { zohoBooksStandIn, standInOrganization } = await import("../stand-ins/zoho-books/server.ts");
    const zoho = await zohoBooksStandIn({ company, now: () => now, perMinute: null, perDay: 1_000_000 });
    const settings = {
      organization: standInOrganization,
      api_root: zoho.apiRoot,
      accounts_root: zoho.accountsRoot,
      calls_per_minute: 100_000,
    };
    const { credentials, close } = zoho;
    return { connection: "books", type: "zoho-books", settings, credentials, close };
  },
  ajera: async (settings, now) => {
    const { standIn } = await import("../stand-ins/ajera/stand-in.ts");
    const office = await standIn({ settings, clock: () => now });
    const { credentials } = office;
    const close = (): Promise<void> => office.close();
    return { connection: "office", type: "ajera", settings: { calls_per_second: 1000 }, credentials, close };
  },
  certinia: async (company, now) => {
    const { salesforceStandIn } = await import("../stand-ins/salesforce/stand-in.ts");
    const org = await salesforceStandIn({ company, now: () => now, perDay: 1_000_000 });
    const { credentials, close } = org;
    return { connection: "certinia", type: "certinia", settings: { domain: org.url }, credentials, close };
  },
};

/** The systems in which the generated company can be had. */
export const demoSystems: readonly string[] = Object.keys(starts);

/**
 * Starts the generated company in a stand-in of a system, and writes a
 * smac.yml that connects to it. Close it when all was read.
 *
 * @throws SmacError `USAGE_UNKNOWN_SYSTEM` for a system that has no stand-in.
 */
export async function startDemoSystem(
  word: string,
  about: { readonly folder: string; readonly options: DemoOptions; readonly effects: Effects },
): Promise<DemoSystem> {
  const { effects, options } = about;
  const start = startOf(word.toLowerCase());
  if (start === undefined)
    throw new SmacError("USAGE_UNKNOWN_SYSTEM", `there is no generated company in “${word}”`, {
      hint: nearestAndAll(word, demoSystems),
    });
  const settings = demoSettings(options);
  const now = (settings.lastDay + 1) * 86_400_000_000;
  const { connection, type, settings: own, credentials, close } = await start(settings, now);
  const folder = resolve(effects.cwd, about.folder);
  try {
    await mkdir(folder, { recursive: true });
    await writeWhole(join(folder, "smac.yml"), join(about.folder, "smac.yml"), projectFile(connection, type, own));
  } catch (error) {
    await close();
    throw error;
  }
  return { connection, now, close, env: { ...effects.env, [demoSignIn]: JSON.stringify(credentials) } };
}

function startOf(word: string): Start | undefined {
  const name = word === "financialforce" ? "certinia" : word;
  return Object.hasOwn(starts, name) ? starts[name] : undefined;
}

function projectFile(connection: string, type: string, settings: Started["settings"]): string {
  const lines = Object.entries(settings).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`);
  return `# The generated company in a system that stood in for ${type} on this machine.
# What its rows mean comes with the system: smac source show ${type}
# To connect your own, in another folder: smac connect ${connection} --type ${type}
timezone: ${businessZone}
sources:
  ${connection}:
    type: ${type}
${lines.join("\n")}
    credentials: \${env:${demoSignIn}}
`;
}
