import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject } from "../../src/project/open-project.ts";
import type { Project } from "../../src/project/open-project.ts";
import { ajera } from "../../src/sources/ajera/source.ts";
import { httpWorld } from "../../src/sources/kit/effects-world.ts";
import type { HttpWorld } from "../../src/sources/kit/http.ts";
import type { OpenedSource, TokenStore } from "../../src/sources/kit/source.ts";
import type { AjeraStandIn } from "../../src/stand-ins/ajera/stand-in.ts";

/** Where nothing is kept. */
export const noTokens: TokenStore = { get: async () => null, set: async () => {}, forget: async () => {} };

/** The real network, with a clock that a test holds and waits that take no time. */
export function heldWorld(now: () => number): HttpWorld {
  const world = httpWorld({ signal: new AbortController().signal });
  return { ...world, now, sleep: async () => {}, random: () => 0.5 };
}

/** Ajera opened on a stand-in; `notes` gathers what it has to tell. */
export function openOffice(
  office: AjeraStandIn,
  about: {
    readonly now: () => number;
    readonly notes?: string[];
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly credentials?: Readonly<Record<string, string>>;
  },
): OpenedSource {
  return ajera.open({
    name: "office",
    settings: ajera.settings.parse({ calls_per_second: 1000, ...about.settings }),
    credentials: about.credentials ?? office.credentials,
    world: heldWorld(about.now),
    timezone: "Europe/Berlin",
    tokens: noTokens,
    note: (text) => void about.notes?.push(text),
  });
}

/** A project with one connection to a stand-in, and a clock that is set. */
export interface OfficeProject {
  readonly project: Project;
  readonly notes: string[];
  now: number;
  close(): Promise<void>;
}

/** Makes such a project in a folder of its own; `more` is added to its smac.yml. */
export async function officeProject(office: AjeraStandIn, now: number, more = ""): Promise<OfficeProject> {
  const directory = mkdtempSync(join(tmpdir(), "smac-ajera-"));
  writeFileSync(
    join(directory, "smac.yml"),
    `timezone: Europe/Berlin\nsources:\n  office: { type: ajera, calls_per_second: 1000 }\n${more}`,
  );
  const silent = { write: () => undefined, isTTY: false, columns: 80 };
  const notes: string[] = [];
  const held: OfficeProject = {
    notes,
    now,
    project: await openProject(directory, {
      effects: {
        now: () => held.now++,
        env: {},
        cwd: directory,
        stdin: process.stdin,
        stdout: silent,
        stderr: silent,
        signal: new AbortController().signal,
      },
      note: (text) => void notes.push(text),
      systems: [ajera],
      openConnection: async (connection, around) => ({
        source: ajera.open({
          name: connection.name,
          settings: connection.settings,
          credentials: office.credentials,
          world: heldWorld(() => held.now),
          timezone: "Europe/Berlin",
          tokens: noTokens,
          note: around.note,
        }),
        streams: ajera.streams,
      }),
    }),
    async close() {
      await held.project.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return held;
}
