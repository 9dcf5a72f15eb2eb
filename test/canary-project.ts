import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { endOfData } from "./canary-systems.ts";
import type { CanarySystem } from "./canary-systems.ts";
import { canary, tracesIn, tracesInFolder } from "./canary-traces.ts";
import { caseFolder } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";
import type { Ran } from "./run-smac.ts";

/** When the projects are. */
export const now = new Date(endOfData / 1000).toISOString();
const passphrase = canary();
/** A folder with a connection `here`, and how it is signed in. */
export interface Project {
  readonly system: CanarySystem;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ran: (Ran & { readonly args: string })[];
  readonly run: (args: readonly string[], more?: { readonly tty?: boolean }) => Promise<Ran>;
}

/** Where the secrets are. */
export type Way = "variables" | "one variable" | "a file" | "the vault";

/** A new folder with a connection to a system. */
export async function projectOf(system: CanarySystem, way: Way): Promise<Project> {
  const cwd = caseFolder({});
  const secrets = caseFolder({ "all.json": JSON.stringify(system.credentials) });
  for (const [name, value] of Object.entries(system.credentials)) writeFileSync(join(secrets, name), value);
  const reference =
    way === "a file" ? `\${file:${join(secrets, "all.json")}}` : way === "one variable" ? "${env:HERE}" : null;
  const settings = { type: system.type, ...system.settings, ...(reference === null ? {} : { credentials: reference }) };
  const variables = Object.entries(system.credentials).map(([name, value]) => [
    `SMAC_HERE_${name.toUpperCase()}`,
    value,
  ]);
  const env = {
    ...(way === "variables" ? (Object.fromEntries(variables) as Record<string, string>) : {}),
    ...(way === "one variable" ? { HERE: JSON.stringify(system.credentials) } : {}),
    ...(way === "the vault" ? { SMAC_PASSPHRASE: passphrase } : {}),
  };
  const ran: Project["ran"] = [];
  const project: Project = {
    system,
    cwd,
    env,
    ran,
    async run(args, more = {}) {
      const one = await runSmac(args, { cwd, now, env, ...more });
      ran.push({ ...one, args: args.join(" ") });
      return one;
    },
  };
  if (way === "the vault") await connectByFlags(project, secrets);
  else writeFileSync(join(cwd, "smac.yml"), `timezone: Europe/Berlin\nsources:\n  here: ${JSON.stringify(settings)}\n`);
  return project;
}

async function connectByFlags({ system, run }: Project, secrets: string): Promise<void> {
  const ways: Readonly<Record<string, string>> = { refresh_token: "refresh-token", private_key: "jwt-bearer" };
  const way = system.secrets.map((name) => ways[name]).find((name) => name !== undefined);
  const settings = Object.entries(system.settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const answers = Object.entries(system.credentials).flatMap(([name, value]) =>
    system.secrets.includes(name) ? ["--secret", `${name}=${join(secrets, name)}`] : ["--set", `${name}=${value}`],
  );
  const chosen = way === undefined ? [] : ["--way", way];
  const { code, stderr } = await run(["connect", "here", "--type", system.type, ...chosen, ...settings, ...answers]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("is connected")]);
}

/** Fails when a canary is in what was said. */
export function mustHaveSaidNone({ system: { further }, ran }: Project): void {
  const said = ran
    .splice(0)
    .flatMap(({ args, stdout, stderr }) =>
      [stdout, stderr].flatMap((text) => tracesIn(text, further).map((trace) => `smac ${args}: ${trace}`)),
    );
  expect(said).toEqual([]);
}

/** Fails when a canary is anywhere: in what was said, in the folder, in addresses. */
export async function mustHoldNone(project: Project): Promise<void> {
  const { further, front, type } = project.system;
  mustHaveSaidNone(project);
  expect(await tracesInFolder(project.cwd, further)).toEqual([]);
  // An address is seen by everything on the way; Ajera's is the secret itself.
  const addresses = front.calls.map(({ address }) => address).filter((address) => !address.startsWith("/again"));
  if (type !== "ajera") expect(addresses.flatMap((address) => tracesIn(address, further))).toEqual([]);
}
